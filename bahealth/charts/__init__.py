"""Altair charts without data, one theme; sparklines as SVG."""
