"""What people do: choose, switch, go back, use the keyboard alone, take files along, print."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from bench.browser import seconds_to_choose, seconds_to_draw
from bench.servers import Server
from tests.browser.hands import settled
from tests.browser.places import DRAWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AREA = "Territorio"


@pytest.fixture
def scorecard(app: Server, page: Page) -> Page:
    seconds_to_draw(page, f"{app.url}/tablero", DRAWN)
    return page


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def test_choosing_a_comuna_changes_heading_and_address_and_back_returns(app: Server, scorecard: Page):
    seconds_to_choose(scorecard, AREA, "Comuna 8", "h1")
    expect(scorecard).to_have_url(f"{app.url}/tablero?area=comuna-8")
    seconds_to_choose(scorecard, AREA, "Comuna 3", "h1")
    expect(scorecard).to_have_url(f"{app.url}/tablero?area=comuna-3")
    scorecard.go_back()
    expect(heading(scorecard)).to_have_text("Comuna 8")
    expect(scorecard.get_by_role("combobox", name=AREA)).to_have_value("Comuna 8")
    expect(scorecard).to_have_url(f"{app.url}/tablero?area=comuna-8")


def test_the_language_switch_keeps_the_view(app: Server, page: Page):
    seconds_to_draw(page, f"{app.url}/tablero?area=comuna-8&filas=excepciones", DRAWN)
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Exceptions only")).to_be_visible()
    expect(heading(page)).to_have_text("Comuna 8")
    assert "area=comuna-8" in page.url
    assert "filas=excepciones" in page.url
    assert "idioma=en" in page.url
    page.get_by_role("link", name="Indicator", exact=True).click()  # English goes along
    expect(page.get_by_role("heading", name="Definition")).to_be_visible()
    expect(page.get_by_role("combobox", name="Area")).to_have_value("Comuna 8")


def tab_to(page: Page, is_there: str, *, most: int = 60) -> None:
    """Press Tab until `is_there` holds for the focused element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(one => {is_there})(document.activeElement)"):
            return
    message = f"Tab did not reach {is_there}"
    raise AssertionError(message)


def test_the_keyboard_alone_chooses_opens_and_follows(app: Server, scorecard: Page):
    tab_to(scorecard, f"one.getAttribute('aria-label') === '{AREA}'")
    scorecard.keyboard.type("Comuna 8")
    scorecard.get_by_role("option", name="Comuna 8").wait_for()
    scorecard.keyboard.press("ArrowDown")
    scorecard.keyboard.press("Enter")
    expect(heading(scorecard)).to_have_text("Comuna 8")
    tab_to(scorecard, "one.tagName === 'SUMMARY'")
    row = scorecard.locator(".ba-row").first
    expect(row.locator(".ba-more")).to_be_hidden()
    scorecard.keyboard.press("Enter")
    expect(row.locator(".ba-more")).to_be_visible()
    tab_to(scorecard, "one.closest('.ba-more') && one.tagName === 'A'")
    scorecard.keyboard.press("Enter")
    expect(scorecard.get_by_role("heading", name="Definición")).to_be_visible()
    assert "/indicador?" in scorecard.url
    assert "area=comuna-8" in scorecard.url


def taken(page: Page, key: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_files_arrive_and_say_what_the_page_says(scorecard: Page):
    names = set(scorecard.locator(".ba-row th[scope=row] a, .ba-absent a").all_inner_texts())
    name, content = taken(scorecard, "as-csv")
    assert name == "tablero-city-1.csv"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(names) + 1
    name, content = taken(scorecard, "as-xlsx")
    assert name == "tablero-city-1.xlsx"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len([row for row in sheet if any(row)]) >= len(names) + 1
    name, content = taken(scorecard, "as-pdf")
    assert name == "tablero-city-1.pdf"
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Ciudad de Buenos Aires" in printed
    assert "Incierta" in printed


def test_print_hides_the_tools_and_nothing_that_is_read(scorecard: Page):
    read = [".ba h1", ".ba-tiles", "#ba-attention", ".ba-table", ".ba-legend"]
    scorecard.emulate_media(media="print")
    for part in read:
        expect(scorecard.locator(part)).to_be_visible()
    for tool in (".st-key-filters", ".st-key-files", ".st-key-idioma"):
        expect(scorecard.locator(tool)).to_be_hidden()
    last = scorecard.locator(".ba-legend").inner_text()
    pages = PdfReader(io.BytesIO(scorecard.pdf(format="A4", landscape=True))).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert " ".join(last.split())[:60] in printed


def test_a_resident_finds_a_centre_by_keyboard_and_by_two_taps_on_a_phone(app: Server, page: Page):
    """Type and Enter; then a barrio and a corner are tapped. Nothing reaches the address of the page."""
    page.set_viewport_size({"width": 360, "height": 780})
    seconds_to_draw(page, f"{app.url}/centro", DRAWN)
    field = page.get_by_role("textbox", name="Calle y número")
    field.fill("corientes 3000")
    field.press("Enter")
    expect(page.locator(".ba-near-name")).to_have_text("CeSAC 11 (Balvanera)")
    expect(page.locator(".st-key-near-way [data-testid=stVegaLiteChart] svg.marks")).to_be_visible()
    assert page.url == f"{app.url}/centro"
    found = Axe().run(page, context="[data-testid=stMain]").response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    page.get_by_role("radio", name="Por barrio o en el mapa").click()
    tap_the_middle(page, "near-city")
    expect(page.get_by_role("combobox", name="Barrio")).to_have_value("Caballito")
    expect(page.locator(".ba-near .ba-kicker").first).to_contain_text("(Caballito)")
    start = page.locator(".ba-near .ba-kicker").first.inner_text()
    tap_the_middle(page, "near-barrio", across=0.4)
    expect(page.locator(".ba-near .ba-kicker").first).not_to_have_text(start)
    assert page.url == f"{app.url}/centro"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def tap_the_middle(page: Page, chart: str, *, across: float = 0.5) -> None:
    drawn = page.locator(f".st-key-chart-{chart} svg.marks")
    expect(drawn).to_be_visible()
    settled(page)
    box = drawn.bounding_box()
    assert box, "the map is drawn"
    drawn.click(position={"x": box["width"] * across, "y": box["height"] * 0.5})
