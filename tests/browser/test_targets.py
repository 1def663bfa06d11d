"""A target from the proposal to the release that shows it, in Spanish and by keyboard alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bahealth.config import PROJECT
from bench.browser import seconds_to_draw
from bench.servers import Server, serving_app
from tests.browser.hands import settled, tab_to
from tests.browser.places import DRAWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STAFF, HEAD = "personal de Mujer y Niñez", "jefatura de Mujer y Niñez"
NAME = "Mortalidad infantil (IDECBA)"


def try_role(page: Page, name: str) -> None:
    tab_to(page, page.locator(".st-key-rol button").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_visible()
    names = [one.strip() for one in page.get_by_role("menuitem").all_inner_texts()]
    expect(page.get_by_role("menu")).to_be_focused()
    for passed in names[1 : names.index(name) + 1]:
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("menuitem", name=passed, exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Está probando un rol: {name}")).to_be_visible()
    settled(page)


def press(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")
    settled(page)


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_role("textbox", name=label, exact=True))
    page.keyboard.type(text)


def release(server: Server, store: Path) -> None:
    """The next release, made by the command line through the running app."""
    environment = {**os.environ, "BAHEALTH_STORE": str(store), "BAHEALTH_PORT": str(server.port)}
    command = [sys.executable, "-m", "bahealth.cli", "release"]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)


@pytest.fixture
def changing(store: Path, tmp_path: Path) -> Generator[tuple[Server, Path]]:
    """The running app on a store of its own, which the test changes."""
    own = tmp_path / "own.duckdb"
    shutil.copy(store, own)
    with serving_app(own, PROJECT / "data", own.with_suffix(".log")) as server:
        yield server, own


def test_staff_propose_the_head_approves_and_the_next_release_shows_it(changing: tuple[Server, Path], page: Page):
    app, store = changing
    seconds_to_draw(page, f"{app.url}/metas", DRAWN)
    try_role(page, STAFF)

    tab_to(page, page.get_by_role("combobox", name="Indicador"))
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    settled(page)
    tab_to(page, page.get_by_role("spinbutton", name="Meta ("))
    page.keyboard.press("Control+A")
    page.keyboard.type("4.2")
    page.keyboard.press("Tab")
    settled(page)
    expect(page.get_by_text("Qué dice el pasado")).to_be_visible()
    write(page, "Motivo", "Cerca del mínimo publicado")
    press(page, "Proponer")
    expect(page.get_by_role("status").filter(has_text="Espera a la jefatura del área")).to_be_visible()

    try_role(page, HEAD)
    press(page, f"Abrir: {NAME}, Ciudad de Buenos Aires")
    write(page, "Motivo, para que quede registrado", "De acuerdo")
    press(page, "Aprobar")
    expect(page.get_by_role("status").filter(has_text="Aprobada: la meta está vigente")).to_be_visible()
    expect(page.get_by_text("4,2 para dic 2027").first).to_be_visible()

    seconds_to_draw(page, f"{app.url}/tablero", DRAWN)
    row = page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("4,5 para dic 2027")  # until the next release
    release(app, store)
    seconds_to_draw(page, f"{app.url}/tablero", DRAWN)
    expect(row).to_contain_text("4,2 para dic 2027")
    seconds_to_draw(page, f"{app.url}/indicador?indicador=infant_mortality", DRAWN)
    expect(page.get_by_text("4,2 para dic 2027")).to_be_visible()
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    expect(chart.get_by_text("meta 4,2")).to_be_visible()
    expect(chart.get_by_text("antes: 4,5")).to_be_visible()  # the one replaced, for a year


@pytest.mark.parametrize(("width", "language"), [(360, "es"), (1440, "en")])
def test_nothing_is_wider_than_the_window(app: Server, page: Page, width: int, language: str):
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("metas", "metas?area=todas", "metas?meta=low_birth_weight"):
        seconds_to_draw(page, f"{app.url}/{path}{'&' if '?' in path else '?'}idioma={language}", DRAWN)
        settled(page)
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("one => one.scrollWidth <= one.clientWidth"), path
