"""Finds a place in the city from what a person types: street and number, a corner, or a street of few doors.

Works on the streets of data/city alone; nothing leaves the process and nothing is kept.
"""
