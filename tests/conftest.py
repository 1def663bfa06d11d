"""What every test shares."""

from __future__ import annotations

from hypothesis import settings

# Speed is measured in `make bench`, never asserted: a loaded machine must not fail a law.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
