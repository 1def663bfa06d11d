"""Parts of a whole: distributions over twelve months, birth cohorts by age, visits by kind and month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from bahealth.catalog.model import Schedule
from bahealth.catalog.periods import Period, add_months
from bahealth.collect.records.model import SHARES, VISIT_KINDS
from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

WINDOW_MONTHS: Final = 12
OLDEST_AGE: Final = 12
"""Age in months at which the follow-up of a birth cohort ends: the first birthday."""
UNCODED: Final = ("unclassified", "uncoded")
ED_CLASSES: Final = (*SHARES, *UNCODED)
SOLVABLE: Final = ("non_emergent", "primary_care_treatable")
TRIAGE: Final = ("1", "2", "3", "4", "5", "none")
LOW_URGENCY: Final = ("4", "5")
TIMES_A_YEAR: Final = ("1", "2", "3", "4-5", "6-9", "10+")
FREQUENT: Final = ("4-5", "6-9", "10+")
PRENATAL_VISITS: Final = (*(str(count) for count in range(10)), "10+")
PRIMARY_CARE_KINDS: Final = tuple(kind for kind in VISIT_KINDS if kind != "emergency")


class PartRow(Frozen):
    """One part of a measured whole in one month."""

    measure_id: str
    period_start: date
    part: str
    numerator: float
    denominator: float
    is_simulated: bool


class Part(Frozen):
    """One part and how much of the whole is in it: people, visits, or sums of shares of visits."""

    part: str
    count: float


class Distribution(Frozen):
    """A whole over some months, divided into parts in their natural order."""

    period_start: date
    period_months: int
    parts: tuple[Part, ...]
    whole: float
    is_simulated: bool

    @property
    def period(self) -> Period:
        """The months that were added up."""
        return Period(self.period_start, self.period_months)

    def count(self, *names: str) -> float:
        """How much is in these parts together."""
        return sum(one.count for one in self.parts if one.part in names)

    def share(self, *names: str) -> float:
        """The share of 1 of the whole that is in these parts together."""
        return self.count(*names) / self.whole

    def count_from(self, least: int) -> float:
        """How much is in the parts that are numbers from `least` on."""
        return sum(one.count for one in self.parts if one.part.isdigit() and int(one.part) >= least)

    @property
    def median(self) -> int | None:
        """The lowest number that half of the whole does not go beyond; None when that half has no number."""
        seen = 0.0
        for one in self.parts:
            if one.part.isdigit():
                seen += one.count
                if seen >= self.whole / 2:
                    return int(one.part)
        return None


class BirthdayDistribution(Frozen):
    """Check-ups by the first birthday of children who followed one schedule."""

    schedule: Schedule
    distribution: Distribution


class AgeShare(Frozen):
    """Children who had reached something by an age in completed months."""

    age: int
    reached: float
    children: float

    @property
    def share(self) -> float:
        """Share of 1."""
        return self.reached / self.children


class Cohort(Frozen):
    """Children born in three months, up to the age that all of them have reached and whose records have come."""

    first_month: date
    ages: tuple[AgeShare, ...]

    @property
    def period(self) -> Period:
        """Months of birth."""
        return Period(self.first_month, 3)

    @property
    def is_complete(self) -> bool:
        """Whether all have been followed up to the first birthday."""
        return self.ages[-1].age == OLDEST_AGE


class KindMonths(Frozen):
    """Visits of one kind, month by month."""

    kind: str
    months: tuple[tuple[date, float], ...]

    def total(self, first: date) -> float:
        """Visits from the month `first` on."""
        return sum(count for month, count in self.months if month >= first)


def parts_known(
    con: Cursor, measure_ids: Iterable[str], *, area_id: str, cutoff_at: datetime
) -> dict[str, list[PartRow]]:
    """Parts in force at a cut-off, by measure; a measure without any has an empty list."""
    found: dict[str, list[PartRow]] = {measure_id: [] for measure_id in measure_ids}
    rows = fetch(
        con,
        PartRow,
        "bahealth.views",
        "breakdown_parts",
        measure_ids=list(found),
        area_id=area_id,
        cutoff_at=cutoff_at,
    )
    for row in rows:
        found[row.measure_id].append(row)
    return found


def distribution(rows: Sequence[PartRow], order: Sequence[str], *, months: int = WINDOW_MONTHS) -> Distribution | None:
    """The newest `months` together; None without any. A part that `order` does not name stands last, never left out."""
    if not rows:
        return None
    last = max(row.period_start for row in rows)
    inside = [row for row in rows if row.period_start > add_months(last, -months)]
    counts = dict.fromkeys(order, 0.0)
    wholes: dict[date, float] = {}
    for row in inside:
        counts[row.part] = counts.get(row.part, 0.0) + row.numerator
        wholes[row.period_start] = row.denominator
    first = min(wholes)
    return Distribution(
        period_start=first,
        period_months=(last.year - first.year) * 12 + last.month - first.month + 1,
        parts=tuple(Part(part=part, count=count) for part, count in counts.items()),
        whole=sum(wholes.values()),
        is_simulated=any(row.is_simulated for row in inside),
    )


def numbers_to(rows: Iterable[PartRow], least: int) -> tuple[str, ...]:
    """`0`, `1` ... up to the greatest number among the parts, at least to `least`."""
    greatest = max((int(row.part) for row in rows if row.part.isdigit()), default=0)
    return tuple(str(number) for number in range(max(greatest, least) + 1))


def by_schedule(rows: Sequence[PartRow], schedules: Sequence[Schedule]) -> tuple[BirthdayDistribution, ...]:
    """The newest twelve birthday months, apart by the schedule that the children followed, oldest schedule first.

    A child whose first birthday is in a month was born in the same month a year before, whichever the day.
    """
    if not rows:
        return ()
    last = max(row.period_start for row in rows)
    groups: dict[str, list[PartRow]] = {}
    for row in rows:
        if row.period_start > add_months(last, -WINDOW_MONTHS):
            groups.setdefault(_followed(row.period_start, schedules).schedule_id, []).append(row)
    found: list[BirthdayDistribution] = []
    for schedule in schedules:
        own = groups.get(schedule.schedule_id, [])
        made = distribution(own, numbers_to(own, schedule.required))
        if made is not None:
            found.append(BirthdayDistribution(schedule=schedule, distribution=made))
    return tuple(found)


def _followed(birthday_month: date, schedules: Sequence[Schedule]) -> Schedule:
    born = add_months(birthday_month, -12)
    in_force = [one for one in schedules if one.first_born_on <= born]
    return max(in_force or schedules[:1], key=lambda one: one.first_born_on)


def birth_cohorts(rows: Iterable[PartRow]) -> tuple[Cohort, ...]:
    """Children by quarter of birth, oldest first; an age counts only when all three months of birth have it."""
    quarters: dict[date, dict[int, dict[date, PartRow]]] = {}
    for row in rows:
        month = row.period_start
        quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        quarters.setdefault(quarter, {}).setdefault(int(row.part), {})[month] = row
    found: list[Cohort] = []
    for first, by_age in sorted(quarters.items()):
        ages: list[AgeShare] = []
        for age in range(OLDEST_AGE + 1):
            months = by_age.get(age, {})
            if len(months) < 3:
                break
            reached, children = (
                sum(one.numerator for one in months.values()),
                sum(one.denominator for one in months.values()),
            )
            ages.append(AgeShare(age=age, reached=reached, children=children))
        if ages:
            found.append(Cohort(first_month=first, ages=tuple(ages)))
    return tuple(found)


def kinds_by_month(rows: Sequence[PartRow]) -> tuple[KindMonths, ...]:
    """Visits of each kind in every known month, none where that kind had none, in the order of the kinds."""
    months = sorted({row.period_start for row in rows})
    counts: dict[str, dict[date, float]] = {kind: {} for kind in PRIMARY_CARE_KINDS}
    for row in rows:
        counts.setdefault(row.part, {})[row.period_start] = row.numerator
    return tuple(
        KindMonths(kind=kind, months=tuple((month, found.get(month, 0.0)) for month in months))
        for kind, found in counts.items()
        if found
    )
