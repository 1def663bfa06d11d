"""Responsibilities: who has which part in every indicator and source, phantom owners first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.responsibilities.model import MAYORS_OFFICE, Part, Responsibility, SubjectKind
from bahealth.people.responsibilities.queries import assignments, confirmations, entries, members
from bahealth.people.responsibilities.rules import (
    active_departments,
    active_people,
    responsibility,
    subjects,
    with_phantoms,
)
from bahealth.people.rights import check_may_open_page, may
from bahealth.store import Database


@dataclass(frozen=True)
class ResponsibilityChoice:
    """What the reader asked for; every field stands in the address."""

    department_id: str | None = None
    subject_id: str | None = None


class Phantom(Frozen):
    """A department or person that is accountable or responsible and never entered anything."""

    department_id: str
    member_email: str | None
    accountable_count: int
    responsible_count: int


class ResponsibilitiesView(Frozen):
    """Everything that the page shows. `chosen` is the subject whose parts may be changed, if any is chosen."""

    department_ids: tuple[str, ...]
    rows: tuple[Responsibility, ...]
    phantoms: tuple[Phantom, ...]
    chosen: Responsibility | None
    may_assign: bool
    may_confirm: bool
    confirmed_count: int
    member_emails: tuple[str, ...]


def responsibilities_view(
    database: Database, catalog: Catalog, choice: ResponsibilityChoice, actor: Actor, *, at: datetime
) -> ResponsibilitiesView:
    """The page for `actor` at `at` (UTC). Raises NotAllowed, and NotFound for a subject that does not exist."""
    check_may_open_page(actor, "responsibilities")
    found = _all(database, catalog, at)
    chosen = next((one for one in found if one.subject_id == choice.subject_id), None)
    if choice.subject_id is not None and chosen is None:
        raise NotFound("The address names what does not exist: %(name)s", name=choice.subject_id)
    with database.reading() as con:
        emails = tuple(one.email for one in members(con) if one.is_active)
    shown = [
        one
        for one in found
        if choice.department_id is None or any(part.department_id == choice.department_id for part in one.assignments)
    ]
    return ResponsibilitiesView(
        department_ids=(*(one.department_id for one in catalog.departments), MAYORS_OFFICE),
        rows=tuple(shown),
        phantoms=tuple(phantoms(found)),
        chosen=chosen,
        may_assign=chosen is not None and may(actor, "assign_responsibility", chosen.owner_id),
        may_confirm=chosen is not None and may(actor, "confirm_responsibility", chosen.owner_id),
        confirmed_count=sum(1 for one in shown if one.confirmed_at is not None),
        member_emails=emails,
    )


def subject_kind(catalog: Catalog, subject_id: str) -> SubjectKind:
    """Whether an id is of an indicator or of a source."""
    return SubjectKind.INDICATOR if subject_id in catalog.indicator else SubjectKind.SOURCE


def phantoms(found: list[Responsibility]) -> list[Phantom]:
    """Departments and people that never entered anything, with how much they are said to answer for; most first."""
    counts: dict[tuple[str, str | None], dict[Part, int]] = {}
    for one in found:
        for part in one.assignments:
            for is_phantom, email in ((part.is_phantom, None), (part.is_member_phantom, part.member_email)):
                if is_phantom:
                    of_one = counts.setdefault((part.department_id, email), {})
                    of_one[part.part] = of_one.get(part.part, 0) + 1
    told = [
        Phantom(
            department_id=department_id,
            member_email=email,
            accountable_count=parts.get(Part.ACCOUNTABLE, 0),
            responsible_count=parts.get(Part.RESPONSIBLE, 0),
        )
        for (department_id, email), parts in counts.items()
    ]
    return sorted(told, key=lambda one: (-one.accountable_count, -one.responsible_count, one.department_id))


def _all(database: Database, catalog: Catalog, at: datetime) -> list[Responsibility]:
    """Every subject, those with phantom owners first, else in the order of the catalogue."""
    with database.reading() as con:
        rows, confirmed = assignments(con), {(one.subject_kind, one.subject_id): one for one in confirmations(con)}
        entered, known = entries(con), members(con)
    departments, people = active_departments(catalog, entered, known), active_people(entered, known)
    found = [
        with_phantoms(
            responsibility(
                catalog,
                subject,
                [row for row in rows if (row.subject_kind, row.subject_id) == subject],
                confirmed.get(subject),
                at=at,
            ),
            departments,
            people,
        )
        for subject in subjects(catalog)
    ]
    return sorted(found, key=lambda one: not one.has_phantom)
