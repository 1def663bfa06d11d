"""Scorecard book as PDF (Typst) and spreadsheets."""
