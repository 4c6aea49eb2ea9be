"""What Four Walls knows: the group's rules, detection, the Matrix craft, storage and the portal."""
