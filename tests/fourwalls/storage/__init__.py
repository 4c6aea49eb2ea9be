"""Tests of storage; each file mirrors a module."""
