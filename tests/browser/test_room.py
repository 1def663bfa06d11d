"""The room in a real browser: two screens, the keyboard alone, and a server that dies in the middle."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bahealth.config import PROJECT
from bahealth.convene.model import Captured, CaptureKind, Deliverable
from bahealth.convene.room.queries import captured_in
from bahealth.store import Database
from bench.servers import Server, serving_app
from tests.browser.hands import settled as still
from tests.browser.hands import tab_to
from tests.browser.rooms import store_with_session

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, SECOND = "Mortalidad infantil (DEIS)", "Mortalidad infantil (IDECBA)"


@pytest.fixture
def room(store: Path, tmp_path: Path) -> tuple[Path, str]:
    """A store of its own with a session that is open, and the id of that."""
    own = Path(shutil.copy(store, tmp_path / "own.duckdb"))
    return own, store_with_session(own)


@pytest.fixture
def other(browser: Browser) -> Generator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR")
    yield opened
    opened.close()


def opened(page: Page, server: Server, session_id: str) -> Page:
    page.goto(f"{server.url}/sala?sesion={session_id}")
    expect(page.get_by_role("button", name="Siguiente")).to_be_visible(timeout=60_000)
    settled(page)
    return page


def settled(page: Page) -> None:
    """Nothing is drawn any more, but for the clock."""
    page.wait_for_timeout(700)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def begin(page: Page, key: str) -> None:
    """Open the drawer of a line by its key, and go to its first field."""
    page.keyboard.press(key)
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Qué se dijo")).to_be_visible()
    tab_to(page, page.get_by_role("textbox", name="Qué se dijo"), most=12)


def captured(store: Path, session_id: str) -> list[Captured]:
    database = Database(store)
    with database.reading() as con:
        found = captured_in(con, session_id)
    database.close()
    return found


def test_other_screens_follow_the_presenter_and_may_browse_alone(
    room: tuple[Path, str], page: Page, other: BrowserContext
) -> None:
    store, session_id = room
    with serving_app(store, PROJECT / "data") as server:
        presenter, follower = opened(page, server, session_id), opened(other.new_page(), server, session_id)
        presenter.keyboard.press("ArrowRight")
        heading(presenter, FIRST)
        heading(follower, FIRST)
        follower.keyboard.press("b")
        expect(follower.get_by_role("button", name="Volver a la presentación")).to_be_visible()
        follower.keyboard.press("ArrowRight")
        heading(follower, SECOND)
        heading(presenter, FIRST)
        presenter.keyboard.press("a")
        heading(presenter, "Sesión de prueba")
        heading(follower, SECOND)
        follower.keyboard.press("v")
        heading(follower, "Sesión de prueba")
        presenter.keyboard.press("2")
        heading(presenter, SECOND)
        heading(follower, SECOND)
        presenter.keyboard.press("ArrowLeft")
        heading(follower, FIRST)


def test_a_commitment_is_captured_by_keyboard_alone(room: tuple[Path, str], page: Page) -> None:
    store, session_id = room
    with serving_app(store, PROJECT / "data") as server:
        opened(page, server, session_id)
        page.keyboard.press("1")
        heading(page, FIRST)
        settled(page)
        begin(page, "n")
        page.keyboard.type("Revisar cada muerte evitable")
        page.keyboard.press("Tab")
        page.keyboard.type("ana")
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("spinbutton", name="day, Para cuándo"), most=12)
        page.keyboard.type("15122026")
        tab_to(page, page.get_by_role("textbox", name="Cómo se verá que está hecho"), most=12)
        page.keyboard.type("Acta del comité")
        page.keyboard.press("Tab")
        page.keyboard.type("Memo")
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name="Guardar"), most=12)
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Revisar cada muerte evitable")).to_be_visible()
    (line,) = captured(store, session_id)
    assert (line.kind, line.text, line.proof) == (
        CaptureKind.COMMITMENT,
        "Revisar cada muerte evitable",
        "Acta del comité",
    )
    assert (line.owner, str(line.due_on), line.deliverable) == ("ana@example.org", "2026-12-15", Deliverable.MEMO)
    assert (line.indicator_id, line.area_id) == ("infant_mortality_deis", "city")
    assert line.line_id is not None


def test_a_server_that_dies_in_the_middle_loses_neither_lines_nor_words(room: tuple[Path, str], page: Page) -> None:
    store, session_id = room
    with serving_app(store, PROJECT / "data") as first:
        opened(page, first, session_id)
        page.keyboard.press("1")
        heading(page, FIRST)
        settled(page)
        begin(page, "d")
        page.keyboard.type("Una decisión guardada")
        settled(page)
        page.get_by_role("button", name="Guardar").press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        settled(page)
        begin(page, "p")
        page.keyboard.type("Cuántos casos")
        os.kill(first.process_id, signal.SIGKILL)
        page.keyboard.type(" hubo")
        expect(page.locator("[data-testid=stApp]")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
        typed = page.get_by_role("textbox", name="Qué se dijo").input_value()  # it takes no key without a connection
        assert typed.startswith("Cuántos casos")
    with serving_app(store, PROJECT / "data", port=first.port) as second:
        expect(page.locator("[data-testid=stApp]")).to_have_attribute(
            "data-test-connection-state", "CONNECTED", timeout=60_000
        )
        still(page)  # the page is drawn anew first, and takes no key until then
        field = page.get_by_role("textbox", name="Qué se dijo")
        expect(field).to_have_value(typed)
        expect(field).to_be_enabled()
        field.press("End")
        page.keyboard.type("?")
        expect(field).to_have_value(f"{typed}?")
        settled(page)
        page.get_by_role("button", name="Guardar").press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
        heading(page, FIRST)
        settled(page)
        begin(page, "p")
        page.keyboard.type("Escrito y no enviado")
        settled(page)
        context = page.context
        page.close()
        again = opened(context.new_page(), second, session_id)
        begin(again, "p")
        expect(again.get_by_role("textbox", name="Qué se dijo")).to_have_value(re.compile("Escrito y no enviado"))
    assert [one.text for one in captured(store, session_id)] == ["Una decisión guardada", f"{typed}?"]
