"""Statistics and verdicts: pure functions; releases."""
