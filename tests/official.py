"""Where the official files are, for tests that read them; they are never part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
OFFICIAL = Path(os.environ.get("BAHEALTH_OFFICIAL", PROJECT.parent / "shared" / "data"))

needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official files are not on this machine (set BAHEALTH_OFFICIAL to their folder)"
)
