"""When the sessions of a series take place, and how long one may last."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bahealth.assess.model import Observed
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period
from bahealth.convene.model import LONGEST_MINUTES, Invited, Part, Series, Session, SessionState
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen

AHEAD_DAYS: Final = 366  # a year of dates is held
_PAUSE_FROM, _PAUSE_UNTIL = (12, 24), (1, 2)  # from Christmas Eve to 2 January nobody is convened

RUNS: Final = frozenset({SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED})
"""States of a session that was held, or is being held."""


class SessionDate(Frozen):
    """A date of a series with its reserve, in UTC."""

    starts_at: datetime
    reserve_at: datetime | None


def is_pause(day: date) -> bool:
    """Whether the day lies between 24 December and 2 January.

    Other holidays are left to people: a session that falls on one moves to its reserve date.
    """
    return (day.month, day.day) >= _PAUSE_FROM or (day.month, day.day) <= _PAUSE_UNTIL


def dates_of(series: Series, *, after: datetime | None = None, until: datetime) -> tuple[SessionDate, ...]:
    """Dates of a series after an instant (from its first date when None) up to `until`, both in UTC.

    A date in the pause of the year is left out; a reserve date in it comes a week later, until it is past the pause.
    """
    found: list[SessionDate] = []
    starts_at = series.first_at
    while starts_at <= until:
        if (after is None or starts_at > after) and not is_pause(day_of(starts_at)):
            found.append(SessionDate(starts_at=starts_at, reserve_at=_reserve(starts_at, series.reserve_days)))
        starts_at += timedelta(weeks=series.every_weeks)
    return tuple(found)


def _reserve(starts_at: datetime, days: int) -> datetime | None:
    if days == 0:
        return None
    reserve_at = starts_at + timedelta(days=days)
    while is_pause(day_of(reserve_at)):
        reserve_at += timedelta(weeks=1)
    return reserve_at


def needs_reason(minutes: int) -> bool:
    """Whether a session is so long that somebody must say why it is not cut in two."""
    return minutes > LONGEST_MINUTES


def has_part(session: Session, person: str, *parts: Part) -> bool:
    """Whether a person was invited in one of these parts."""
    return any(one.person == person and one.part in parts for one in session.people)


def names_twice(people: tuple[Invited, ...]) -> bool:
    """Whether somebody stands on a list of people more than once in the same part."""
    named = [(one.person, one.part) for one in people]
    return len(named) != len(set(named))


# --- what has changed since the pinned release ---


class Revised(Frozen):
    """A value that is in force now and was another, or none, at the cut-off; in the indicator's unit."""

    indicator_id: str
    area_id: str
    period_start: date
    period_months: int
    before: float | None
    after: float | None

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)

    @property
    def is_new(self) -> bool:
        """Whether there was no value at the cut-off."""
        return self.before is None


def revised(indicator: Indicator, before: list[Observed], after: list[Observed]) -> list[Revised]:
    """Values that differ between two cut-offs, by area and period."""
    old = {(one.area_id, one.period_start, one.period_months): one for one in before}
    new = {(one.area_id, one.period_start, one.period_months): one for one in after}
    found: list[Revised] = []
    for place in sorted(old.keys() | new.keys()):
        was, is_now = old.get(place), new.get(place)
        if _stated(was) != _stated(is_now):
            area_id, period_start, period_months = place
            found.append(
                Revised(
                    indicator_id=indicator.indicator_id,
                    area_id=area_id,
                    period_start=period_start,
                    period_months=period_months,
                    before=_value(indicator, was),
                    after=_value(indicator, is_now),
                )
            )
    return found


def _stated(one: Observed | None) -> tuple[float | None, ...]:
    return (one.value, one.numerator, one.denominator) if one else ()


def _value(indicator: Indicator, one: Observed | None) -> float | None:
    """The value as stated, else of its counts; None where the source gives only part of them."""
    if one is None or one.value is not None:
        return one.value if one else None
    if one.numerator is None:
        return None
    if indicator.denominator is None:
        return one.numerator
    return indicator.multiplier * one.numerator / one.denominator if one.denominator else None
