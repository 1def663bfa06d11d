"""Was it worth your time: one question to everyone invited after a session, answered once and without a name."""
