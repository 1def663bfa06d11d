"""The page of care with thirty months of made-up measurements: reachable by screen reader, whole at every width."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.queries import latest_release
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bahealth.views.care import CareTheme
from bench.browser import seconds_to_draw
from bench.servers import Server, serving_app
from tests.browser.places import DRAWN
from tests.browser.test_pages import BEYOND, STREAMLITS_OWN
from tests.views.care_filled import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def care(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """The app on a store with measured records, released after everything that was there."""
    own = Path(shutil.copy(store, tmp_path_factory.mktemp("care") / "app.duckdb"))
    database = Database(own)
    with database.reading() as con:
        before = latest_release(con)
    assert before is not None
    at = before.released_at + timedelta(days=1)
    fill(database, at=at - timedelta(hours=1))
    make_release(database, load_catalog(PROJECT / "data"), MakeRelease(as_of=at.date()), actor=COMMAND_LINE, at=at)
    database.close()
    with serving_app(own, PROJECT / "data", own.with_suffix(".log")) as server:
        yield server


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", CareTheme)
def test_axe_finds_nothing_and_nothing_sticks_out(care: Server, browser: Browser, theme: CareTheme, scheme: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="es-AR")  # type: ignore[arg-type]
    page = context.new_page()
    seconds_to_draw(page, f"{care.url}/atencion?vista={theme.value}", DRAWN)
    found = Axe().run(page).response["violations"]
    told = [(one["id"], node["target"]) for one in found for node in one["nodes"] if one["id"] not in STREAMLITS_OWN]
    assert told == []
    for width in (360, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"() => ({BEYOND})().length === 0", timeout=15_000)
    context.close()


LENGTHS = """() => [...document.querySelectorAll('.ba-lane')].map(lane => {
  const share = parseFloat(lane.querySelector('strong').innerText.replace(',', '.'));
  return [share, lane.querySelector('.ba-bar').getBoundingClientRect().width, lane.clientWidth,
    lane.closest('section').getAttribute('aria-labelledby')];
})"""


@pytest.mark.parametrize("width", [360, 1440])
def test_bars_are_as_long_as_what_they_say(care: Server, page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    seconds_to_draw(page, f"{care.url}/atencion?vista=guardia", DRAWN)
    by_lane: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for share, length, lane, name in page.evaluate(LENGTHS):
        by_lane.setdefault((name, lane), []).append((share, length))
    assert len(by_lane) >= 3
    for bars in by_lane.values():
        longest_share, longest = max(bars)
        for share, length in bars:
            assert length == pytest.approx(
                longest * share / longest_share, abs=max(2.0, longest * 0.06 / longest_share)
            )


def test_a_view_is_chosen_and_back_returns(care: Server, page: Page):
    seconds_to_draw(page, f"{care.url}/atencion?area=comuna-8", DRAWN)
    page.get_by_role("radio", name="Guardia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guardias")
    expect(page).to_have_url(f"{care.url}/atencion?area=comuna-8&vista=guardia")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Salud infantil")
