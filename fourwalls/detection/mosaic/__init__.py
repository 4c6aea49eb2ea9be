"""Small details, each harmless, that together could single somebody out."""
