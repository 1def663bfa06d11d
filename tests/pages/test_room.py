"""The room through the page: each state and role, capture, conflict, read-back, end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.convene.model import Captured, CaptureKind, Effect, Session, SessionState
from bahealth.convene.room.commands import Capture, capture
from bahealth.convene.room.queries import captured_in
from bahealth.convene.sessions.queries import session_of
from bahealth.i18n import LANGUAGES
from bahealth.ui.storehouse import database
from tests.browser.rooms import CATALOG, MAYOR, prepared_session
from tests.pages.app import go, heading, said, visit

ROOM = "pages/office/room.py"
STAFF = "staff-hospitals"


def as_role(app: AppTest, role: str) -> AppTest:
    return app.menu_button(key="rol").click(role).run()


def room(session: Session, role: str = "mayor", **query: str) -> AppTest:
    return go(as_role(visit("sala"), role), ROOM, sesion=session.session_id, **query)


def keys(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def click(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def write(app: AppTest, label: str, text: str) -> AppTest:
    return next(one for one in app.text_input if one.label == label).input(text).run()


def captured(session: Session) -> list[Captured]:
    with database().reading() as con:
        return captured_in(con, session.session_id)


def kept(session: Session, **changes: object) -> Captured:
    """A line that somebody else writes meanwhile."""
    given = {"capture_id": "c1", "session_id": session.session_id, "kind": CaptureKind.COMMITMENT, "text": "Llamar"}
    line = Captured.model_validate({**given, **changes})
    return capture(database(), CATALOG, Capture(line=line), actor=MAYOR, at=datetime.now(UTC).replace(tzinfo=None))


@pytest.mark.usefixtures("own_app")
def test_without_a_session_the_page_lists_them() -> None:
    assert "Todavía no se planificó ninguna sesión" in said(visit("sala"))
    prepared_session(database())
    assert "En curso ahora Sesión de prueba" in said(visit("sala"))


@pytest.mark.usefixtures("own_app")
def test_only_the_offices_open_the_session() -> None:
    session = prepared_session(database(), is_open=False)
    assert "open-session" not in keys(room(session, STAFF))
    app = click(room(session), "open-session")
    assert "La sesión está abierta" in said(app)
    assert {"room-next", "note-commitment", "room-close"} <= keys(app)
    assert {"room-next", "room-previous"} <= keys(room(session, STAFF))
    assert not {"note-commitment", "room-close", "room-agenda"} & keys(room(session, STAFF))


@pytest.mark.usefixtures("own_app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_shows_sentence_verdict_target_and_clock(language: str) -> None:
    session = prepared_session(database())
    app = click(room(session, idioma=language), "room-next")
    text = said(app)
    words = {
        "es": ("Mortalidad infantil (DEIS)", "Incierta", "Meta 4,6", "Preguntas sugeridas", "/ 16 min"),
        "en": ("Infant mortality (DEIS)", "Uncertain", "Target 4.6", "Questions to ask", "/ 16 min"),
    }
    assert [one for one in words[language] if one not in text] == []
    assert app.get("vega_lite_chart")


@pytest.mark.usefixtures("own_app")
def test_others_follow_the_presenter_browse_alone_and_return() -> None:
    session = prepared_session(database())
    click(room(session), "room-next")
    app = room(session, STAFF)
    first = heading(app)
    assert first.startswith("Mortalidad infantil (DEIS)")
    app = click(app, "room-next")
    assert heading(app) != first
    assert f"En la pantalla de quien presenta: {first}" in said(app)
    assert heading(click(app, "room-back")) == first


@pytest.mark.usefixtures("own_app")
def test_what_is_typed_is_kept_and_saved_with_the_line_it_is_about() -> None:
    session = prepared_session(database())
    app = click(click(room(session), "room-next"), "note-question")
    write(app, "Qué se dijo", "Cuántos casos hubo")
    later = click(click(room(session), "room-agenda"), "note-question")  # another tab; the first was closed
    assert "Recuperado" in "".join(one.value for one in later.caption)
    later = click(write(later, "Respuesta, si la hubo", "Doce"), "note-save")
    (line,) = captured(session)
    assert (line.text, line.answer, line.written_by) == ("Cuántos casos hubo", "Doce", MAYOR.name)
    assert "Cuántos casos hubo" in said(room(session))
    app = click(room(session), "note-question")
    assert [one.value for one in app.text_input] == ["", ""]


@pytest.mark.usefixtures("own_app")
def test_an_empty_line_is_refused_in_the_drawer() -> None:
    session = prepared_session(database())
    app = click(click(room(session), "note-decision"), "note-save")
    assert captured(session) == []
    assert app.text_input


@pytest.mark.usefixtures("own_app")
def test_an_effect_without_its_date_is_not_dropped_in_silence() -> None:
    session = prepared_session(database())
    app = write(click(room(session), "note-commitment"), "Qué se dijo", "Llamar")
    app = app.number_input[-1].set_value(2.5).run()
    app = click(app, "note-save")
    assert captured(session) == []
    assert "la magnitud y la fecha" in said(app)
    app = app.date_input[-1].set_value(date(2030, 6, 30)).run()
    click(app, "note-save")
    (line,) = captured(session)
    assert line.effect == Effect(size=2.5, on=date(2030, 6, 30))
    assert "+2,5 · 30 jun 2030" in said(room(session))


@pytest.mark.usefixtures("own_app")
def test_two_corrections_of_one_line_show_both_texts_and_lose_none() -> None:
    session = prepared_session(database())
    kept(session)
    app = write(click(room(session), "correct-c1"), "Qué se dijo", "Llamar a las familias")
    kept(session, text="Llamar a los equipos", version=1)
    app = click(app, "note-save")
    text = said(app)
    assert "Llamar a las familias" in text
    assert "Llamar a los equipos" in text
    assert captured(session)[0].text == "Llamar a los equipos"
    click(app, "note-over")
    assert captured(session)[0].text == "Llamar a las familias"


@pytest.mark.usefixtures("own_app")
def test_what_was_taken_back_stays_on_the_record() -> None:
    session = prepared_session(database())
    kept(session)
    app = click(room(session), "strike-c1")
    assert captured(session)[0].is_struck
    assert "retirado" in said(app)
    assert "correct-c1" not in keys(app)


@pytest.mark.usefixtures("own_app")
def test_attendance_is_a_click() -> None:
    session = prepared_session(database())
    app = room(session)
    app.get("button_group")[-1].set_value([MAYOR.name]).run()
    with database().reading() as con:
        people = session_of(con, session.session_id).people
    assert {one.person: one.is_present for one in people}[MAYOR.name] is True
    assert sum(one.is_present or False for one in people) == 1


@pytest.mark.usefixtures("own_app")
def test_the_session_closes_after_each_commitment_is_complete_and_read_aloud() -> None:
    session = prepared_session(database())
    kept(session)
    app = click(room(session), "room-close")
    assert "Falta: quién lo hace, qué se entrega, cómo se prueba, para cuándo" in said(app)
    assert app.button(key="close-session").disabled
    kept(
        session,
        version=1,
        owner=MAYOR.name,
        deliverable="memo",
        proof="Acta",
        due_on=date(2099, 1, 31),
        rank=1,
    )
    app = click(room(session), "room-close")
    assert app.button(key="close-session").disabled
    app = click(app, "read-aloud")
    assert "Leído en voz alta" in said(app)
    app = click(app, "close-session")
    assert "Acta y memo de seguimiento" in said(app)
    assert "sign-minutes" not in keys(room(session, "analytics"))
    assert "Firmada por" in said(click(room(session), "sign-minutes"))
    with database().reading() as con:
        assert session_of(con, session.session_id).state is SessionState.SIGNED


@pytest.mark.usefixtures("own_app")
def test_an_address_of_nothing_says_so() -> None:
    app = go(visit("sala"), ROOM, sesion="nada")
    assert "nada" in said(app)
    session = prepared_session(database())
    assert "room-next" in keys(room(session, anotar="x.y"))
