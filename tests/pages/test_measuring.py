"""Measuring from the page for sending data: who may, what it says, and that nobody needs a command line for it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.collect.queries import current_observations
from bahealth.ui import storehouse
from tests.pages.app import said, visit
from tests.pages.test_roles import try_role

pytestmark = pytest.mark.usefixtures("own_app")

CENTRES = "centre,name,kind,comuna,from,until\ncesac-1,CeSAC 1,cesac,comuna-1,2020-01-01,\n"
_VISIT = (
    "visit-000000000000{number},person-000000000{person},cesac-1,,2025-0{month}-1{number}T10:00:00Z,{kind},true,,,\n"
)
VISITS = "visit,resident,centre,team,at,kind,scheduled,triage,diagnosis,discharge\n" + "".join(
    _VISIT.format(number=number, person=100 + number, month=month, kind="illness")
    for number, month in ((1, 3), (2, 3), (3, 4), (4, 5))
)


def sent(kind: str, text: str) -> AppTest:
    app = visit("enviar", fuente=f"records_{kind}")
    app = app.file_uploader[0].upload(f"{kind}.csv", text.encode(), "text/csv").run()
    app.button(key="accept").click().run()
    return app


def buttons(app: AppTest) -> list[str | None]:
    return [one.key for one in app.button]


def monthly_visits() -> dict[int, float | None]:
    rows = current_observations(storehouse.database(), indicator_id="visits", area_id="comuna-1")
    return {one.period_start.month: one.numerator for one in rows}


def test_before_the_first_records_there_is_nothing_to_measure():
    app = visit("enviar", fuente="records_visits")
    assert "measure" not in buttons(app)
    assert "De los registros a los indicadores" not in said(app)


def test_records_that_arrive_are_measured_with_one_button_and_what_has_changed_is_said():
    sent("centres", CENTRES)
    app = sent("visits", VISITS)
    text = said(app)
    assert "4 filas. Cuentan cuando la oficina de análisis las mida, desde la publicación siguiente." in text
    assert "todavía no se midieron" in text
    assert monthly_visits() == {}
    app.button(key="measure").click().run()
    text = said(app)
    assert "Medición terminada: " in text
    assert "Consultas de atención primaria" in text
    assert "Todo lo que llegó ya se midió" in text
    assert monthly_visits() == {3: 2, 4: 1, 5: 1}
    app.button(key="measure").click().run()
    assert "Medición terminada: nada cambió." in said(app)


def test_what_cannot_be_measured_yet_is_said_in_words():
    app = sent("centres", CENTRES)
    app.button(key="measure").click().run()
    assert "Todavía no hay registros de consultas" in said(app)


def test_the_page_of_every_source_tells_the_analytics_office_that_records_wait():
    sent("visits", VISITS)
    assert "measure" in buttons(visit("enviar", fuente="form_child_health"))
    app = visit("enviar", fuente="records_visits")
    app.button(key="measure").click().run()
    assert "measure" in buttons(visit("enviar", fuente="records_visits"))
    assert "measure" not in buttons(visit("enviar", fuente="form_child_health"))


@pytest.mark.parametrize("role", ["staff-primary_care", "head-primary_care"])
def test_departments_send_and_the_analytics_office_measures(role: str):
    sent("visits", VISITS)
    app = try_role(visit("enviar"), role)
    app.selectbox(key="fuente").select("records_visits").run()
    assert "measure" not in buttons(app)
    assert "De los registros a los indicadores" not in said(app)
