"""Who is about to miss the check-ups of the first year, and who may see it (docs/measures.md, catch-up lists)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bahealth.catalog.model import Schedule
from bahealth.measure.catch_up.model import Child, ChildStanding, FoundKey, KnownVisits, Order, PanelChild, Team
from bahealth.people.model import Actor, Role
from bahealth.people.rights import may

SOON_DAYS: Final = 30
NARROW: Final = 2  # more check-ups than needed that could still count: with so few left, a child is about to miss
LATE_DAYS: Final = 31  # resident only from a later age: check-ups before may have been elsewhere
MOST_KEYS: Final = 500

_BUENOS_AIRES: Final = ZoneInfo("America/Argentina/Buenos_Aires")
_KEY: Final = re.compile(r"(?!\d+$)[A-Za-z0-9_-]{16,64}", re.ASCII)
_BETWEEN_KEYS: Final = re.compile(r"[\s,;]+")
_DAY: Final = timedelta(days=1)


# --- rights ---


def may_open(actor: Actor, team: Team) -> bool:
    """Whether the person may see a team's children: staff of the department that the team belongs to, nobody else."""
    return may(actor, "open_catch_up_list", team.department_id)


def may_see_openings(actor: Actor) -> bool:
    """Whether the person may see who opened lists: heads those of their department, the analytics office all."""
    return actor.role is Role.ADMIN or (actor.role >= Role.HEAD and actor.department_id is not None)


def may_see_page(actor: Actor) -> bool:
    """Whether there is anything on the page for the person: lists, or the record of who opened them."""
    return (actor.role >= Role.STAFF and actor.department_id is not None) or may_see_openings(actor)


# --- days ---


def day_in_buenos_aires(at: datetime) -> date:
    """The day there at an instant in UTC without a zone."""
    return at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES).date()


def first_birthday(born_on: date) -> date:
    """The same day a year later; 28 February for 29 February (Civil and Commercial Code, article 6)."""
    if (born_on.month, born_on.day) == (2, 29):
        return date(born_on.year + 1, 2, 28)
    return born_on.replace(year=born_on.year + 1)


def completed_months(born_on: date, today: date) -> int:
    """Months of age of a child born no later than today."""
    months = 12 * (today.year - born_on.year) + today.month - born_on.month
    return months - (today.day < born_on.day)


# --- check-ups ---


def schedule_of(schedules: Iterable[Schedule], born_on: date) -> Schedule:
    """The schedule in force on the day of birth; ValueError when there is none so early."""
    return max((one for one in schedules if one.first_born_on <= born_on), key=lambda one: one.first_born_on)


def counts(day: date, last: date | None, born_on: date, schedule: Schedule) -> bool:
    """Whether a check-up on `day` counts after `last`, the last one that counted."""
    if last is None:
        return True
    is_newborn = (day - born_on).days <= schedule.newborn_days
    return (day - last).days >= (schedule.newborn_days_apart if is_newborn else schedule.days_apart)


def counted(days: Iterable[date], born_on: date, schedule: Schedule) -> tuple[date, ...]:
    """Those of the check-up days that the schedule counts."""
    found: list[date] = []
    for day in sorted(set(days)):
        if counts(day, found[-1] if found else None, born_on, schedule):
            found.append(day)
    return tuple(found)


def further(last: date | None, born_on: date, schedule: Schedule, *, after: date) -> Iterator[date]:
    """The days of as many further check-ups as could count from the day after `after` to the first birthday.

    Each is as early as it can be. An earlier check-up never bars a later one that a later check-up would allow, so
    there is no way to have more.
    """
    day, birthday = after + _DAY, first_birthday(born_on)
    while day <= birthday:
        if counts(day, last, born_on, schedule):
            yield day
            last = day
        day += _DAY


def standing_of(*, done: int, due: int, possible: int, required: int) -> ChildStanding:
    """About to miss: one is overdue, or at most two check-ups more than needed could still count."""
    if done >= required:
        return ChildStanding.UP_TO_DATE
    margin = done + possible - required
    if margin < 0:
        return ChildStanding.TOO_LATE
    return ChildStanding.CAN_CATCH_UP if due > done or margin <= NARROW else ChildStanding.UP_TO_DATE


def judged(child: PanelChild, schedule: Schedule, known: KnownVisits, *, today: date) -> Child:
    """Where a child stands today. Check-ups that nobody has delivered yet are not known here."""
    age = (today - child.born_on).days
    days = [day for day in child.checkup_days if child.born_on <= day <= today]
    done = counted(days, child.born_on, schedule)
    open_days = tuple(further(done[-1] if done else None, child.born_on, schedule, after=today))
    due = sum(1 for day in schedule.due_days if day <= age)
    is_late = (child.resident_since - child.born_on).days > LATE_DAYS
    return Child(
        resident_key=child.resident_key,
        born_on=child.born_on,
        birthday=first_birthday(child.born_on),
        age_days=age,
        age_months=completed_months(child.born_on, today),
        done=len(done),
        due=due,
        due_soon=sum(1 for day in schedule.due_days if age < day <= age + SOON_DAYS),
        required=schedule.required,
        possible=len(open_days),
        last_on=max(days, default=None),
        next_on=open_days[0] if open_days else None,
        standing=standing_of(done=len(done), due=due, possible=len(open_days), required=schedule.required),
        arrived_on=child.resident_since if is_late else None,
        is_before_records=known.from_on is not None and child.born_on < known.from_on.replace(day=1),
    )


def ordered(children: Iterable[Child], order: Order = Order.URGENCY) -> tuple[Child, ...]:
    """By birthday; by the last check-up, none first; or by urgency.

    By urgency, those who can still make it come first, then those who cannot, then the rest; within these, those with
    the fewest days until the birthday for each missing check-up.
    """
    standings = list(ChildStanding)

    def place(one: Child) -> tuple[float, ...]:
        if order is Order.BIRTHDAY:
            return (one.birthday.toordinal(), one.resident_key)
        if order is Order.LAST_CHECKUP:
            return (one.last_on.toordinal() if one.last_on else 0, one.resident_key)
        return (standings.index(one.standing), one.days_per_missing, one.resident_key)

    return tuple(sorted(children, key=place))


# --- keys that a team pastes ---


def find_keys(text: str, children: Sequence[Child], pseudonyms: Callable[[str], int]) -> tuple[FoundKey, ...]:
    """The child of each key in `text`, in its order; keys stand between spaces, commas, semicolons or on lines.

    `pseudonyms` turns a key as it is sent into the one that is kept. At most MOST_KEYS are looked up.
    """
    by_key = {one.resident_key: one for one in children}
    parts = [part for part in _BETWEEN_KEYS.split(text) if part][:MOST_KEYS]
    return tuple(
        FoundKey(place=place, sent=part, child=by_key.get(pseudonyms(part)))
        if _KEY.fullmatch(part)
        else FoundKey(place=place, sent=None, child=None)
        for place, part in enumerate(parts, start=1)
    )
