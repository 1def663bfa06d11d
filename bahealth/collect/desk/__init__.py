"""The desk of those who send data: what is expected when, and what happened to what was sent."""
