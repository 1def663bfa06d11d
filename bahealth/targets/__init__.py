"""Targets, trajectories, approvals, accepted deviations."""
