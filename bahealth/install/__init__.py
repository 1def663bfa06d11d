"""A new installation: an empty store, or one filled from data/."""
