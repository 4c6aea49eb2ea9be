"""Bytes of a file in, kinds of what its fields tell out. No pixel is ever decoded, no network, nothing kept."""
