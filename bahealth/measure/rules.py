"""Which months a measure gives, and which of them have to be measured again: pure functions."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bahealth.catalog.periods import add_months
from bahealth.measure.model import Measure, Measurement, Observed, Touch

Months = tuple[date, date]
"""First days of the first and of the last month of a stretch."""

BRIDGED = 4
"""Two due months at most so far apart are measured in one stretch."""


def observed_between(first_on: date, last_on: date, today: date) -> Observed | None:
    """What the visits from `first_on` to `last_on` cover in whole months; None before the first month is over."""
    until = month_end(last_on)
    if until >= today:
        until = first_of_month(today) - timedelta(days=1)
    begun = first_of_month(first_on)
    return Observed(observed_from=begun, observed_until=until) if begun <= until else None


def given_months(measure: Measure, observed: Observed) -> Months | None:
    """The months that `measure` can give from what was observed; None when there is none."""
    earliest = add_months(observed.observed_from, measure.before_months) + timedelta(days=measure.before_days)
    first = earliest if earliest.day == 1 else add_months(earliest, 1)
    latest = observed.observed_until - timedelta(days=measure.after_days)
    last = first_of_month(latest) if latest == month_end(latest) else add_months(latest, -1)
    return (first, last) if first <= last else None


def due_months(
    measure: Measure,
    observed: Observed,
    *,
    before: Measurement | None,
    definition_hash: str,
    touches: Iterable[Touch],
) -> list[date]:
    """Months to measure now, ascending.

    Everything on the first run and after a change of the definition; otherwise what `touches`, the deliveries since the
    run `before`, bear on, what could not be given then, and those whose people are still followed, or were.
    """
    given = given_months(measure, observed)
    if given is None:
        return []
    months = months_between(given)
    if before is None or before.definition_hash != definition_hash:
        return months
    earlier = given_months(measure, Observed(observed_from=before.observed_from, observed_until=before.observed_until))
    reached = [_reached(measure, touch) for touch in touches if touch.record_kind in measure.reach]
    reached += _in_follow_up(measure, observed, before)
    return [
        month
        for month in months
        if earlier is None
        or not earlier[0] <= month <= earlier[1]
        or any(first <= month and (last is None or month <= last) for first, last in reached)
    ]


def no_longer_given(measure: Measure, observed: Observed, *, before: Measurement | None) -> list[date]:
    """Months that the run `before` may have given and that this one cannot: what was observed has become less."""
    if before is None:
        return []
    given = given_months(measure, observed)
    seen = months_between((before.observed_from, first_of_month(before.observed_until)))
    return [month for month in seen if given is None or not given[0] <= month <= given[1]]


def stretches(months: Sequence[date], at_a_time: int) -> list[Months]:
    """Ascending months as stretches of at most `at_a_time`; few months between two are cheaper kept than left out."""
    found: list[Months] = []
    for month in months:
        if found and add_months(found[-1][1], BRIDGED) >= month and add_months(found[-1][0], at_a_time) > month:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def months_between(months: Months) -> list[date]:
    """Every month from the first to the last."""
    first, last = months
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, one) for one in range(count)]


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _in_follow_up(measure: Measure, observed: Observed, before: Measurement) -> list[tuple[date, date | None]]:
    """With another end of what is observed: the months whose people were not followed to the end at the earlier one.

    A month more than `followed_months`: what is looked at last still needs the delay of 30 days.
    """
    if not measure.followed_months or observed.observed_until == before.observed_until:
        return []
    earlier = first_of_month(min(observed.observed_until, before.observed_until))
    return [(add_months(earlier, -measure.followed_months - 1), None)]


def _reached(measure: Measure, touch: Touch) -> tuple[date, date | None]:
    reach = measure.reach[touch.record_kind]
    last = None if reach.after is None or touch.last_month is None else add_months(touch.last_month, reach.after)
    return add_months(touch.first_month, -reach.before), last
