"""Children who are about to miss the check-ups of their first year: who, and who may see it."""
