"""Plans and runs the stages over a run folder."""
