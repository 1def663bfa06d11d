"""Series and sessions: dates, people, the pinned release, and what has changed since."""
