"""What tests of several folders need."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser

from bench.browser import browser_path, chromium


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    """Chromium, closed after each module: while Playwright is open, its process can start neither it nor asyncio."""
    if browser_path() is None:
        pytest.skip("no Chromium here (make test brings one)")
    with chromium() as opened:
        yield opened
