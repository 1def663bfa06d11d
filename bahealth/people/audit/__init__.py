"""The record as people read it: which lines there are, and who may read which."""
