"""Sessions through the pages, role by role: planning, preparing, stories, conflicts, papers, commitments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.convene.agenda.commands import (
    ChangeAgenda,
    DraftAgenda,
    WriteStory,
    change_agenda,
    draft_agenda,
    write_story,
)
from bahealth.convene.agenda.queries import agenda_of, opened_preread, stories
from bahealth.convene.follow_up.queries import commitments
from bahealth.convene.model import (
    Agenda,
    Captured,
    CaptureKind,
    Commitment,
    CommitmentState,
    Deliverable,
    Invited,
    LineKind,
    Part,
    Session,
    SessionState,
)
from bahealth.convene.room.commands import (
    Capture,
    CloseSession,
    OpenSession,
    ReadBack,
    capture,
    close_session,
    open_session,
)
from bahealth.convene.sessions.commands import PinRelease, PlanSession, pin_release, plan_session
from bahealth.convene.sessions.queries import all_series, session_of, sessions
from bahealth.i18n import LANGUAGES, Language
from bahealth.people.model import Actor, Role
from bahealth.store import Cursor
from bahealth.ui import storehouse
from bahealth.ui.people import local_roles
from tests.pages.app import go, heading, said, visit

pytestmark = pytest.mark.usefixtures("own_app")

CATALOG = load_catalog(PROJECT / "data")
ROLES = local_roles(CATALOG)
MAYOR = ROLES["mayor"]
Row = TypeVar("Row")
LIST, ONE = "pages/office/sessions.py", "pages/office/commitments.py"


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def read(query: Callable[[Cursor], Row]) -> Row:
    with storehouse.database().reading() as con:
        return query(con)


def as_role(app: AppTest, role: str) -> AppTest:
    return app.menu_button(key="rol").click(role).run()


def at_list(role: str) -> AppTest:
    return as_role(visit("sesiones"), role)


def at_session(role: str, session_id: str) -> AppTest:
    return go(as_role(visit("sesiones"), role), LIST, sesion=session_id)


def keys(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def click(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def write(app: AppTest, label: str, text: str, *, place: int = 0) -> AppTest:
    return [one for one in app.text_area if one.label == label][place].input(text).run()


def planned(**changes: object) -> Session:
    given = {
        "title": "Niñez en marcha",
        "theme": "",
        "starts_at": now() + timedelta(days=9),
        "people": (Invited(person=MAYOR.name, part=Part.CONVENOR),),
        **changes,
    }
    command = PlanSession.model_validate(given)
    return plan_session(storehouse.database(), CATALOG, command, actor=MAYOR, at=now())


def prepared() -> Session:
    """A session with the newest release and a drafted agenda."""
    database, session = storehouse.database(), planned()
    pin = PinRelease(session_id=session.session_id, version=session.version, release_number=1)
    session = pin_release(database, CATALOG, pin, actor=MAYOR, at=now())
    draft_agenda(database, CATALOG, DraftAgenda(session_id=session.session_id, version=0), actor=MAYOR, at=now())
    return session


def agenda(session: Session) -> Agenda:
    found = read(lambda con: agenda_of(con, session.session_id))
    assert found is not None
    return found


def session_now(session: Session) -> Session:
    return read(lambda con: session_of(con, session.session_id))


def held(owner: str = "head-women_children", *, due_in: int = 30) -> tuple[Session, Commitment]:
    """A session that was held, with one commitment of a head; what is overdue was due while it was held long ago."""
    database, session = storehouse.database(), prepared()
    session = open_session(
        database,
        CATALOG,
        OpenSession(session_id=session.session_id, version=session.version),
        actor=MAYOR,
        at=now(),
    )
    person = ROLES[owner]
    line = Captured(
        capture_id="c1",
        session_id=session.session_id,
        kind=CaptureKind.COMMITMENT,
        text="Llamar a cada familia atrasada",
        owner=person.name,
        department_id=person.department_id,
        deliverable=Deliverable.WORK,
        proof="Lista de llamados",
        due_on=now().date() + timedelta(days=due_in),
        rank=1,
    )
    line = capture(database, CATALOG, Capture(line=line), actor=MAYOR, at=now())
    close = CloseSession(
        session_id=session.session_id,
        version=session.version,
        read_back=(ReadBack(capture_id=line.capture_id, version=line.version),),
    )
    session = close_session(database, CATALOG, close, actor=MAYOR, at=now())
    return session, commitment()


def commitment() -> Commitment:
    (one,) = read(lambda con: commitments(con, at=now()))
    return one


# --- the list ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_list_says_who_plans(language: Language):
    text = said(go(as_role(visit("sesiones", idioma=language), "staff-hospitals"), LIST, idioma=language))
    assert {"es": "No hay ninguna sesión prevista", "en": "No session is planned"}[language] in text
    assert {"es": "Las planifica la jefatura de gobierno", "en": "The mayor's office plans them"}[language] in text


def test_the_mayors_office_plans_a_series_and_a_year_of_dates_is_held():
    app = at_list("mayor")
    app.text_input(key="plan-series-name").input("Niñez").run()
    app = click(app, "plan-series")
    ((series),) = read(all_series)
    held_dates = read(sessions)
    assert series.series.name == "Niñez"
    assert len(held_dates) >= 12
    assert all(one.reserve_at is not None for one in held_dates)
    text = said(app)
    assert "Las fechas quedan reservadas por un año." in text
    assert "cada 4 semanas" in text
    assert "Próxima sesión" in text
    app = click(app, "end-series")
    assert "Indique el motivo" in said(app)
    app = write(app, "Motivo, para terminarla", "Se unió a otra")
    click(app, "end-series")
    assert {one.state for one in read(sessions)} == {SessionState.CANCELLED}


def test_a_session_without_a_name_is_not_planned():
    app = click(at_list("mayor"), "plan-session")
    assert "Póngale un nombre." in said(app)
    assert read(sessions) == []
    app.text_input(key="plan-session-name").input("Emergencias").run()
    app = click(app, "plan-session")
    ((one),) = read(sessions)
    assert one.title == "Emergencias"
    assert "Emergencias" in said(app)


def test_staff_find_no_form_to_plan():
    prepared()
    found = keys(at_list("staff-hospitals"))
    assert not found & {"plan-series", "plan-session", "end-series"}


def test_the_next_session_says_what_is_missing_and_who_to_call():
    planned()
    text = said(at_list("staff-hospitals"))
    assert "Todavía no hay datos fijados" in text
    assert "Nadie tiene la función: Toma notas" in text or "Nadie tiene la función" in text
    assert "A quién llamar" in text


# --- one session ---


def test_the_mayors_office_pins_and_drafts_and_staff_only_read():
    session = planned()
    app = at_session("mayor", session.session_id)
    assert heading(app) == "Niñez en marcha"
    app = click(app, "pin")
    assert session_now(session).release_number == 1
    app = click(app, "draft")
    assert len(agenda(session).in_order) > 0
    text = said(app)
    assert "minutos previstos" in text
    assert "Falsas alarmas esperadas" in text
    staff = at_session("staff-hospitals", session.session_id)
    assert not keys(staff) & {"pin", "draft", "move", "cancel", "invite", "add"}


def test_lines_are_moved_timed_dropped_with_a_reason_and_added():
    session = prepared()
    before = [one.line_id for one in agenda(session).in_order]
    app = click(at_session("mayor", session.session_id), f"down-{before[0]}")
    assert [one.line_id for one in agenda(session).in_order][:2] == [before[1], before[0]]
    app = click(app, f"up-{before[0]}")
    assert [one.line_id for one in agenda(session).in_order] == before
    minutes = next(one for one in app.number_input if (one.key or "").startswith(f"minutes-{before[0]}"))
    app = minutes.set_value(3).run()
    assert agenda(session).in_order[0].minutes == 3
    app = click(app, f"drop-{before[-1]}")
    assert len(agenda(session).in_order) == len(before)  # not without a reason
    field = next(one for one in app.text_area if f"drop-line {session.session_id} {before[-1]}" in (one.key or ""))
    app = field.input("Ya se trató").run()
    app = click(app, f"drop-{before[-1]}")
    assert agenda(session).lines[-1].dropped_reason == "Ya se trató"
    app.text_input(key="add-title").input("Presupuesto 2027").run()
    app = click(app, "add")
    assert agenda(session).in_order[-1].title == "Presupuesto 2027"
    assert "Presupuesto 2027" in said(app)
    click(app, f"back-{before[-1]}")
    assert before[-1] in [one.line_id for one in agenda(session).in_order]


def test_two_who_change_the_agenda_see_both_versions():
    session = prepared()
    app = at_session("mayor", session.session_id)
    standing = agenda(session)
    first, *rest = standing.in_order
    theirs = ChangeAgenda(
        session_id=session.session_id,
        version=standing.version,
        lines=(first.model_copy(update={"dropped_reason": "de un colega"}), *rest),
    )
    change_agenda(storehouse.database(), CATALOG, theirs, actor=Actor("colega", Role.CONVENOR), at=now())
    app = click(app, f"down-{first.line_id}")
    text = said(app)
    assert "lo suyo no se guardó" in text
    assert agenda(session).lines[0].dropped_reason == "de un colega"
    assert len(agenda(session).in_order) == len(rest)


def test_a_session_is_moved_and_cancelled_only_with_a_reason():
    session = planned()
    app = click(at_session("mayor", session.session_id), "cancel")
    assert session_now(session).state is SessionState.PLANNED
    app = write(app, "Motivo", "Feriado")
    app = click(app, "move")
    assert session_now(session).version == session.version + 1
    app = write(app, "Motivo", "Sin quórum")
    click(app, "cancel")
    assert session_now(session).state is SessionState.CANCELLED
    assert "Sin quórum" in said(at_list("mayor"))


def test_people_are_invited_and_taken_off():
    session = planned()
    app = at_session("mayor", session.session_id)
    assert "Elija una persona" in said(click(app, "invite"))
    click(at_session("mayor", session.session_id), "uninvite-0")
    assert session_now(session).people == ()


# --- stories ---


def own_line(session: Session) -> tuple[str, str, str, str]:
    """A line of the draft about an indicator: its id, indicator, area, and department."""
    for one in agenda(session).in_order:
        if one.indicator_id and one.kind is not LineKind.COMMITMENT:
            return one.line_id, one.indicator_id, one.area_id or "", CATALOG.indicator[one.indicator_id].owner
    raise AssertionError


def test_a_head_writes_the_story_and_its_probability_stays_private():
    session = prepared()
    _, indicator_id, area_id, department = own_line(session)
    about = f"{session.session_id} {indicator_id} {area_id}"
    app = at_session(f"head-{department}", session.session_id)
    assert "su fila" in said(app)
    app = write(app, "Qué pasó", "Cerraron dos centros")
    app = click(app, f"save {about}")
    assert read(lambda con: stories(con, session.session_id, reader="x")) == []  # what comes next is missing
    app = write(app, "Qué sigue", "Reabrir en marzo")
    app = click(app, f"save {about}")
    ((story),) = read(lambda con: stories(con, session.session_id, reader="x"))
    assert (story.happened, story.next_steps) == ("Cerraron dos centros", "Reabrir en marzo")
    assert "Cerraron dos centros" in said(app)
    assert f"revise {about}" in keys(app)
    app = click(app, f"revise {about}")
    field = next(one for one in app.text_area if one.label == "Qué pasó")
    assert field.value == "Cerraron dos centros"
    mayor = at_session("mayor", session.session_id)
    assert "Cerraron dos centros" in said(mayor)
    assert f"save {about}" not in keys(mayor)


def test_a_colleague_who_was_faster_overwrites_nothing():
    session = prepared()
    _, indicator_id, area_id, department = own_line(session)
    about = f"{session.session_id} {indicator_id} {area_id}"
    app = at_session(f"head-{department}", session.session_id)
    app = write(app, "Qué pasó", "Lo mío")
    app = write(app, "Qué sigue", "Lo que sigue")
    theirs = WriteStory(
        session_id=session.session_id,
        indicator_id=indicator_id,
        area_id=area_id,
        version=0,
        happened="Lo de un colega",
        next_steps="Otra cosa",
    )
    colleague = Actor("colega", Role.STAFF, department)
    write_story(storehouse.database(), CATALOG, theirs, actor=colleague, at=now())
    app = app.run()
    text = said(app)
    assert "Lo de un colega" in text
    assert "Lo mío" in text
    click(app, f"save {about}")
    ((story),) = read(lambda con: stories(con, session.session_id, reader="x"))
    assert (story.happened, story.version) == ("Lo mío", 2)


# --- papers ---


def test_opening_the_preread_is_noted_for_the_person():
    session = prepared()
    app = at_session("head-hospitals", session.session_id)
    app = app.download_button[0].click().run() if app.get("download_button") else app
    assert not app.exception
    assert [one.person for one in read(lambda con: opened_preread(con, session.session_id))] == [
        ROLES["head-hospitals"].name
    ]


def test_the_mayors_office_signs_what_was_held():
    session, _ = held()
    app = at_session("mayor", session.session_id)
    assert "Llamar a cada familia atrasada" in said(app)
    assert "sign" not in keys(at_session("analytics", session.session_id))
    click(app, "sign")
    assert session_now(session).state is SessionState.SIGNED


# --- commitments ---


def at_commitments(role: str, **query: str) -> AppTest:
    return go(as_role(visit("compromisos"), role), ONE, **query)


def test_nothing_promised_is_said_in_words():
    assert "Todavía no se prometió nada" in said(at_commitments("staff-hospitals"))


def test_the_owner_claims_with_evidence_and_a_second_person_reviews():
    held()
    app = at_commitments("head-women_children", compromiso="c1")
    assert "De usted o de su área" in said(app)
    app = click(app, "claim_done")
    assert commitment().state is CommitmentState.NOT_DUE  # without evidence nothing is done
    link = next(one for one in app.text_input if (one.key or "").startswith("link-"))
    app = click(link.input("https://example.org/lista").run(), "claim_done")
    assert commitment().state is CommitmentState.UNDER_REVIEW
    assert not keys(app) & {"accept_done", "refuse_done"}
    app = at_commitments("mayor", compromiso="c1")
    app = click(app, "refuse_done")
    assert commitment().state is CommitmentState.UNDER_REVIEW  # not without a reason
    app = write(app, "Qué se dice, o el motivo", "Falta la mitad")
    app = click(app, "refuse_done")
    assert commitment().times_refused == 1
    assert "Falta la mitad" in said(app)


def test_the_mayors_office_holds_takes_up_and_ends():
    held()
    app = at_commitments("mayor", compromiso="c1")
    app = click(write(app, "Qué se dice, o el motivo", "Espera la licitación"), "put_on_hold")
    assert commitment().state is CommitmentState.ON_HOLD
    app = click(app, "take_up")
    app = click(write(app, "Qué se dice, o el motivo", "Dos semanas más"), "move_due")
    assert commitment().due_on >= now().date()
    click(write(app, "Qué se dice, o el motivo", "Lo hizo la Nación"), "overtake")
    assert commitment().state is CommitmentState.OVERTAKEN


def test_staff_of_another_department_only_read():
    held()
    found = keys(at_commitments("staff-hospitals", compromiso="c1"))
    assert not found & {"report_progress", "claim_done", "accept_done", "overtake"}


def test_reminders_can_be_printed():
    held(due_in=3)
    text = said(at_commitments("mayor"))
    assert "Recordatorios de hoy" in text
    assert "Llamar a cada familia atrasada" in text


def test_residents_see_neither_page():
    planned()
    for path in ("sesiones", "compromisos"):
        text = said(as_role(visit(path), "resident"))
        assert "Niñez en marcha" not in text
        assert "Próxima sesión" not in text
