"""Person-level records: what each kind holds, the door that they come through, and their delivery."""
