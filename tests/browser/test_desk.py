"""A department's own figures pass through three hands in the browser: three roles, tried one after the other here."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bench.browser import seconds_to_draw
from bench.servers import Server
from tests.browser.hands import choose
from tests.browser.places import DRAWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = "enviar?fuente=form_child_health"
ROWS = "indicador,area,periodo,numerador,denominador,valor,nota\ncheckups_complete,CABA,2025-06,80,100,,\n"


def try_role(page: Page, name: str) -> None:
    """Open the quiet menu and take a role by its name."""
    offered = page.get_by_role("option", name=name).or_(page.get_by_role("menuitem", name=name))
    choose(page, page.get_by_role("button", name="Rol:"), offered)


def to_the_desk(page: Page) -> None:
    """By the navigation, which keeps the role that is tried."""
    data = page.get_by_test_id("stTopNavSection").filter(has_text="Datos")
    choose(page, data, page.get_by_role("menuitem", name="Entregas"))
    expect(page.get_by_role("heading", name="Pendientes para usted")).to_be_visible()


def look_at_what_waits(page: Page) -> None:
    choose(page, page.get_by_role("combobox", name="Ver"), page.get_by_role("option"))
    expect(page.get_by_role("heading", name="Qué cambiaría esta entrega")).to_be_visible()


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_one_fills_another_checks_and_the_head_releases(app: Server, page: Page):
    seconds_to_draw(page, f"{app.url}/{FORM}", DRAWN)
    try_role(page, "personal de Mujer y Niñez")
    expect(page.get_by_text("Está probando un rol: personal de Mujer y Niñez")).to_be_visible()
    file = {"name": "controles.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Presentar para revisión").click()
    said(page, "Presentada: 1 fila")

    to_the_desk(page)
    look_at_what_waits(page)
    expect(page.get_by_role("button", name="Está bien: dar por revisada")).to_have_count(0)  # not by who filled it

    try_role(page, "jefatura de Mujer y Niñez")
    expect(page.get_by_text("Está probando un rol: jefatura de Mujer y Niñez")).to_be_visible()
    look_at_what_waits(page)
    page.get_by_role("button", name="Está bien: dar por revisada").click()
    said(page, "Revisada.")
    look_at_what_waits(page)
    expect(page.get_by_role("button", name="Liberar esta entrega")).to_have_count(0)  # not by who checked it

    try_role(page, "oficina de análisis")
    expect(page.get_by_text("Está probando un rol")).to_have_count(0)
    look_at_what_waits(page)
    page.get_by_role("button", name="Liberar esta entrega").click()
    said(page, "Liberada.")
    row = page.locator("tbody.ba-row", has=page.get_by_role("link", name="Salud infantil: registros o planilla"))
    row.locator("summary").click()
    for words in ("Presentada", "Revisada", "Liberada"):
        expect(row.locator(".ba-desk-history li", has_text=words)).to_be_visible()
