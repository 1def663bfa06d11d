"""Did it help: what a site that opens, closes or moves changed, against what was stated before anyone looked."""
