"""The server stops and starts again while somebody looks at a page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bahealth.config import PROJECT
from bench.browser import seconds_to_choose, seconds_to_draw
from bench.servers import serving_app
from tests.browser.places import DRAWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_open_page_comes_back_by_itself(store: Path, tmp_path: Path, page: Page):
    own = tmp_path / "own.duckdb"
    shutil.copy(store, own)
    with serving_app(own, PROJECT / "data") as first:
        seconds_to_draw(page, f"{first.url}/tablero?area=comuna-8", DRAWN)
    connection = page.locator("[data-testid=stApp]")
    expect(connection).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    with serving_app(own, PROJECT / "data", port=first.port):
        expect(connection).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=60_000)
        expect(page.get_by_role("heading", level=1)).to_have_text("Comuna 8")
        seconds_to_choose(page, "Territorio", "Comuna 3", "h1")  # the first choice already counts
        expect(page).to_have_url(f"{first.url}/tablero?area=comuna-3")
        seconds_to_choose(page, "Territorio", "Comuna 4", "h1")
        expect(page.get_by_role("dialog")).to_have_count(0)
