"""Pure nouns and rules of a support group. Standard library only; no I/O, no clock, no randomness."""
