"""A team for everyone: residents assigned to teams that have room for so many, with the least travel."""
