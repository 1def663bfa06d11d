"""Where to open, and teams, as a visitor meets them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bahealth.convene.agenda.commands import ChangeAgenda, change_agenda
from bahealth.convene.agenda.queries import agenda_of
from bahealth.people.model import Actor, Role
from bahealth.ui import storehouse
from tests.pages.app import markup, said, visit

SMALL = {"nuevos": "1", "esquinas": "100"}


@pytest.mark.usefixtures("real_app")
def test_plans_stand_side_by_side_with_their_proof_and_what_closing_would_do() -> None:
    text = said(visit("donde-abrir", cerrar="cesac-1", **SMALL))
    for one in ("Más personas dentro del límite", "Menos caminata en total", "no existe uno mejor"):
        assert one in text
    assert "Si cierra CeSAC 1 (Barracas 1) y no se abre nada" in text
    assert "Todavía no se guardó ningún plan" in text


@pytest.mark.usefixtures("own_app")
def test_a_plan_that_is_saved_stands_in_the_list_and_its_name_is_taken() -> None:
    app = visit("donde-abrir", **SMALL)
    next(one for one in app.text_area if one.label == "Nombre del plan").input("Sur primero").run()
    app = app.button(key="plan-save").click().run()
    assert "El plan quedó guardado" in said(app)
    assert "Sur primero" in said(app)
    next(one for one in app.text_area if one.label == "Nombre del plan").input("sur primero").run()
    assert "Ya hay un plan con ese nombre" in said(app.button(key="plan-save").click().run())


@pytest.mark.usefixtures("real_app")
def test_places_that_are_typed_are_the_ones_to_choose_from_and_what_is_not_found_is_said() -> None:
    text = said(visit("donde-abrir", nuevos="1", lugares="Av. Cabildo 2000, Belgrano\nXyzzy 99999"))
    assert "No se encontró, o hay más de un lugar: Xyzzy 99999." in text
    assert "comuna 13" in text
    assert "Cabildo" in text.split("Centros nuevos")[-1]


@pytest.mark.usefixtures("real_app")
def test_an_address_that_names_no_plan_and_no_centre_is_answered_with_a_sentence() -> None:
    assert "No existe el plan" in said(visit("donde-abrir", plan="nada", **SMALL))


@pytest.mark.usefixtures("real_app")
def test_teams_stand_beside_everybody_to_the_nearest() -> None:
    text = said(visit("equipos", forma="repartidos", origen="necesarios"))
    for one in ("Si cada persona fuera al equipo más cercano", "Carga por centro y por equipo", "Personas de más"):
        assert one in text


def make_room(session_id: str) -> None:
    """Take the first two lines off an agenda that is full."""
    with storehouse.database().reading() as con:
        agenda = agenda_of(con, session_id)
    assert agenda is not None
    first, second, *rest = agenda.lines
    dropped = {"dropped_reason": "No time"}
    lines = (first.model_copy(update=dropped), second.model_copy(update=dropped), *rest)
    command = ChangeAgenda(session_id=session_id, version=agenda.version, lines=lines)
    at = datetime.now(UTC).replace(tzinfo=None)
    change_agenda(storehouse.database(), storehouse.catalog(), command, actor=Actor("mayor", Role.CONVENOR), at=at)


@pytest.mark.usefixtures("demo_app")
def test_a_plan_on_an_agenda_and_its_session_lead_to_each_other() -> None:
    app = visit("donde-abrir", **SMALL)
    next(one for one in app.text_area if one.label == "Nombre del plan").input("Norte primero").run()
    app = app.button(key="plan-save").click().run()
    session = app.selectbox(key="put-where").value
    make_room(session)
    app = app.button(key="put").click().run()
    assert "El plan quedó en el temario" in said(app)
    assert f"sesion={session}" in markup(app)
    assert "donde-abrir?plan=" in markup(visit("sesiones", sesion=session))
