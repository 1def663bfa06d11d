"""The `bahealth` command line."""

from bahealth.cli.program import main

__all__ = ["main"]
