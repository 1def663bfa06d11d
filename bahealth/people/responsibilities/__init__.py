"""Who is accountable, responsible, consulted and informed (RACI) for each indicator and source."""
