"""What was measured before, from which deliveries, and what has changed since."""
