"""Who is called when something is missing, and which accepted misses count, from a real store."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bahealth.convene.agenda.queries import accountable, deviation_ends, readiness_of
from bahealth.convene.agenda.readiness import Answers, GapKind
from bahealth.convene.words import false_alarms_text
from bahealth.i18n import Text
from bahealth.people.commands import ChangeMember, change_member
from bahealth.people.model import Role
from bahealth.people.responsibilities.commands import (
    AssignResponsibility,
    ConfirmResponsibility,
    assign_responsibility,
    confirm_responsibility,
)
from bahealth.people.responsibilities.model import Part, SubjectKind
from bahealth.people.responsibilities.queries import assignments, confirmations
from bahealth.store import Database
from tests.convene.example import (
    ANALYST,
    CALM,
    CATALOG,
    CITY_HALL,
    DAY,
    FALLEN,
    HEAD,
    NOON,
    PEOPLE,
    deliver,
    planned,
    prepared,
    release,
)

RITA, SAUL = "rita@city.example", "saul@city.example"


def member(database: Database, email: str, *, is_active: bool = True, at: datetime = NOON - 20 * DAY) -> None:
    command = ChangeMember(
        email=email, display_name=email, role=Role.STAFF, department_id="care", is_active=is_active, reason="new"
    )
    change_member(database, CATALOG, command, actor=ANALYST, at=at)


def seen(database: Database) -> str | None:
    with database.reading() as con:
        rows = [*assignments(con), *confirmations(con)]
    return max((one.row_id for one in rows), default=None)


def assigned(database: Database) -> None:
    """Rita is accountable for `covered`, Saul stands in."""
    for email in (RITA, SAUL):
        member(database, email)
    command = AssignResponsibility(
        kind=SubjectKind.INDICATOR,
        subject_id="covered",
        part=Part.ACCOUNTABLE,
        department_id="care",
        member_email=RITA,
        substitute_email=SAUL,
        reason="she runs the centres",
        seen=seen(database),
    )
    assign_responsibility(database, CATALOG, command, actor=CITY_HALL, at=NOON - 10 * DAY)


def confirmed(database: Database, at: datetime = NOON - 9 * DAY) -> None:
    command = ConfirmResponsibility(kind=SubjectKind.INDICATOR, subject_id="covered", seen=seen(database))
    confirm_responsibility(database, CATALOG, command, actor=CITY_HALL, at=at)


def calls(database: Database) -> list[tuple[GapKind, str | None, str | None]]:
    deliver(database, [*CALM, *FALLEN], at=NOON - DAY, last=date(2026, 8, 1))  # October should be here by 22 November
    release(database, NOON)
    session = prepared(database, planned(database, people=PEOPLE))
    with database.reading() as con:
        found = readiness_of(con, session)
    return [(one.kind, one.call, one.substitute) for one in found.gaps if one.indicator_id == "covered"]


def test_who_is_accountable_by_confirmed_responsibilities_is_called_before_the_head(database: Database) -> None:
    assigned(database)
    confirmed(database)
    assert calls(database) == [(GapKind.LATE_DATA, RITA, SAUL), (GapKind.NO_STORY, RITA, SAUL)]


def test_an_assignment_that_nobody_confirmed_calls_the_head(database: Database) -> None:
    assigned(database)
    assert calls(database) == [(GapKind.LATE_DATA, HEAD.name, None), (GapKind.NO_STORY, HEAD.name, None)]


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        ((), {"covered": Answers(person=RITA, substitute=SAUL)}),
        ((RITA,), {"covered": Answers(person=SAUL)}),
        ((SAUL,), {"covered": Answers(person=RITA)}),
        ((RITA, SAUL), {}),
    ],
)
def test_who_has_left_is_not_called(database: Database, gone: tuple[str, ...], found: dict[str, Answers]) -> None:
    assigned(database)
    confirmed(database)
    for email in gone:
        member(database, email, is_active=False, at=NOON - 5 * DAY)
    with database.reading() as con:
        assert accountable(con, at=NOON) == found


def test_a_confirmation_of_more_than_a_year_ago_calls_the_head(database: Database) -> None:
    assigned(database)
    confirmed(database)
    with database.reading() as con:
        assert accountable(con, at=datetime(2027, 11, 12)) != {}  # confirmed on 13 November 2026
        assert accountable(con, at=datetime(2027, 11, 14)) == {}


# --- accepted misses ---


def test_an_accepted_miss_counts_once_begun_until_its_last_day_unless_somebody_ended_it(database: Database) -> None:
    rows = [
        ("d1", "covered", date(2026, 1, 1), date(2026, 12, 31)),
        ("d2", "covered", date(2026, 6, 1), date(2027, 3, 31)),  # the later end of two counts
        ("d3", "infant", date(2026, 12, 1), date(2027, 6, 30)),  # has not begun
        ("d4", "people", date(2026, 1, 1), date(2027, 6, 30)),  # ended by hand
    ]
    with database.writing() as con:
        for name, indicator_id, from_on, until_on in rows:
            con.execute(
                "INSERT INTO ops.deviation VALUES (?, ?, 'city', ?, ?, 'works', ?, 'mayor')",
                [name, indicator_id, from_on, until_on, NOON - 30 * DAY],
            )
        con.execute("INSERT INTO ops.deviation_end VALUES ('d4', 'done', ?, 'mayor')", [NOON - DAY])
    with database.reading() as con:
        found = deviation_ends(con, cutoff_at=NOON, on=NOON.date())
        before = deviation_ends(con, cutoff_at=NOON - 2 * DAY, on=NOON.date())
        later = deviation_ends(con, cutoff_at=NOON, on=date(2026, 12, 1))
    assert [(one.indicator_id, one.until_on) for one in found] == [("covered", date(2027, 3, 31))]
    assert {one.indicator_id for one in before} == {"covered", "people"}
    assert {one.indicator_id for one in later} == {"covered", "infant"}


@pytest.mark.parametrize(("expected", "said"), [(0.0, "0.0 of"), (0.039, "fewer than 0.1 of"), (0.43, "0.4 of")])
def test_a_small_chance_is_not_said_to_be_none(expected: float, said: str) -> None:
    assert said in false_alarms_text(expected, Text("en"))
