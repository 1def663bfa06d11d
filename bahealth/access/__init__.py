"""Fifteen minutes and a team for everyone: the walking network, who lives near care, siting, teams, did it help."""
