"""A whole support group on one machine: a homeserver, its people and the bots, for trying the house out."""
