"""The record as a view: pages, filters, who sees what, and the state of the chain."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bahealth.errors import NotAllowed, NotFound
from bahealth.people.model import Actor, Role
from bahealth.store import Database, write_audit
from bahealth.views.audit import (
    PAGE_LINES,
    AuditChoice,
    audit_options,
    audit_view,
    chain_state,
    log_view,
)
from tests.views.filled import OFFICE, VISITOR, a_catalog, definition

NOON = datetime(2026, 11, 22, 12)
CATALOG = a_catalog(definition("cases"), definition("theirs", owner="figures", source="yearbook"))
STAFF = Actor("Sol", Role.STAFF, "care")


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as con:
        for number in range(120):
            own = number % 2 == 0
            write_audit(
                con,
                command="OpenCatchUpList" if number == 3 else "returned",
                subject=("cases" if own else "theirs") + (" city" if number % 3 else " comuna-1"),
                actor=f"person {number % 4}",
                at=NOON - timedelta(hours=120 - number),
            )
    return database


def walk(database: Database, actor: Actor, choice: AuditChoice | None = None) -> list[list[int]]:
    """Line numbers of all pages, as a reader turns them."""
    pages, choice = [], choice or AuditChoice()
    while True:
        view = audit_view(database, CATALOG, choice, actor, at=NOON)
        pages.append([one.line_number for one in view.lines])
        if view.older_than is None:
            return pages
        choice = AuditChoice(**{**choice.__dict__, "before_line": view.older_than})


def test_pages_hold_every_line_once_newest_first(filled: Database) -> None:
    pages = walk(filled, OFFICE)
    assert [len(page) for page in pages] == [PAGE_LINES, PAGE_LINES, 20]
    assert [number for page in pages for number in page] == list(range(120, 0, -1))


def test_staff_turn_only_the_pages_of_their_department(filled: Database) -> None:
    pages = walk(filled, STAFF)
    assert [number for page in pages for number in page] == list(range(119, 0, -2))


def test_an_exact_page_has_no_empty_one_behind_it(filled: Database) -> None:
    choice = AuditChoice(before_line=PAGE_LINES + 1)
    view = audit_view(filled, CATALOG, choice, OFFICE, at=NOON)
    assert (len(view.lines), view.older_than, view.is_first, view.is_narrowed) == (PAGE_LINES, None, False, False)


def test_choices_narrow_the_lines(filled: Database) -> None:
    def count(**choice: object) -> int:
        return sum(len(page) for page in walk(filled, OFFICE, AuditChoice(**choice)))  # type: ignore[arg-type]

    assert count(about="cases") == 60
    assert count(about="yearbook") == 0
    assert count(about="cases", area_id="comuna-1") == 20
    assert count(person="person 1") == 30
    assert count(command="opencatchuplist") == 1
    assert count(days=1) == 24


def test_residents_are_refused_and_strange_names_are_not_found(filled: Database) -> None:
    with pytest.raises(NotAllowed):
        audit_view(filled, CATALOG, AuditChoice(), VISITOR, at=NOON)
    with pytest.raises(NotAllowed):
        audit_options(filled, CATALOG, VISITOR)
    with pytest.raises(NotFound):
        audit_view(filled, CATALOG, AuditChoice(area_id="atlantis"), OFFICE, at=NOON)
    with pytest.raises(NotFound):
        audit_view(filled, CATALOG, AuditChoice(about="ana@e.org"), STAFF, at=NOON)
    assert log_view(filled, CATALOG, VISITOR, indicator_id="cases", area_id="city") == ()


def test_the_choices_offer_only_people_whose_lines_may_be_read(filled: Database) -> None:
    assert audit_options(filled, CATALOG, OFFICE).people == ("person 0", "person 1", "person 2", "person 3")
    assert audit_options(filled, CATALOG, STAFF).people == ("person 0", "person 2")


def test_the_log_of_a_row_is_short_and_its_own(filled: Database) -> None:
    found = log_view(filled, CATALOG, OFFICE, indicator_id="cases", area_id="comuna-1", count=3)
    assert [(one.line_number, one.subject) for one in found] == [
        (number, "cases comuna-1") for number in (115, 109, 103)
    ]
    assert log_view(filled, CATALOG, STAFF, indicator_id="theirs", area_id="city") == ()


def test_the_chain_is_walked_once_and_again_when_asked(filled: Database) -> None:
    first = chain_state(filled, at=NOON)
    assert first.report.is_whole
    with filled.writing() as con:
        con.execute("UPDATE ops.audit SET actor = 'nobody' WHERE line_number = 8")
    assert chain_state(filled, at=NOON + timedelta(hours=1)) is first
    again = chain_state(filled, at=NOON + timedelta(hours=1), is_anew=True)
    assert (again.report.is_whole, again.verified_at) == (False, NOON + timedelta(hours=1))
    assert audit_view(filled, CATALOG, AuditChoice(), OFFICE, at=NOON).state is again
