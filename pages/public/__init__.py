"""Thin page scripts: each reads choices, asks one view, draws it."""
