"""Who is reminded of what, once: by mail where a server is set, else from a printed list."""
