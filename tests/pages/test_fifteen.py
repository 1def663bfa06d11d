"""The page of the 15 minutes as the office and a resident meet it: its sentence, its tables, and its address."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Text
from bahealth.ui.fifteen import _map_rows
from bahealth.ui.storehouse import catalog, database
from bahealth.views.fifteen import FifteenChoice, fifteen_view
from tests.pages.app import heading, markup, said, visit

pytestmark = pytest.mark.usefixtures("real_app")
PAGES = ("quince", "publico-quince")


@pytest.mark.parametrize("path", PAGES)
def test_the_sentence_tells_people_minutes_and_the_worst_places(path: str) -> None:
    app = visit(path)
    assert heading(app) == "Quince minutos"
    text = said(app)
    assert "el 61,3 % de los residentes tiene un centro a 15 minutos o menos (1.767.160 de 2.885.041)" in text
    assert "La mitad tarda 12,7 minutos o menos; el décimo que vive más lejos, más de 26,3." in text
    assert "Caballito (143.321), Recoleta (102.124) y Belgrano (98.172)" in text
    assert "15,0 minutos justos cuentan" in text
    assert "fuera del porcentaje: 5.110 residentes" in text
    assert "Cuentan aunque nadie informó cuándo abrieron ni si cerraron: 69 centros" in text
    assert f"/{'indicador' if path == 'quince' else 'publico-indicador'}?indicador=within_15_minutes_on_foot" in markup(
        app
    )


def test_the_table_says_what_the_map_numbers() -> None:
    app = visit("quince")
    table = markup(app).split('id="ba-worst"')[1].split("</section>")[0]
    rows = re.findall(r'<span class="ba-number">(\d)</span></td><th scope="row">(.*?)</th>', table)
    assert [number for number, _ in rows] == ["1", "2", "3", "4", "5"]
    assert rows[0][1] == "Caballito"
    beyond = [int(one.replace(".", "")) for one in re.findall(r"<strong>([\d.]+)</strong>", table)]
    assert len(beyond) == 48
    assert beyond == sorted(beyond, reverse=True)
    assert sum(beyond) == 2_885_041 - 1_767_160


def test_the_map_has_every_joined_block_every_centre_and_the_worst_places() -> None:
    today = date(2026, 11, 22)
    view = fifteen_view(database(), catalog(), FifteenChoice(), folder=PROJECT / "data" / "city", today=today)
    rows = _map_rows(view, Text("es"))
    drawn = Counter(row["layer"] for row in rows)
    assert drawn == {"shape": 15, "block": sum(one.is_joined for one in view.blocks), "site": 69, "worst": 5}
    people = Counter[str]()
    for one, row in zip([one for one in view.blocks if one.is_joined], rows[15:], strict=False):
        people[str(row["band"])] += one.people
    assert people["5"] + people["10"] + people["15"] == view.figures.near
    assert people["more"] == view.figures.joined - view.figures.within[-1]
    assert (
        fifteen_view(database(), catalog(), FifteenChoice(), folder=PROJECT / "data" / "city", today=today) is view
    ), "kept until something is delivered"


def test_choices_stand_in_the_address_and_change_the_figures() -> None:
    app = visit("quince", area="comuna-6", centros="cesac", camina="older")
    text = said(app)
    assert "Comuna 6: el" in text
    assert "a 60 metros por minuto · 50 centros" in text
    assert "No cuentan por ser de otro tipo que el pedido: 19 centros" in text
    assert "Los radios más lejanos" in text
    app.selectbox(key="camina").select("adult").run()
    assert "Comuna 6: el 3,3 % de los residentes" in said(app)
    assert "camina" not in app.query_params
    assert app.query_params["centros"] == "cesac"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query", [{"area": "barrio-flores"}, {"camina": "horse"}, {"tiempos": "walk@2020-01-01T00:00"}]
)
def test_an_address_that_names_what_does_not_exist_is_answered_in_words(query: dict[str, str], language: str) -> None:
    text = said(visit("quince", idioma=language, **query))
    assert next(iter(query.values())) in text
    assert "1767160" not in text.replace(".", "").replace(",", "")
