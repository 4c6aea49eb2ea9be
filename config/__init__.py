"""What the operator says: settings, the walls of each kind of room, the house, and every sentence of the bots."""
