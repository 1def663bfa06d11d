"""What holds on every page: no word to strangers, nothing refused by the policy, nothing out of reach."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from playwright.sync_api import TimeoutError as WaitedInVain

from bahealth.config import PROJECT
from bench.browser import seconds_to_draw
from bench.servers import Server, serving_app
from tests.browser.places import DRAWN, FIGURED, OFFICE, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# From Streamlit itself, not of our making: the box for files is a section with a role and a name.
STREAMLITS_OWN = {"presentation-role-conflict"}
SCHEMES = ("light", "dark")
WIDTHS = (360, 1440, 1920)
VISITS = [*product((*OFFICE, *PUBLIC), SCHEMES), *zip(FIGURED, cycle(SCHEMES), strict=False)]


@dataclass
class Visit:
    """A page that is drawn, what it asked for and what the browser complained about on the way."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        self.asked.append(request.url)


@pytest.fixture(scope="module", params=VISITS)
def visit(app: Server, browser: Browser, request: pytest.FixtureRequest) -> Generator[Visit]:
    """Pages in light and in dark, opened once for all tests of this module."""
    path, scheme = request.param
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme, locale="es-AR")
    page = context.new_page()
    made = Visit(page)
    page.on("request", made.note)
    page.on("websocket", lambda socket: made.asked.append(socket.url))
    page.on("console", lambda said: made.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: made.complaints.append(str(problem)))
    seconds_to_draw(page, f"{app.url}/{path}", DRAWN)
    yield made
    context.close()


def test_no_request_leaves_this_machine(app: Server, visit: Visit):
    own = (app.url, app.url.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.asked if not url.startswith(own)] == []
    assert len(visit.asked) > 10  # the test would see a request


def test_the_page_draws_everything_under_the_content_security_policy(app: Server, visit: Visit):
    answer = visit.page.request.get(visit.page.url)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    # Streamlit looks for its own addresses below the page first and is told that they are not there.
    unexpected = [said for said in visit.complaints if "404 (Not Found)" not in said]
    assert unexpected == []
    broken = visit.page.evaluate("[...document.querySelectorAll('.ba img')].filter(one => !one.naturalWidth).length")
    assert broken == 0


def test_axe_finds_nothing_of_our_own_making(visit: Visit):
    found = Axe().run(visit.page).response["violations"]
    told = [(one["id"], node["target"]) for one in found for node in one["nodes"] if one["id"] not in STREAMLITS_OWN]
    assert told == []


BEYOND = """() => [...document.querySelectorAll('[data-testid=stMain] *, .st-key-idioma')].filter(one => {
  const box = one.getBoundingClientRect();
  const isSetAside = one.closest('.ba-unseen, .ba-scroll, thead') || !box.width || !box.height;
  return !isSetAside && (box.right > innerWidth + 1 || box.left < -1);
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_sideways(visit: Visit, width: int):
    visit.page.set_viewport_size({"width": width, "height": 900})
    with suppress(WaitedInVain):  # charts take the new width some time after the layout; what stays beyond is told
        visit.page.wait_for_function(f"() => ({BEYOND})().length === 0", timeout=5_000)
    assert visit.page.evaluate(BEYOND) == []


def test_the_language_switch_stands_clear_of_the_navigation(visit: Visit):
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.wait_for_timeout(200)
        names = "[data-testid=stTopNavLink], [data-testid=stTopNavSection], [data-testid=stExpandSidebarButton]"
        navigation = visit.page.locator(names).last
        expect(visit.page.locator(".rc-overflow-item-rest:not([aria-hidden=true])")).to_have_count(0)  # "2 more"
        links, switch = navigation.bounding_box(), visit.page.locator(".st-key-idioma").bounding_box()
        assert links, "the navigation is there"
        assert switch, "the switch is there"
        assert links["x"] + links["width"] < switch["x"]


@pytest.mark.parametrize("path", ["metas", "sesiones", "indicador"])
def test_after_a_fresh_start_a_deep_link_meets_the_frame_first(
    store: Path, tmp_path: Path, context: BrowserContext, path: str
):
    own = tmp_path / "fresh.duckdb"
    shutil.copy(store, own)
    with serving_app(own, PROJECT / "data") as fresh:
        page = context.new_page()
        seconds_to_draw(page, f"{fresh.url}/{path}", DRAWN)
        expect(page.get_by_role("radio", name="English")).to_be_visible()  # the frame's own language switch
        expect(page.locator(".ba-state")).to_have_count(0)


def test_the_start_leads_to_the_scorecard(app: Server, page: Page):
    seconds_to_draw(page, f"{app.url}/", DRAWN)
    expect(page).to_have_url(f"{app.url}/tablero")
    expect(page).to_have_title("Tablero · Ciudad de Buenos Aires · BA Salud")


@pytest.mark.parametrize("path", ["tablero?area=comuna-99", "indicador?indicador=nope", "enviar?fuente=nope"])
def test_an_address_that_names_nothing_is_answered_in_a_sentence(app: Server, page: Page, path: str):
    seconds_to_draw(page, f"{app.url}/{path}", DRAWN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Esto no se puede mostrar")
    page.get_by_role("link", name="Volver al inicio").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ciudad de Buenos Aires")
