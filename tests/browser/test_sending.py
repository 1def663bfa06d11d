"""Sending data in the browser, from the empty box to the yes, alone and with a colleague."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.browser import seconds_to_draw
from bench.servers import Server
from tests.browser.places import DRAWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = "enviar?fuente=form_child_health"
HEADER = "indicador,area,periodo,numerador,denominador,valor,nota\n"


def form(*rows: str) -> dict[str, object]:
    content = HEADER + "".join(f"checkups_complete,{row},,\n" for row in rows)
    return {"name": "controles.csv", "mimeType": "text/csv", "buffer": content.encode()}


def send(page: Page, file: dict[str, object]) -> None:
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files([file])  # type: ignore[list-item]


def accept(page: Page):
    return page.get_by_role("button", name="Aceptar esta entrega")


def test_a_small_file_goes_from_the_box_to_the_yes(app: Server, page: Page):
    seconds_to_draw(page, f"{app.url}/{FORM}", DRAWN)
    send(page, form("CABA,2025-01,70,100", "Comuna 4,2025-01,7,10"))
    expect(page.get_by_role("heading", name="Qué cambiaría esta entrega")).to_be_visible()
    expect(page.get_by_role("row", name="Comuna 4")).to_contain_text("7 / 10")
    accept(page).click()
    expect(page.get_by_role("status").filter(has_text="La entrega se aceptó completa: 2 filas")).to_be_visible()
    expect(page.locator("[data-testid=stFileChip]")).to_have_count(0)
    send(page, form("CABA,2025-01,70,100", "Comuna 4,2025-01,7,10"))
    expect(page.get_by_text("El mismo contenido ya fue aceptado")).to_be_visible()


def test_a_file_with_mistakes_comes_back_with_the_reasons(app: Server, page: Page):
    seconds_to_draw(page, f"{app.url}/{FORM}", DRAWN)
    send(page, form("CABA,2025-02,170,100", "Atlantis,2025-02,1,2"))
    expect(page.get_by_role("heading", name="La entrega no se puede aceptar")).to_be_visible()
    expect(accept(page)).to_have_count(0)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Copia con los motivos").click()
    returned = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    assert "Motivos" in returned.splitlines()[0]
    assert "Atlantis" in returned


def test_a_colleague_who_delivered_meanwhile_is_not_overwritten(app: Server, browser: Browser):
    contexts = [browser.new_context(locale="es-AR") for _ in range(2)]
    mine, theirs = (context.new_page() for context in contexts)
    for page, cases in ((mine, 60), (theirs, 61)):
        seconds_to_draw(page, f"{app.url}/{FORM}", DRAWN)
        send(page, form(f"CABA,2025-03,{cases},100"))
        expect(accept(page)).to_be_visible()
    accept(theirs).click()
    expect(theirs.get_by_text("La entrega se aceptó completa: 1 fila")).to_be_visible()
    accept(mine).click()
    expect(mine.get_by_role("status").filter(has_text="mientras")).to_be_visible()
    expect(mine.locator("[data-testid=stFileChip]")).to_have_count(1)  # the file is still there
    expect(mine.get_by_role("row", name="2025")).to_contain_text("61 / 100")  # and the page shows what it would change
    for context in contexts:
        context.close()
