"""Kinds of identifying detail: one file each, with examples that it must catch and must let pass."""
