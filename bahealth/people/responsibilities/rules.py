"""Who has which part: the catalogue's parts, what was assigned since, and who never entered anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bahealth.catalog.model import Catalog
from bahealth.people.audit.rules import names_of
from bahealth.people.responsibilities.model import (
    MAYORS_OFFICE,
    Assignment,
    AssignmentRow,
    ConfirmationRow,
    Entry,
    Holding,
    MemberRow,
    Part,
    Responsibility,
    SubjectKind,
)

OLD_AFTER_MONTHS = 12
Subject = tuple[SubjectKind, str]


def subjects(catalog: Catalog) -> list[Subject]:
    """Every indicator and source of the catalogue."""
    indicators = [(SubjectKind.INDICATOR, one.indicator_id) for one in catalog.indicators]
    return indicators + [(SubjectKind.SOURCE, one.source_id) for one in catalog.sources]


def owner_of(catalog: Catalog, kind: SubjectKind, subject_id: str) -> str:
    """The department that answers for a subject by the catalogue; rights go by it."""
    if kind is SubjectKind.INDICATOR:
        return catalog.indicator[subject_id].owner
    return catalog.source[subject_id].owner


def from_catalog(catalog: Catalog, kind: SubjectKind, subject_id: str) -> list[Assignment]:
    """The parts while nobody has assigned any.

    Accountable is the department that owns the subject, responsible the one that owns the source; consulted are, for an
    indicator, the owner of its rebound measure and, for a source, the owners of its indicators; informed is the mayor's
    office. Who is accountable or responsible is not consulted about its own.
    """
    owner = owner_of(catalog, kind, subject_id)
    if kind is SubjectKind.INDICATOR:
        indicator = catalog.indicator[subject_id]
        works = catalog.source[indicator.source].owner
        asked = [catalog.indicator[indicator.rebound].owner]
    else:
        works = owner
        asked = [one.owner for one in catalog.indicators if one.source == subject_id]
    consulted = [one for one in dict.fromkeys(asked) if one not in {owner, works}]
    return [
        Assignment(part=Part.ACCOUNTABLE, department_id=owner),
        Assignment(part=Part.RESPONSIBLE, department_id=works),
        *(Assignment(part=Part.CONSULTED, department_id=one) for one in consulted),
        Assignment(part=Part.INFORMED, department_id=MAYORS_OFFICE),
    ]


def in_force(defaults: Iterable[Assignment], rows: Collection[AssignmentRow]) -> list[Assignment]:
    """The parts as they stand: what was assigned, and of the catalogue's what nobody has replaced or withdrawn.

    `rows` are the newest of each part and department. The one accountable that was assigned last replaces every other.
    """
    told = {(row.part, row.department_id) for row in rows}
    assigned = [_assignment(row) for row in rows if not row.is_withdrawn and row.part is not Part.ACCOUNTABLE]
    last = max(
        (row for row in rows if row.part is Part.ACCOUNTABLE and not row.is_withdrawn),
        key=lambda row: (row.assigned_at, row.row_id),
        default=None,
    )
    kept = [
        one
        for one in defaults
        if (last is None if one.part is Part.ACCOUNTABLE else (one.part, one.department_id) not in told)
    ]
    found = [*kept, *assigned, *([_assignment(last)] if last else [])]
    return sorted(found, key=lambda one: (list(Part).index(one.part), one.department_id))


def _assignment(row: AssignmentRow) -> Assignment:
    return Assignment(
        part=row.part,
        department_id=row.department_id,
        member_email=row.member_email,
        substitute_email=row.substitute_email,
        is_from_catalog=False,
    )


def holding(rows: Collection[AssignmentRow], confirmation: ConfirmationRow | None, *, at: datetime) -> Holding:
    """Whether the parts can be relied on at `at`: confirmed, not changed since, not longer than a year ago."""
    if confirmation is None:
        return Holding.UNCONFIRMED
    if any(row.assigned_at > confirmation.confirmed_at for row in rows):
        return Holding.CHANGED
    months = (at.year - confirmation.confirmed_at.year) * 12 + at.month - confirmation.confirmed_at.month
    is_whole = (at.day, at.time()) >= (confirmation.confirmed_at.day, confirmation.confirmed_at.time())
    return Holding.OLD if months - (0 if is_whole else 1) >= OLD_AFTER_MONTHS else Holding.CONFIRMED


def responsibility(
    catalog: Catalog,
    subject: Subject,
    rows: Sequence[AssignmentRow],
    confirmation: ConfirmationRow | None,
    *,
    at: datetime,
) -> Responsibility:
    """All parts in a subject, from the catalogue and what was assigned and confirmed."""
    kind, subject_id = subject
    ids = [row.row_id for row in rows] + ([confirmation.row_id] if confirmation else [])
    return Responsibility(
        kind=kind,
        subject_id=subject_id,
        owner_id=owner_of(catalog, kind, subject_id),
        assignments=tuple(in_force(from_catalog(catalog, kind, subject_id), rows)),
        version=max(ids, default=None),
        holding=holding(rows, confirmation, at=at),
        confirmed_at=confirmation.confirmed_at if confirmation else None,
        confirmed_by=confirmation.confirmed_by if confirmation else None,
    )


# --- phantom owners ---


def active_departments(catalog: Catalog, entries: Iterable[Entry], members: Iterable[MemberRow]) -> set[str]:
    """Departments that have entered something: one of their people, or a delivery, target or note on what they own."""
    people = {name: one.department_id for one in members for name in (one.email, one.display_name)}
    owners = {name: one for one in catalog.department for name in names_of(one, catalog)}
    found: set[str] = set()
    for entry in entries:
        found |= {
            owners[word] for word in (*entry.subject.split(" "), entry.after_word) if word in owners
        }  # whoever entered it, it is an entry on what the department owns
        if department_id := people.get(entry.actor):
            found.add(department_id)
        tried = entry.actor.rsplit(" of ", maxsplit=1)
        if len(tried) == 2 and tried[1] in catalog.department:  # a role that was tried: `..., head of hospitals`
            found.add(tried[1])
    return found


def active_people(entries: Iterable[Entry], members: Iterable[MemberRow]) -> set[str]:
    """Addresses of people in whose name a line of the record stands."""
    actors = {one.actor for one in entries}
    return actors | {one.email for one in members if one.display_name in actors}


def with_phantoms(found: Responsibility, departments: Collection[str], people: Collection[str]) -> Responsibility:
    """The same, with accountable and responsible ones that never entered anything marked."""
    marked = tuple(
        one.model_copy(
            update={
                "is_phantom": one.department_id not in departments and one.department_id != MAYORS_OFFICE,
                "is_member_phantom": one.member_email is not None and one.member_email not in people,
            }
        )
        if one.part in {Part.ACCOUNTABLE, Part.RESPONSIBLE}
        else one
        for one in found.assignments
    )
    return found.model_copy(update={"assignments": marked})
