"""Measurements: `make bench` prints each figure beside what it is compared with, from one run."""
