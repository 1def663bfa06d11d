"""Who may read which line of the record: the rule as a table, and the query beside the rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.people.audit.model import Line, Sought
from bahealth.people.audit.queries import lines, log_of, people
from bahealth.people.audit.rules import may_read, names_of, sight
from bahealth.people.model import Actor, Role
from bahealth.store import Database, write_audit

CATALOG = load_catalog(PROJECT / "data")
NOON = datetime(2026, 11, 22, 12)
OWN = next(one for one in CATALOG.indicators if one.owner == "primary_care")
OTHER = next(one for one in CATALOG.indicators if one.owner == "hospitals")
OWN_SOURCE = next(one.source_id for one in CATALOG.sources if one.owner == "primary_care")
OTHER_SOURCE = next(one.source_id for one in CATALOG.sources if one.owner == "hospitals")

STAFF = Actor("Sol", Role.STAFF, "primary_care")
HEAD = Actor("Hugo", Role.HEAD, "primary_care")
MAYOR = Actor("Marta", Role.CONVENOR)
ADMIN = Actor("Ana", Role.ADMIN)
LOST = Actor("Nadie", Role.STAFF)
READERS = (STAFF, HEAD, MAYOR, ADMIN, LOST)

# command, subject, after, who wrote it; then who may read it: staff, head, mayor's office, analytics, staff of nowhere
TABLE = [
    ("set_target", f"{OWN.indicator_id} city", None, "x", "yyyyn"),
    ("set_target", f"{OTHER.indicator_id} city", None, "x", "nnyyn"),
    ("set_target", f"{OTHER.indicator_id} city", None, "Sol", "ynyyn"),
    ("WriteNote", OWN.indicator_id, "{}", "x", "yyyyn"),
    ("AcceptDelivery", "0190-id", f"{OWN_SOURCE} hash 12", "x", "yyyyn"),
    ("AcceptDelivery", "0190-id", f"{OTHER_SOURCE} hash 12", "x", "nnyyn"),
    ("accept_delivery", OWN_SOURCE, None, "x", "yyyyn"),
    ("AcceptRecords", "0190-id", f"{OTHER_SOURCE} hash 12", "Hugo", "nyyyn"),
    ("make_release", "release 3", None, "x", "nnyyn"),
    ("RunMeasures", "0190-run", "3 deliveries, 8 values changed", "x", "nnyyn"),
    ("OpenCatchUpList", "primary_care team-1", None, "x", "nynyn"),
    ("OpenCatchUpList", "primary_care team-1", None, "Sol", "yynyn"),
    ("OpenCatchUpListRefused", "primary_care team-1", None, "Marta", "nyyyn"),
    ("OpenCatchUpList", "hospitals team-9", None, "x", "nnnyn"),
    ("change_member", "ana@ejemplo.org", "{}", "x", "nnnyn"),
    ("change_member", "ana@ejemplo.org", "{}", "Hugo", "nnnyn"),
    ("map_group", "primary_care", None, "x", "nnnyn"),
    ("InitStore", "store", None, "Nadie", "nnyyy"),
]


def written() -> list[Line]:
    return [
        Line(
            line_number=place,
            written_at=NOON + timedelta(hours=place),
            actor=actor,
            command=command,
            subject=subject,
            before=None,
            after=after,
            reason=None,
        )
        for place, (command, subject, after, actor, _) in enumerate(TABLE, start=1)
    ]


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    with database.writing() as con:
        for one in written():
            write_audit(
                con,
                command=one.command,
                subject=one.subject,
                actor=one.actor,
                at=one.written_at,
                after=one.after,
            )
    yield database
    database.close()


@pytest.mark.parametrize("place", range(len(TABLE)), ids=lambda place: f"{place + 1}-{TABLE[place][0]}")
def test_who_may_read_which_line(place: int) -> None:
    line = written()[place]
    told = "".join("y" if (seen := sight(one, CATALOG)) and may_read(line, seen) else "n" for one in READERS)
    assert told == TABLE[place][4]


def test_residents_read_nothing() -> None:
    assert sight(Actor("visitor", Role.PUBLIC), CATALOG) is None
    assert sight(Actor("visitor", Role.PUBLIC, "primary_care"), CATALOG) is None


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_the_query_gives_what_the_rule_allows(database: Database, reader: Actor) -> None:
    seen = sight(reader, CATALOG)
    assert seen is not None
    with database.reading() as con:
        found, names = lines(con, seen), people(con, seen)
    allowed = [one for one in reversed(written()) if may_read(one, seen)]
    assert found == allowed
    assert names == sorted({one.actor for one in allowed})


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        (Sought(), list(range(len(TABLE), 0, -1))),
        (Sought(before_line=4), [3, 2, 1]),
        (Sought(indicator_id=OWN.indicator_id), [4, 1]),
        (Sought(indicator_id=OTHER.indicator_id, area_id="city"), [3, 2]),
        (Sought(area_id="city"), [3, 2, 1]),
        (Sought(area_id="cit"), []),
        (Sought(source_id=OWN_SOURCE), [7, 5]),
        (Sought(person="Hugo"), [16, 8]),
        (Sought(member_email="ana@ejemplo.org"), [16, 15]),
        (Sought(command="acceptdelivery"), [7, 6, 5]),
        (Sought(from_at=NOON + timedelta(hours=17)), [18, 17]),
    ],
)
def test_lines_are_found_by_what_is_sought(database: Database, sought: Sought, numbers: list[int]) -> None:
    seen = sight(ADMIN, CATALOG)
    assert seen is not None
    with database.reading() as con:
        assert [one.line_number for one in lines(con, seen, sought)] == numbers
        assert [one.line_number for one in lines(con, seen, sought, count=2)] == numbers[:2]


def test_the_log_of_a_row_has_its_own_lines_those_of_the_whole_and_its_deliveries(database: Database) -> None:
    seen = sight(ADMIN, CATALOG)
    assert seen is not None
    with database.reading() as con:
        found = log_of(con, seen, indicator_id=OWN.indicator_id, area_id="city", source_id=OWN_SOURCE)
        elsewhere = log_of(con, seen, indicator_id=OWN.indicator_id, area_id="comuna-3", source_id=OWN_SOURCE)
    assert [one.line_number for one in found] == [7, 5, 4, 1]
    assert [one.line_number for one in elsewhere] == [7, 5, 4]


def test_a_department_is_known_by_its_indicators_and_sources() -> None:
    found = names_of("primary_care", CATALOG)
    assert {OWN.indicator_id, OWN_SOURCE, "primary_care"} <= found
    assert not {OTHER.indicator_id, OTHER_SOURCE} & found
    assert names_of(None, CATALOG) == frozenset()


def test_no_area_is_called_like_an_indicator_a_source_or_a_department() -> None:
    names = [*CATALOG.indicator, *CATALOG.source, *CATALOG.department, *CATALOG.area]
    assert len(names) == len(set(names)), "the subject of a line would be about two things"
