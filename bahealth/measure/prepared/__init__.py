"""Scratch tables that several measures read; each exists for one run, on the connection that makes it."""
