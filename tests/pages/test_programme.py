"""The page of the programme, the marks of the demonstration, and the question after a session, through app.py."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.convene.model import Invited, Part, Session, SessionState
from bahealth.convene.sessions.commands import append_session
from bahealth.convene.sessions.queries import sessions
from bahealth.convene.worth.queries import counts_of, has_answered
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.model import COMMAND_LINE
from bahealth.reports.programme_sheet import programme_csv
from bahealth.ui import desk, storehouse
from bahealth.ui.people import LOCAL
from bahealth.views.programme import Span, programme_view
from tests.pages.app import heading, markup, said, visit

AT = datetime(2026, 11, 22, 13)
CATALOG = load_catalog(PROJECT / "data")


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the store, so that the year of sessions does not age."""
    monkeypatch.setattr(desk, "now", lambda: AT)


@pytest.mark.usefixtures("demo_app", "today")
def test_the_year_is_told_in_figures_with_what_each_is_of() -> None:
    app = visit("programa")
    text = said(app)
    assert heading(app) == "Programa"
    assert "Sesiones hechas 11 de 12 previstas 10 de 11 en el día previsto al principio y 1 cancelada." in text
    # Answers of the file: 45 of 56 that it was worth it, six people asked in each of eleven sessions.
    assert "Valió la pena 80 % 45 de 56 respuestas Respondieron 56 de las 66 personas consultadas." in text
    # Closed 17, by the day first promised 11: the others late, or after a day that was moved.
    assert "65 % 11 de 17 cerrados" in text
    assert "Metas aflojadas 1 vigentes hoy" in text
    assert text.count("Cómo se cuenta") == 8
    assert "“Paro general de transporte: no se llega a la sala.”" in text


@pytest.mark.usefixtures("demo_app", "today")
def test_in_english_too_and_marked_as_demonstration() -> None:
    app = visit("programa", idioma="en")
    assert heading(app) == "Programme"
    assert "Demonstration These sessions, promises and answers are made up" in said(app)
    assert "Sessions held 11 of 12 planned" in said(app)


@pytest.mark.usefixtures("empty_app")
@pytest.mark.parametrize(
    ("language", "wanted"), [("es", "no llegó el día de ninguna sesión"), ("en", "No session has")]
)
def test_an_installation_that_begins_is_told_so(language: str, wanted: str) -> None:
    app = visit("programa", idioma=language)
    assert wanted in said(app)
    assert "ba-programme-one" not in markup(app)
    assert not app.get("download_button")


@pytest.mark.usefixtures("demo_app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_has_a_line_for_each_session_and_adds_up_to_the_page(language: Language) -> None:
    view = programme_view(storehouse.database(), COMMAND_LINE, Span.ALL, at=AT)
    text = programme_csv(view.sessions, Text(language)).decode("utf-8-sig")
    _, *lines = csv.reader(text.splitlines(), delimiter=";" if language == "es" else ",")
    assert len(lines) == view.planned == 12
    for column, whole in ((5, view.figures.data_on_time.count), (8, 11), (15, 56), (16, 45)):
        assert sum(int(one[column] or 0) for one in lines) == whole
    assert lines[3][2:] == [*lines[3][2:3], *[""] * 14, Text(language)("yes")], "a cancelled session has no figures"


@pytest.mark.usefixtures("demo_app")
def test_a_session_of_the_demonstration_says_so_in_list_page_and_papers() -> None:
    with storehouse.database().reading() as con:
        past = next(one for one in sessions(con) if one.state is SessionState.SIGNED)
    assert markup(visit("sesiones")).count("Demostración</span>") >= 13
    page = visit("sesiones", sesion=past.session_id)
    assert "Demostración Nadie hizo esta sesión. Sus números se recalcularon" in said(page)
    assert "demostración: Jefatura de Gobierno" in said(page)


def _just_closed() -> Session:
    """The last session that was held, closed an hour ago, with the person of this machine among the invited."""
    at = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)
    with storehouse.database().reading() as con:
        last = [one for one in sessions(con) if one.state is SessionState.SIGNED][-1]
    people = (*last.people, Invited(person=LOCAL.name, part=Part.GUEST))
    with storehouse.database().writing() as con:
        return append_session(con, last, COMMAND_LINE, at, closed_at=at, people=people)


def test_the_question_is_asked_once_and_then_no_more(demo_app: Path) -> None:
    assert demo_app.exists()
    session = _just_closed()
    with storehouse.database().reading() as con:
        before = counts_of(con, session.session_id)
    app = visit("sesiones", sesion=session.session_id)
    assert "¿Valió la pena su tiempo? Una sola respuesta, sin su nombre" in said(app)
    app.button(key="worth-False").click().run()
    assert "Gracias. Su respuesta se cuenta sin su nombre." in said(app)
    assert not [one for one in app.button if (one.key or "").startswith("worth-")]
    with storehouse.database().reading() as con:
        after = counts_of(con, session.session_id)
        assert has_answered(con, session.session_id, LOCAL.name)
    assert (after.answer_count, after.worth_count) == (before.answer_count + 1, before.worth_count)
    assert "Lo que dijeron se muestra más adelante" in said(app), "while answers still come"


@pytest.mark.usefixtures("demo_app", "today")
def test_what_was_promised_about_a_series_and_done_stands_beside_it_for_the_office_alone() -> None:
    office = said(visit("indicador", indicador="first_checkup_14_days"))
    _, _, marks = office.partition("Prometido sobre esta serie, y cumplido")
    assert "Dar el turno del primer control antes del alta en las maternidades propias" in marks
    assert "Extender el turno antes del alta" not in marks  # promised, not done
    assert "Prometido sobre esta serie" not in said(visit("publico-indicador", indicador="first_checkup_14_days"))
