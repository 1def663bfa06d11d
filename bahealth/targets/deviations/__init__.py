"""Accepted deviations, and the rule of who confirms."""
