"""Tests of what Four Walls knows."""
