"""Control limits that begin again by a person's decision, with its cause and evidence."""
