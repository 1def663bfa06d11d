"""The `bahealth` command line."""
