"""From person-level records to indicators and lists."""
