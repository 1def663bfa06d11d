"""A real Chromium: the one that `make test` found, or one on the PATH."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

BROWSER = os.environ.get("BAHEALTH_BROWSER") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)

needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium here (make test brings one)")


@contextmanager
def chromium() -> Generator[Browser]:
    """Chromium without a window. As root it cannot have its sandbox."""
    unsandboxed = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=unsandboxed)
        try:
            yield browser
        finally:
            browser.close()
