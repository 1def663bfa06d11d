"""Choices stand in the address: a link gives the view, a change rewrites the link, pages hand them on."""

from __future__ import annotations

import pytest

from tests.pages.app import EVERY, choice, go, heading, said, visit

pytestmark = pytest.mark.usefixtures("real_app")


def test_a_link_gives_its_view_at_the_first_visit():
    app = visit("tablero", area="comuna-8", departamento="statistics", agrupar="department", filas="excepciones")
    assert heading(app) == "Comuna 8"
    assert [choice(app, key) for key in ("area", "departamento", "agrupar", "filas")] == [
        "comuna-8",
        "statistics",
        "department",
        "excepciones",
    ]
    assert dict(app.query_params) == {
        "area": "comuna-8",
        "departamento": "statistics",
        "agrupar": "department",
        "filas": "excepciones",
    }


def test_the_same_link_works_in_the_other_language():
    app = visit("tablero", area="comuna-8", agrupar="department", idioma="en")
    assert heading(app) == "Comuna 8"
    assert "Statistics" in said(app)
    assert choice(app, "agrupar") == "department"


def test_a_change_stands_in_the_address_and_the_default_leaves_it():
    app = visit("tablero")
    assert dict(app.query_params) == {}
    app.selectbox(key="area").set_value("comuna-8").run()
    assert heading(app) == "Comuna 8"
    assert dict(app.query_params) == {"area": "comuna-8"}
    app.segmented_control(key="filas").set_value("excepciones").run()
    assert dict(app.query_params) == {"area": "comuna-8", "filas": "excepciones"}
    app.selectbox(key="area").set_value("city").run()
    assert dict(app.query_params) == {"filas": "excepciones"}
    assert heading(app) == "Ciudad de Buenos Aires"


def test_a_choice_goes_along_to_the_next_page_and_back():
    app = visit("tablero", area="comuna-8")
    go(app, EVERY["indicador"])
    assert choice(app, "area") == "comuna-8"
    assert dict(app.query_params) == {"area": "comuna-8"}
    app.selectbox(key="area").set_value("comuna-3").run()
    go(app, EVERY["tablero"])
    assert heading(app) == "Comuna 3"
    assert dict(app.query_params) == {"area": "comuna-3"}


def test_a_link_to_another_page_says_more_than_what_came_along():
    app = visit("tablero", area="comuna-8")
    go(app, EVERY["indicador"], area="comuna-3", indicador="public_only_coverage")
    assert (choice(app, "area"), choice(app, "indicador")) == ("comuna-3", "public_only_coverage")


def test_back_to_the_page_before_gives_the_view_that_was_there():
    app = visit("tablero", area="comuna-8")
    go(app, EVERY["indicador"])
    go(app, EVERY["tablero"], area="comuna-8")
    assert heading(app) == "Comuna 8"
    assert dict(app.query_params) == {"area": "comuna-8"}


def test_back_gives_the_view_before():
    app = visit("tablero")
    app.selectbox(key="area").set_value("comuna-8").run()
    app.selectbox(key="area").set_value("comuna-3").run()
    app.query_params["area"] = "comuna-8"  # what the browser does at the button back
    app.run()
    assert heading(app) == "Comuna 8"
    assert choice(app, "area") == "comuna-8"
    app.query_params.clear()
    app.run()
    assert heading(app) == "Ciudad de Buenos Aires"
    assert choice(app, "area") == "city"


def test_back_gives_the_language_before():
    app = visit("tablero")
    app.segmented_control(key="idioma").set_value("en").run()
    assert "What needs attention" in said(app)
    app.query_params.clear()
    app.run()
    assert choice(app, "idioma") == "es"
    assert "What needs attention" not in said(app)
    assert dict(app.query_params) == {}
    app.query_params["idioma"] = "en"  # and forward again
    app.run()
    assert "What needs attention" in said(app)
    app.segmented_control(key="idioma").set_value("es").run()
    assert "What needs attention" not in said(app)
    assert dict(app.query_params) == {}


def test_choices_of_one_visitor_are_not_those_of_the_next():
    visit("tablero", area="comuna-8")
    assert choice(visit("tablero"), "area") == "city"
