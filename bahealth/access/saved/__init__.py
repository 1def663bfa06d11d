"""Plans of sites that were saved under a name, so that a session can decide on them."""
