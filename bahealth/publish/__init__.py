"""Disclosure control, open-data files, exchange formats."""
