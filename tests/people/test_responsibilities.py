"""Who has which part: defaults, assignments, confirmations, phantom owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.errors import NotAllowed, NotFound, Refusal, Stale
from bahealth.people.model import Actor, Role
from bahealth.people.responsibilities.commands import (
    AssignResponsibility,
    ConfirmResponsibility,
    assign_responsibility,
    confirm_responsibility,
)
from bahealth.people.responsibilities.model import (
    MAYORS_OFFICE,
    AssignmentRow,
    ConfirmationRow,
    Entry,
    Holding,
    MemberRow,
    Part,
    Responsibility,
    SubjectKind,
)
from bahealth.people.responsibilities.queries import assignments, confirmations, entries, members
from bahealth.people.responsibilities.rules import (
    active_departments,
    active_people,
    from_catalog,
    holding,
    in_force,
    responsibility,
    with_phantoms,
)
from bahealth.store import Database, write_audit
from bahealth.store.chain import verify
from bahealth.ui.people import local_roles
from tests.views.filled import a_catalog, definition

NOON = datetime(2026, 11, 22, 12)
INDICATOR, SOURCE = SubjectKind.INDICATOR, SubjectKind.SOURCE
A, R, C, I = Part.ACCOUNTABLE, Part.RESPONSIBLE, Part.CONSULTED, Part.INFORMED  # noqa: E741 - the field's own letters
# `cases` and `rebound` belong to care, `official` to care from a source of figures, which also owns `pushed`.
CATALOG = a_catalog(
    definition("cases"),
    definition("official", source="yearbook"),
    definition("pushed", source="yearbook", owner="figures", rebound="cases"),
)
HEAD = Actor("Hugo", Role.HEAD, "care")
OTHER = Actor("Otra", Role.HEAD, "figures")
STAFF = Actor("Sol", Role.STAFF, "care")
MAYOR = Actor("Marta", Role.CONVENOR)
ADMIN = Actor("Ana", Role.ADMIN)


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()


def parts(database: Database, subject_id: str = "cases", kind: SubjectKind = INDICATOR) -> set[tuple[Part, str]]:
    return {(one.part, one.department_id) for one in known(database, subject_id, kind).assignments}


def known(database: Database, subject_id: str = "cases", kind: SubjectKind = INDICATOR) -> Responsibility:
    with database.reading() as con:
        rows = assignments(con, kind=kind, subject_id=subject_id)
        confirmed = next(iter(confirmations(con, kind=kind, subject_id=subject_id)), None)
    return responsibility(CATALOG, (kind, subject_id), rows, confirmed, at=NOON)


def assign(database: Database, actor: Actor = HEAD, *, at: datetime = NOON, **changes: Any) -> str:
    seen = known(database, changes.get("subject_id", "cases"), changes.get("kind", INDICATOR)).version
    command = AssignResponsibility.model_validate(
        {
            "kind": INDICATOR,
            "subject_id": "cases",
            "part": C,
            "department_id": "figures",
            "reason": "They count the same people",
            "seen": seen,
            **changes,
        }
    )
    return assign_responsibility(database, CATALOG, command, actor=actor, at=at)


def lines(database: Database) -> list[tuple[str, str, str | None, str | None]]:
    with database.reading() as con:
        return con.execute("SELECT command, subject, before, after FROM ops.audit ORDER BY line_number").fetchall()


# --- the catalogue's parts ---


@pytest.mark.parametrize(
    ("kind", "subject_id", "expected"),
    [
        (INDICATOR, "cases", [(A, "care"), (R, "care"), (I, MAYORS_OFFICE)]),  # its rebound measure is its own
        (INDICATOR, "official", [(A, "care"), (R, "figures"), (I, MAYORS_OFFICE)]),
        (INDICATOR, "pushed", [(A, "figures"), (R, "figures"), (C, "care"), (I, MAYORS_OFFICE)]),
        (SOURCE, "form", [(A, "care"), (R, "care"), (I, MAYORS_OFFICE)]),
        (SOURCE, "yearbook", [(A, "figures"), (R, "figures"), (C, "care"), (I, MAYORS_OFFICE)]),
    ],
)
def test_parts_come_from_the_catalogue(kind: SubjectKind, subject_id: str, expected: list[tuple[Part, str]]) -> None:
    found = from_catalog(CATALOG, kind, subject_id)
    assert [(one.part, one.department_id) for one in found] == expected
    assert all(one.is_from_catalog for one in found)


def row(part: Part, department_id: str, minute: int, *, is_withdrawn: bool = False) -> AssignmentRow:
    return AssignmentRow(
        row_id=f"{minute:04}",
        subject_kind=INDICATOR,
        subject_id="pushed",
        part=part,
        department_id=department_id,
        member_email=None,
        substitute_email=None,
        is_withdrawn=is_withdrawn,
        reason="r",
        assigned_at=NOON + timedelta(minutes=minute),
        assigned_by="Ana",
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Part)), st.sampled_from(["care", "figures", MAYORS_OFFICE]), st.booleans()),
        max_size=12,
    )
)
def test_exactly_one_is_accountable_whatever_was_assigned(history: list[tuple[Part, str, bool]]) -> None:
    newest = {
        (part, department): row(part, department, place, is_withdrawn=gone and part is not A)
        for place, (part, department, gone) in enumerate(history)
    }
    found = in_force(from_catalog(CATALOG, INDICATOR, "pushed"), list(newest.values()))
    assert [one.part for one in found].count(A) == 1
    assert len({(one.part, one.department_id) for one in found}) == len(found), "nobody has a part twice"
    last = next((department for part, department, _ in reversed(history) if part is A), "figures")
    assert next(one.department_id for one in found if one.part is A) == last


@pytest.mark.parametrize(
    ("confirmed_at", "assigned_at", "expected"),
    [
        (None, None, Holding.UNCONFIRMED),
        (None, NOON, Holding.UNCONFIRMED),
        (NOON, None, Holding.CONFIRMED),
        (datetime(2025, 11, 22, 12, 0, 1), None, Holding.CONFIRMED),
        (datetime(2025, 11, 22, 12), None, Holding.OLD),  # twelve months to the second
        (datetime(2025, 11, 23, 12), None, Holding.CONFIRMED),
        (datetime(2024, 12, 1), None, Holding.OLD),
        (datetime(2026, 1, 1), datetime(2026, 1, 1), Holding.CONFIRMED),
        (datetime(2026, 1, 1), datetime(2026, 1, 2), Holding.CHANGED),
        (datetime(2020, 1, 1), datetime(2026, 1, 2), Holding.CHANGED),
    ],
)
def test_how_far_a_confirmation_reaches(
    confirmed_at: datetime | None, assigned_at: datetime | None, expected: Holding
) -> None:
    rows = [row(C, "care", 0).model_copy(update={"assigned_at": assigned_at})] if assigned_at else []
    confirmed = (
        ConfirmationRow(
            row_id="1", subject_kind=INDICATOR, subject_id="pushed", confirmed_at=confirmed_at, confirmed_by="Ana"
        )
        if confirmed_at
        else None
    )
    assert holding(rows, confirmed, at=NOON) is expected


# --- assigning ---


def test_a_part_is_assigned_beside_those_of_the_catalogue_with_its_line(database: Database) -> None:
    assign(database, member_email="eva@ejemplo.org", substitute_email="luz@ejemplo.org")
    assert parts(database) == {(A, "care"), (R, "care"), (C, "figures"), (I, MAYORS_OFFICE)}
    ((command, subject, before, after),) = lines(database)
    assert (command, subject, before) == ("assign_responsibility", "cases", None)
    assert after is not None
    assert '"member_email":"eva@ejemplo.org"' in after
    with database.reading() as con:
        assert verify(con).is_whole


def test_who_is_made_accountable_replaces_who_was(database: Database) -> None:
    assign(database, part=A, department_id="figures")
    assert {one for one in parts(database) if one[0] is A} == {(A, "figures")}
    assign(database, part=A, department_id="care", at=NOON + timedelta(hours=1))
    assert {one for one in parts(database) if one[0] is A} == {(A, "care")}
    assert '"department_id":"figures"' in (lines(database)[1][2] or "")


def test_a_part_of_the_catalogue_can_be_taken_away(database: Database) -> None:
    assign(database, part=I, department_id=MAYORS_OFFICE, is_withdrawn=True)
    assert parts(database) == {(A, "care"), (R, "care")}


@pytest.mark.parametrize(
    "changes",
    [
        {"part": A, "department_id": "care", "is_withdrawn": True},
        {"part": R, "department_id": "care", "is_withdrawn": True},
        {"part": C, "department_id": "figures", "is_withdrawn": True},
        {"reason": "  "},
        {"department_id": "nobody"},
        {"subject_id": "nothing"},
        {"kind": SOURCE, "subject_id": "nothing"},
        {"member_email": "no address"},
        {"member_email": "a@b.org", "substitute_email": "a@b.org"},
        {"substitute_email": "a@b.org"},
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(database: Database, changes: dict[str, Any]) -> None:
    command = AssignResponsibility.model_validate(
        {
            "kind": INDICATOR,
            "subject_id": "cases",
            "part": C,
            "department_id": "figures",
            "reason": "r",
            "seen": None,
            **changes,
        }
    )
    with pytest.raises(Refusal):
        assign_responsibility(database, CATALOG, command, actor=ADMIN, at=NOON)
    assert lines(database) == []
    assert parts(database) == {(A, "care"), (R, "care"), (I, MAYORS_OFFICE)}


@pytest.mark.parametrize(
    ("actor", "may_assign", "may_confirm"),
    [(HEAD, True, True), (OTHER, False, False), (STAFF, False, False), (MAYOR, True, True), (ADMIN, True, False)],
)
def test_who_may_assign_and_confirm(database: Database, actor: Actor, may_assign: bool, may_confirm: bool) -> None:
    for does, is_allowed in (
        (lambda: assign(database, actor), may_assign),
        (lambda: confirm(database, actor), may_confirm),
    ):
        before = len(lines(database))
        if is_allowed:
            does()
        else:
            with pytest.raises(NotAllowed):
                does()
        assert len(lines(database)) - before == int(is_allowed)


def confirm(database: Database, actor: Actor = HEAD, *, at: datetime = NOON) -> str:
    command = ConfirmResponsibility(kind=INDICATOR, subject_id="cases", seen=known(database).version)
    return confirm_responsibility(database, CATALOG, command, actor=actor, at=at)


def test_a_confirmation_holds_until_something_changes(database: Database) -> None:
    assert known(database).holding is Holding.UNCONFIRMED
    confirm(database, at=NOON - timedelta(hours=2))
    assert (known(database).holding, known(database).confirmed_by) == (Holding.CONFIRMED, "Hugo")
    assign(database, at=NOON - timedelta(hours=1))
    assert known(database).holding is Holding.CHANGED


def test_of_two_people_at_once_one_is_told_that_something_changed(database: Database) -> None:
    seen = known(database).version
    assign(database)
    again = AssignResponsibility(
        kind=INDICATOR, subject_id="cases", part=I, department_id="figures", reason="r", seen=seen
    )
    with pytest.raises(Stale):
        assign_responsibility(database, CATALOG, again, actor=MAYOR, at=NOON)
    confirmed = ConfirmResponsibility(kind=INDICATOR, subject_id="cases", seen=seen)
    with pytest.raises(Stale):
        confirm_responsibility(database, CATALOG, confirmed, actor=MAYOR, at=NOON)
    assert len(lines(database)) == 1


def test_a_subject_that_does_not_exist_cannot_be_confirmed(database: Database) -> None:
    command = ConfirmResponsibility(kind=SOURCE, subject_id="nothing", seen=None)
    with pytest.raises(NotFound):
        confirm_responsibility(database, CATALOG, command, actor=ADMIN, at=NOON)


def put_member(database: Database, email: str, department_id: str | None, *, is_active: bool = True) -> None:
    """A member as far as this part reads them, whatever else the table holds."""
    with database.writing() as con:
        columns = con.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'member'"
        ).fetchall()
        values: dict[str, object] = {
            name: NOON
            if kind == "TIMESTAMP"
            else 1
            if kind == "SMALLINT"
            else is_active
            if kind == "BOOLEAN"
            else "person"
            for name, kind in columns
        }
        values |= {
            "row_id": email,
            "email": email,
            "department_id": department_id,
            "display_name": email.split("@", maxsplit=1)[0],
        }
        names = ", ".join('"' + name + '"' for name in values)
        marks = ", ".join("?" * len(values))
        con.execute("INSERT INTO ops.member (" + names + ") VALUES (" + marks + ")", list(values.values()))


@pytest.mark.parametrize(
    ("email", "is_taken"), [("eva@e.org", True), ("luz@e.org", False), ("old@e.org", False), ("x@e.org", False)]
)
def test_where_members_are_known_the_person_is_an_active_one_of_the_department(
    database: Database, email: str, is_taken: bool
) -> None:
    put_member(database, "eva@e.org", "figures")
    put_member(database, "luz@e.org", "care")
    put_member(database, "old@e.org", "figures", is_active=False)
    if is_taken:
        assign(database, member_email=email)
    else:
        with pytest.raises(Refusal):
            assign(database, member_email=email)
    assert len(lines(database)) == int(is_taken)


# --- phantom owners ---


def entry(actor: str, subject: str, after_word: str = "") -> Entry:
    return Entry(actor=actor, subject=subject, after_word=after_word)


EVA = MemberRow(email="eva@e.org", display_name="Eva", department_id="figures", is_active=True)


@pytest.mark.parametrize(
    ("entered", "active"),
    [
        ([], set()),
        ([entry("somebody", "cases city")], {"care"}),
        ([entry("somebody", "0190-id", "yearbook")], {"figures"}),
        ([entry("somebody", "release 3")], set()),
        ([entry("Eva", "release 3")], {"figures"}),
        ([entry("eva@e.org", "cases")], {"care", "figures"}),
        ([entry("this machine, head of figures", "release 3")], {"figures"}),
    ],
)
def test_a_department_is_active_by_its_people_or_by_what_it_answers_for(entered: list[Entry], active: set[str]) -> None:
    assert active_departments(CATALOG, entered, [EVA]) == active


def test_a_role_that_was_tried_counts_for_its_department() -> None:
    for actor in local_roles(CATALOG).values():
        found = active_departments(CATALOG, [entry(actor.name, "nothing")], [])
        assert found == ({actor.department_id} if actor.department_id else set()), actor.name


def test_a_person_is_active_by_address_or_by_the_name_in_the_record() -> None:
    assert active_people([entry("Eva", "x")], [EVA]) >= {"eva@e.org"}
    assert "eva@e.org" not in active_people([entry("Hugo", "x")], [EVA])


def test_accountable_and_responsible_ones_that_never_entered_anything_are_marked() -> None:
    found = responsibility(
        CATALOG,
        (INDICATOR, "official"),
        [row(R, "care", 1).model_copy(update={"member_email": "x@e.org"})],
        None,
        at=NOON,
    )
    marked = with_phantoms(found, {"care"}, {"eva@e.org"})
    assert {(one.part, one.department_id, one.is_phantom, one.is_member_phantom) for one in marked.assignments} == {
        (A, "care", False, False),
        (R, "care", False, True),
        (R, "figures", True, False),
        (I, MAYORS_OFFICE, False, False),
    }
    assert marked.has_phantom


def test_what_the_program_did_by_itself_is_no_entry(database: Database) -> None:
    with database.writing() as con:
        for actor, command in (
            ("installation", "set_target"),
            ("simulated city", "AcceptRecords"),
            ("command line", "InitStore"),
            ("Hugo", "confirm_responsibility"),
            ("Hugo", "WriteNote"),
        ):
            write_audit(con, command=command, subject="cases", actor=actor, at=NOON)
    with database.reading() as con:
        assert entries(con) == [entry("Hugo", "cases")]
        assert members(con) == []
