"""Beside the runner: two or more systems on the same suite become tables, and the tables a verdict."""
