"""Sending a file through the page: look, accept, and every way in which that can go wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.catalog.load import load_catalog
from bahealth.collect.commands import AcceptDelivery, accept_delivery
from bahealth.collect.queries import deliveries
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Text
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bahealth.ui import storehouse
from tests.pages.app import markup, said, visit

pytestmark = pytest.mark.usefixtures("own_app")

HEAD = "indicator,area,period,numerator,denominator,value,note\n"
GOOD = HEAD + "checkups_complete,comuna-1,2026-01,80,100,,\ncheckups_complete,comuna-2,2026-01,70,100,,\n"
BETTER = GOOD.replace(",80,", ",81,")
BAD = HEAD + "checkups_complete,comuna-1,2026-01,180,100,,\nno_such_indicator,comuna-99,2026-13,x,1,,\n"
SOURCE = "form_child_health"


def send(app: AppTest, text: str, name: str = "controles.csv") -> AppTest:
    return app.file_uploader[0].upload(name, text.encode(), "text/csv").run()


def opened(**query: str) -> AppTest:
    return visit("enviar", fuente=SOURCE, **query)


def accepted() -> int:
    return len(deliveries(storehouse.database(), source_id=SOURCE))


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def test_a_good_file_is_looked_at_accepted_and_confirmed():
    app = send(opened(), GOOD)
    text = said(app)
    assert "Qué cambiaría esta entrega" in text
    assert "Comuna 1 ene 2026 – 80 / 100" in text
    assert accepted() == 0  # a look changes nothing
    app.button(key="accept").click().run()
    assert "La entrega se aceptó completa: 2 filas. Cuenta a partir de la próxima publicación." in said(app)
    assert accepted() == 1
    assert "accept" not in [one.key for one in app.button]  # the form is empty again
    assert "Todavía no se entregó nada" not in said(app)


def test_a_corrected_file_shows_what_was_and_what_would_be():
    app = send(opened(), GOOD)
    app.button(key="accept").click().run()
    app = send(app, BETTER, "controles-2.csv")
    assert "Comuna 1 ene 2026 80 / 100 81 / 100" in said(app)
    app.button(key="accept").click().run()
    assert accepted() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bad_file_is_refused_with_every_reason_and_a_copy(language: str):
    app = send(opened(idioma=language), BAD)
    text = said(app)
    assert {"es": "La entrega no se puede aceptar", "en": "The delivery cannot be accepted"}[language] in text
    for seen in ("180", "no_such_indicator", "comuna-99", "2026-13"):
        assert seen in text
    assert "accept" not in [one.key for one in app.button]
    assert any("controles" in one.label for one in app.get("download_button"))
    assert accepted() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("vacio.csv", ""), ("foto.png", "x"), ("hoja.xlsx", "not a workbook"), ("../../etc/passwd.csv", "a;b\n1;2\n")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(name: str, content: str):
    app = send(opened(), content, name)
    assert "La entrega no se puede aceptar" in said(app)
    assert ".." not in said(app)
    assert accepted() == 0


def test_names_and_contents_of_files_are_never_markup():
    app = send(opened(), BAD.replace("no_such_indicator", "<img src=x onerror=alert(1)>"), "<b>x.csv")
    assert "<img" not in markup(app)
    assert "<b>" not in markup(app)


def test_the_same_file_again_is_recognised():
    app = send(opened(), GOOD)
    app.button(key="accept").click().run()
    app = send(app, GOOD, "otra vez.csv")
    assert "El mismo contenido ya fue aceptado" in said(app)
    assert "accept" not in [one.key for one in app.button]
    assert accepted() == 1


def test_a_look_that_is_out_of_date_is_refused_and_the_files_stay(tmp_path: Path):
    app = send(opened(), GOOD)
    other = tmp_path / "colleague.csv"
    other.write_text(BETTER, encoding="utf-8")
    command = AcceptDelivery(source_id=SOURCE, files=(other,))
    database: Database = storehouse.database()
    at = datetime.now(UTC).replace(tzinfo=None)
    accept_delivery(database, load_catalog(PROJECT / "data"), command, actor=COMMAND_LINE, at=at)
    app.button(key="accept").click().run()
    assert "aceptó otra entrega de esta fuente" in said(app)
    assert accepted() == 1
    assert "Comuna 1 ene 2026 81 / 100 80 / 100" in said(app)  # the new look, against what the colleague sent
    app.button(key="accept").click().run()
    assert accepted() == 2


def test_a_form_can_be_taken_for_every_source():
    for source in load_catalog(PROJECT / "data").sources:
        app = visit("enviar", fuente=source.source_id)
        assert [one.label for one in app.get("download_button")][:2] == [
            "Formulario para completar (XLSX)",
            "Formulario para completar (CSV)",
        ]
        assert source.name.es in said(app)


DEATHS = "resident,died,cause\nperson-0000000001,2025-07-31,I21.9\nperson-0000000002,2025-08-01,\n"


def records() -> AppTest:
    return visit("enviar", fuente="records_deaths")


def test_records_are_looked_at_in_counts_accepted_and_confirmed():
    app = send(records(), DEATHS, "defunciones.csv")
    text = said(app)
    assert "Registros nuevos 2" in text
    assert f"Primer día {Text('es').day(date(2025, 7, 31))}" in text
    assert "person-" not in text
    app.button(key="accept").click().run()
    assert "La entrega se aceptó completa: 2 filas" in said(app)
    assert len(deliveries(storehouse.database(), source_id="records_deaths")) == 1
    app = send(app, DEATHS, "otra vez.csv")
    assert "El mismo contenido ya fue aceptado" in said(app)
    assert "accept" not in [one.key for one in app.button]


def test_refused_records_show_reasons_and_no_key():
    app = send(records(), DEATHS.replace("person-0000000001", "28123456"), "defunciones.csv")
    text = said(app)
    assert "Esto no es una clave seudónima" in text
    assert "28123456" not in text
    assert "accept" not in [one.key for one in app.button]


def test_records_of_another_secret_are_refused_in_words():
    app = send(records(), DEATHS, "defunciones.csv")
    app.button(key="accept").click().run()
    storehouse.database().path.with_suffix(".secret").write_text("5e" * 32)
    app = send(app, DEATHS.replace("0001", "0003"), "mas.csv")
    assert "no es el secreto con el que se cifraron" in said(app)
