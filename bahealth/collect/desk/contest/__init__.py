"""Values that are contested: both stay visible until the analytics office rules."""
