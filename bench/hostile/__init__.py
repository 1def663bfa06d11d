"""Uploads that mean harm or were spoilt on the way, and a judge who does not trust the readers of the program."""
