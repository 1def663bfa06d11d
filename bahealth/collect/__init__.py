"""Deliveries: readers per source format, checks, accept or refuse, provenance."""
