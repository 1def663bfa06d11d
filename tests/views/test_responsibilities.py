"""The view of responsibilities: phantom owners first, and what the reader may change."""

from __future__ import annotations

from datetime import datetime

import pytest

from bahealth.errors import NotAllowed, NotFound
from bahealth.people.model import Actor, Role
from bahealth.people.responsibilities.commands import AssignResponsibility, assign_responsibility
from bahealth.people.responsibilities.model import Part, SubjectKind
from bahealth.store import Database, write_audit
from bahealth.views.responsibilities import ResponsibilitiesView, ResponsibilityChoice, responsibilities_view
from tests.views.filled import OFFICE, VISITOR, a_catalog, definition

NOON = datetime(2026, 11, 22, 12)
CATALOG = a_catalog(
    definition("cases"), definition("theirs", owner="figures", source="yearbook", rebound="cases"), comunas=2
)
HEAD = Actor("Hugo", Role.HEAD, "care")
MAYOR = Actor("Marta", Role.CONVENOR)


def view_of(database: Database, actor: Actor = OFFICE, **choice: str) -> ResponsibilitiesView:
    return responsibilities_view(database, CATALOG, ResponsibilityChoice(**choice), actor, at=NOON)


def test_every_indicator_and_source_has_its_row(database: Database) -> None:
    rows = view_of(database).rows
    assert {one.subject_id for one in rows} == {"cases", "theirs", "rebound", "form", "yearbook"}
    assert [one.accountable.department_id for one in rows if one.subject_id == "theirs"] == ["figures"]


def test_phantom_owners_come_first_with_what_they_are_said_to_answer_for(database: Database) -> None:
    with database.writing() as con:
        write_audit(con, command="WriteNote", subject="cases", actor="Sol", at=NOON)
    view = view_of(database)
    # figures owns `theirs` and the yearbook, and is responsible for both; care has entered a note.
    assert [(one.department_id, one.accountable_count, one.responsible_count) for one in view.phantoms] == [
        ("figures", 2, 2)
    ]
    assert [one.subject_id for one in view.rows[:2]] == ["theirs", "yearbook"]
    assert not any(one.has_phantom for one in view.rows[2:])


def test_a_person_who_never_entered_anything_is_a_phantom_too(database: Database) -> None:
    with database.writing() as con:
        for subject in ("cases", "theirs"):
            write_audit(con, command="WriteNote", subject=subject, actor="Sol", at=NOON)
    command = AssignResponsibility(
        kind=SubjectKind.INDICATOR,
        subject_id="cases",
        part=Part.ACCOUNTABLE,
        department_id="care",
        member_email="eva@e.org",
        reason="r",
        seen=None,
    )
    assign_responsibility(database, CATALOG, command, actor=HEAD, at=NOON)
    (one,) = view_of(database).phantoms
    assert (one.department_id, one.member_email, one.accountable_count) == ("care", "eva@e.org", 1)


def test_a_department_sees_the_rows_in_which_it_has_a_part(database: Database) -> None:
    rows = view_of(database, department_id="figures").rows
    assert {one.subject_id for one in rows} == {"theirs", "yearbook"}


@pytest.mark.parametrize(
    ("actor", "subject_id", "may_assign", "may_confirm"),
    [
        (HEAD, "cases", True, True),
        (HEAD, "theirs", False, False),
        (HEAD, "yearbook", False, False),
        (MAYOR, "theirs", True, True),
        (OFFICE, "theirs", True, False),
        (Actor("Sol", Role.STAFF, "care"), "cases", False, False),
    ],
)
def test_the_view_says_what_the_reader_may_change(
    database: Database, actor: Actor, subject_id: str, may_assign: bool, may_confirm: bool
) -> None:
    view = view_of(database, actor, subject_id=subject_id)
    assert view.chosen is not None
    assert (view.may_assign, view.may_confirm) == (may_assign, may_confirm)


def test_residents_are_refused_and_what_does_not_exist_is_not_found(database: Database) -> None:
    with pytest.raises(NotAllowed):
        view_of(database, VISITOR)
    with pytest.raises(NotFound):
        view_of(database, subject_id="nothing")
