"""The page about a change of a site, as its reader meets it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from bahealth.assess.effect.queries import expectations
from bahealth.ui import storehouse
from tests.assess.effect.example import drawn
from tests.pages.app import heading, said, visit
from tests.views.filled import deliver


@pytest.fixture
def filled(empty_app: Path) -> Path:
    rows = [
        ("visits_per_1000", one.area_id, one.period_start, 1, one.numerator, one.denominator, None)
        for area in drawn(1, effect=1.3).values()
        for one in area
    ]
    deliver(storehouse.database(), rows, source_id="form_primary_care", at=datetime(2026, 1, 1))
    return empty_app


@pytest.mark.usefixtures("filled")
def test_a_statement_comes_before_its_answer() -> None:
    app = visit("ayudo")
    assert heading(app) == "Todavía no se declaró nada"
    assert "límites del 95 %" not in said(app)
    app.button(key="effect-state").click().run()
    assert "Elija las zonas" in said(app)
    app.multiselect(key="effect-areas").set_value(["comuna-1"]).run()
    app.date_input(key="effect-on-comuna-1").set_value(date(2025, 1, 1)).run()
    app.selectbox(key="effect-indicator").set_value("visits_per_1000").run()
    app.multiselect(key="effect-comparison").set_value([f"comuna-{one}" for one in range(2, 11)]).run()
    app.number_input(key="effect-size").set_value(30.0).run()
    app.button(key="effect-state").click().run()
    assert "Indique de qué sede se trata" in said(app)
    assert heading(app) == "Todavía no se declaró nada"
    app.text_input[0].set_value("CeSAC 50").run()
    app.text_area[0].set_value("Queda más cerca").run()
    app.button(key="effect-state").click().run()
    assert heading(app) == "Abre CeSAC 50"
    text = said(app)
    assert "respecto de lo que habría sido (límites del 95 %" in text
    assert "Lo que se esperaba, +30,0 %, está dentro de esos límites." in text
    assert "declarado con datos a la vista" in text
    assert "Si la sede fue la causa" in text
    assert len(app.get("vega_lite_chart")) == 3
    with storehouse.database().reading() as con:
        assert [one.terms.site for one in expectations(con)] == ["CeSAC 50"]
    app.text_area[-1].set_value("Se postergó la obra").run()
    app.button(key="effect-withdraw").click().run()
    assert heading(app) == "Todavía no se declaró nada"
    assert "retirada: Se postergó la obra" in said(app)
