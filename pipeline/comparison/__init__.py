"""Compares two or more systems on the same suite: scores, differences and a verdict."""
