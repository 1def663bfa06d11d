"""The papers of a session of a year ago, printed again after everything has moved on: the same to the last digit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from bahealth.assess.commands import MakeRelease, WriteNote, make_release, write_note
from bahealth.catalog.model import Localized
from bahealth.convene.agenda.commands import OpenPreread, WriteStory, open_preread, write_story
from bahealth.convene.follow_up.commands import MoveDue, ReportProgress, move_due, report_progress
from bahealth.convene.judging.commands import JudgeDue, judge_due
from bahealth.convene.model import CaptureKind, Effect, Session
from bahealth.convene.room.commands import PresentLine, SignMinutes, present_line, sign_minutes
from bahealth.convene.sessions.commands import CancelSession, PlanSeries, cancel_session, plan_series
from bahealth.convene.sessions.queries import session_numbers, session_of, sessions
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.memo_pdf import memo_pdf
from bahealth.reports.minutes_pdf import minutes_pdf
from bahealth.reports.preread_pdf import preread_pdf
from bahealth.reports.preread_sheet import preread_xlsx
from bahealth.store import Database
from bahealth.store.chain import Seal, SealState, verify
from bahealth.views.session_papers import memo_view, minutes_view, preread_view
from tests.assess.example import catalog, proportion
from tests.convene.example import (
    ANALYST,
    CALM,
    CATALOG,
    CITY_HALL,
    COMMAND_LINE,
    DAY,
    FALLEN,
    HEAD,
    HOUR,
    NOON,
    PEOPLE,
    closed,
    deliver,
    opened,
    prepared,
    promise,
    release,
    written,
)
from tests.convene.test_replay import target
from tests.reports.paper import text_of

YEAR = timedelta(days=365)
DUE = date(2029, 12, 31)
COVERED = {"indicator_id": "covered", "area_id": "city"}


@dataclass(frozen=True)
class Papers:
    """What the papers of a session say, in both languages, and the numbers behind them."""

    numbers: str
    views: tuple[str, ...]
    texts: dict[str, str]
    cells: dict[str, list[list[list[object]]]]
    files: dict[str, bytes]


def printed(database: Database, session: Session, *, at: datetime) -> Papers:
    name = session.session_id
    preread = preread_view(database, CATALOG, name, CITY_HALL, at=at)
    minutes = minutes_view(database, CATALOG, name, CITY_HALL, at=at)
    memo = memo_view(database, CATALOG, name, CITY_HALL, at=at)
    files, cells = dict[str, bytes](), dict[str, list[list[list[object]]]]()
    for language in LANGUAGES:
        t = Text(language)
        files[f"preread {language}"] = preread_pdf(preread, t)
        files[f"minutes {language}"] = minutes_pdf(minutes, t)
        files[f"memo {language}"] = memo_pdf(memo, t)
        book = CalamineWorkbook.from_filelike(BytesIO(preread_xlsx(preread, t)))
        cells[language] = [book.get_sheet_by_index(place).to_python() for place in range(3)]
    with database.reading() as con:
        numbers = session_numbers(con, session_of(con, name)).model_dump_json()
    return Papers(
        numbers=numbers,
        views=tuple(one.model_dump_json() for one in (preread, minutes, memo)),
        texts={key: text_of(one) for key, one in files.items()},
        cells=cells,
        files=files,
    )


def note(database: Database, text: str, at: datetime) -> None:
    command = WriteNote(
        indicator_id="covered", happened_on=date(2026, 5, 4), is_break=False, text=Localized(es=text, en=text)
    )
    write_note(database, CATALOG, command, actor=ANALYST, at=at)


def held(database: Database) -> Session:
    """The second session of a series, with a commitment of the first, a story, a note, a target and three captures."""
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY)
    target(database, 90.0, NOON - HOUR, DUE)
    note(database, "Dos centros cerrados", NOON - HOUR)
    release(database, NOON)
    series = PlanSeries(name="Chicos", theme="access", first_at=NOON + 7 * DAY, every_weeks=8, people=PEOPLE)
    plan_series(database, CATALOG, series, actor=CITY_HALL, at=NOON)
    with database.reading() as con:
        first, second, *_ = sessions(con)
    first = opened(database, prepared(database, first))
    effect = Effect(size=5.0, on=date(2027, 3, 31))
    written(database, promise(first, due_on=date(2026, 12, 20), effect=effect), at=first.starts_at)
    closed(database, first)
    ready = prepared(database, second, at=second.starts_at - 4 * DAY)
    story = WriteStory(
        session_id=second.session_id, version=0, happened="Cerraron dos centros", next_steps="Abrirlos", **COVERED
    )
    write_story(database, CATALOG, story, actor=HEAD, at=second.starts_at - 3 * DAY)
    live = opened(database, ready)
    seconds = timedelta(seconds=1)
    line_id = "signal:covered:city"
    show = PresentLine(session_id=live.session_id, line_id=line_id)
    present_line(database, CATALOG, show, actor=CITY_HALL, at=live.starts_at + 61 * seconds)
    for name, kind, text in (
        ("c2", CaptureKind.COMMITMENT, "Abrir el sábado"),
        ("d2", CaptureKind.DECISION, "Se abre los sábados"),
        ("q2", CaptureKind.QUESTION, "¿Cuántos turnos?"),
    ):
        line = promise(live, capture_id=name, kind=kind, text=text, line_id=line_id)
        written(database, line, at=live.starts_at + HOUR / 2)
    done = closed(database, live)
    sign = SignMinutes(session_id=done.session_id, version=done.version)
    return sign_minutes(database, CATALOG, sign, actor=CITY_HALL, at=live.starts_at + 2 * HOUR)


def moved_on(database: Database, session: Session) -> None:
    """A year of everything that could change a number, were it not fixed."""
    at = session.starts_at + DAY
    report = ReportProgress(commitment_id="c1", version=1, text="La mitad")  # it was carried once
    report_progress(database, CATALOG, report, actor=HEAD, at=at)
    move = MoveDue(commitment_id="c1", version=2, due_on=date(2027, 12, 1), reason="huelga")
    move_due(database, CATALOG, move, actor=CITY_HALL, at=at)
    with database.reading() as con:
        following = next(one for one in sessions(con) if one.starts_at > session.starts_at)
    call_off = CancelSession(session_id=following.session_id, version=following.version, reason="feriado")
    cancel_session(database, CATALOG, call_off, actor=CITY_HALL, at=at)
    later = at + YEAR
    deliver(database, [140.0] * 60, at=later, last=date(2027, 12, 1))  # every month says something else now
    target(database, 75.0, later, DUE)  # loosened
    note(database, "Todo era de otro modo", later)
    release(database, later + HOUR, date(2028, 1, 30))
    other = catalog(proportion(decimals=3, direction="lower"))
    make_release(database, other, MakeRelease(as_of=date(2028, 1, 31)), actor=COMMAND_LINE, at=later + 2 * HOUR)
    judge_due(database, CATALOG, JudgeDue(), actor=CITY_HALL, at=later + 3 * HOUR)
    opening = OpenPreread(session_id=session.session_id)
    open_preread(database, CATALOG, opening, actor=ANALYST, at=later + 4 * HOUR)


def test_the_papers_of_a_year_ago_say_the_same_to_the_last_digit(database: Database) -> None:
    session = held(database)
    before = printed(database, session, at=session.starts_at + 3 * HOUR)
    moved_on(database, session)
    again = printed(database, session, at=session.starts_at + YEAR + 9 * DAY)
    assert again.numbers == before.numbers
    assert again.views == before.views
    assert again.texts == before.texts
    assert again.cells == before.cells
    assert again.files == before.files
    for said in ("65,3 % (sept 2026", "90,0 %", "Dos centros cerrados", "Publicación 1 del"):
        assert said in again.texts["preread es"]
    assert "Todo era de otro modo" not in again.texts["preread es"]


def test_the_year_did_change_what_is_known_now(database: Database) -> None:
    """The other side of the test above: the same happenings do change a session that works on the newest release."""
    session = held(database)
    with database.reading() as con:
        before = session_numbers(con, session)
    moved_on(database, session)
    with database.reading() as con:
        newest = session_numbers(con, session.model_copy(update={"release_number": 2}))
    (then,), (now,) = (
        [one for one in numbers.verdicts if (one.indicator_id, one.area_id) == ("covered", "city")]
        for numbers in (before, newest)
    )
    assert then.target is not None
    assert now.target is not None
    assert (then.numerator, then.target.goal.value) == (98.0, 90.0)
    assert (now.numerator, now.target.goal.value) == (140.0, 75.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_minutes_and_memo_stand_under_the_seal_of_the_line_that_signed_them(
    database: Database, language: Language
) -> None:
    session = held(database)
    at = session.starts_at + 3 * HOUR
    view = minutes_view(database, CATALOG, session.session_id, CITY_HALL, at=at)
    assert view.audit_seal is not None
    number, seal = view.audit_seal.split()
    with database.reading() as con:
        line = con.execute(
            "SELECT command, subject FROM ops.audit WHERE line_number = ? AND line_hash = ?", [int(number), seal]
        ).fetchone()
        found = verify(con, seal=Seal(line_number=int(number), line_hash=seal))
    assert line == ("sign_minutes", session.session_id)
    assert (found.break_count, found.seal) == (0, SealState.HOLDS)
    memo = memo_view(database, CATALOG, session.session_id, CITY_HALL, at=at)
    t = Text(language)
    for paper in (minutes_pdf(view, t), memo_pdf(memo, t)):
        text = text_of(paper).replace(" ", "")
        assert f"{number}{seal}" in text
    with database.writing() as con:
        con.execute("UPDATE ops.audit SET actor = 'nobody' WHERE line_number = ?", [int(number)])
    with database.reading() as con:
        assert verify(con).break_count > 0


def test_a_session_that_was_made_up_says_so_on_each_page_of_each_paper(database: Database) -> None:
    session = held(database)
    name, at = session.session_id, session.starts_at + 3 * HOUR
    t = Text("es")

    def papers() -> list[str]:
        return [
            text_of(preread_pdf(preread_view(database, CATALOG, name, CITY_HALL, at=at), t)),
            text_of(minutes_pdf(minutes_view(database, CATALOG, name, CITY_HALL, at=at), t)),
            text_of(memo_pdf(memo_view(database, CATALOG, name, CITY_HALL, at=at), t)),
        ]

    for text in papers():  # the data of this store are simulated or real by their delivery; the session is real
        assert "Demostración" not in text
    made_up = session.model_copy(update={"is_demonstration": True, "version": session.version + 1})
    with database.writing() as con:
        con.execute(
            "INSERT INTO ops.session_version (session_id, version, body, made_at, made_by) VALUES (?, ?, ?, ?, 'x')",
            [name, made_up.version, made_up.model_dump_json(), at],
        )
    for text in papers():
        assert "Demostración: esta sesión" in text
