"""Commitments after their session: states, carrying over, closing with evidence, judgement, lessons, reminders."""
