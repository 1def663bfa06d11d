"""Residents find their centre, and nothing of what they ask stays anywhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.ui import storehouse
from bahealth.ui.near import picked
from tests.pages.app import go, heading, markup, said, visit

PAGE = "pages/public/centre.py"
MARK = "zqxjkw"
TYPED = f"Corrientes 3000 piso {MARK}"


def searched(typed: str, **query: str) -> AppTest:
    app = visit("centro", **query)
    return app.text_input(key="near-typed").set_value(typed).run()


@pytest.mark.usefixtures("real_app")
def test_an_address_leads_to_the_nearest_centre_with_way_telephone_and_the_two_next_ones():
    text = said(searched("corientes 3000"))
    assert "Desde Av. Corrientes 3000 (Balvanera)" in text
    assert "CeSAC 11 (Balvanera) 11 minutos a pie" in text
    assert "2821-3611" in text
    assert "Camine por Av. Corrientes, 100" in text
    assert "Doble a la derecha por Jean Jaures" in text
    assert "CMB 29 16 minutos a pie" in text
    assert "CeSAC 38 (Almagro) 20 minutos a pie" in text


@pytest.mark.usefixtures("real_app")
def test_opening_hours_and_teams_that_no_source_tells_are_not_made_up():
    text = said(searched("Corrientes 3000"))
    assert "Horario La fuente no lo informa: consulte por teléfono antes de ir." in text
    assert "Consulte en el centro qué equipo atiende su manzana." in text


@pytest.mark.usefixtures("real_app")
def test_the_page_speaks_english_and_has_one_heading():
    app = searched("Corrientes 3000", idioma="en")
    text = said(app)
    assert heading(app) == "My nearest centre"
    assert "11 minutes on foot" in text
    assert "Turn right into Jean Jaures" in text
    assert markup(app).count("<h1>") == 1


@pytest.mark.usefixtures("real_app")
def test_a_name_of_two_streets_is_asked_back_and_a_click_answers():
    app = searched("Peron 3200")
    assert "Hay más de un lugar con ese nombre" in said(app)
    assert "minutos a pie" not in said(app)
    app.button(key="near-offer-1").click().run()
    assert "Desde Tte. General Juan Domingo Peron 3200 (Balvanera)" in said(app)


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Escriba una calle y un número."),
        ("Corrientes", "Av. Corrientes tiene numeración del 1 al 6550 y del 6601 al 6900. Agregue el número."),
        ("Corrientes 99999", "Av. Corrientes no tiene el número 99999 en los datos de calles"),
        ("Mitre 500, Avellaneda", "Eso está en Avellaneda."),
        ("xyzzyq 12", "Ninguna calle de la Ciudad tiene ese nombre."),
        ("comuna 8", "¿En qué barrio de la Comuna 8?"),
        ("Cangallo 3200", "CANGALLO ahora se llama Tte. General Juan Domingo Peron."),
        ("<script>alert(1)</script> 12", "Ninguna calle de la Ciudad tiene ese nombre."),
    ],
)
def test_what_cannot_be_found_gets_a_clear_answer(typed: str, answer: str):
    app = visit("centro")
    app.text_input(key="near-typed").set_value(typed)
    app.button(key="near-search").click().run()
    assert answer in said(app)
    assert "<script>" not in markup(app)


@pytest.mark.usefixtures("real_app")
def test_a_barrio_leads_to_a_centre_from_its_middle():
    app = visit("centro")
    app.segmented_control(key="near-how").set_value("map").run()
    app.selectbox(key="near-barrio").set_value("barrio-villa-lugano").run()
    assert "el camino empieza en el medio de Villa Lugano" in said(app)
    assert "a pie" in said(app)


@pytest.mark.usefixtures("real_app")
def test_whoever_leaves_the_page_leaves_nothing_on_it():
    app = searched("Corrientes 3000")
    go(app, "pages/public/scorecard.py")
    go(app, PAGE)
    assert app.text_input(key="near-typed").value == ""
    assert "minutos a pie" not in said(app)


def test_nothing_that_is_typed_reaches_the_store_the_log_the_address_or_any_file(
    own_app: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    app = visit("centro")
    app.text_input(key="near-typed").set_value(TYPED).run()
    assert "Desde Av. Corrientes 3000" in said(app)
    assert MARK not in markup(app)
    assert not app.query_params
    storehouse.close()  # what was to be written is written now
    kept = [file for file in own_app.parent.rglob("*") if file.is_file()]
    assert kept
    for file in kept:
        content = file.read_bytes()
        assert MARK.encode() not in content, file
        assert b"Corrientes 3000" not in content, file
    assert MARK not in caplog.text
    assert "Corrientes 3000" not in caplog.text


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"selection": {"corner": [{"node": 7.0}]}}, 7.0),
        ({"selection": {"corner": []}}, None),
        ({"selection": {"corner": {}}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_tap_beside_everything_picks_nothing(state: object, expected: float | None):
    assert picked(state, "corner", "node") == expected
