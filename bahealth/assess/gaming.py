"""Questions for the pre-read: patterns that a target can bring about, with the counts that led to them.

None of them is a finding: each pattern has honest reasons too, and the question asks for them. Values that crowd just
past a cut-off, harm outside the target, loosened targets and changed definitions are what Bevan and Hood (2006) saw
follow from targets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean, median, pstdev

from pydantic import Field
from scipy.special import bdtrc, ndtr, ndtri

from bahealth.assess.model import Change, Goal, Point, Reliability, Step, Verdict
from bahealth.catalog.model import Direction, Indicator, Kind
from bahealth.frozen import Frozen

LEVEL = 0.05
FEWEST = 8  # values in the band; with fewer the test could hardly ever speak
LOOSENED_FOR = timedelta(days=365)
PERIODS_BACK = 24  # newest values of one area that are looked at
_NOISE = 1 / float(ndtri(0.975))  # a standard error, in halves of a 95 % interval
_DEFINING = {
    "numerator": ("numerator", "numerator_from"),
    "denominator": ("denominator", "denominator_from"),
    "source": ("source",),
    "schedule": ("frequency",),
    "kind": ("kind",),
}


class Asked(StrEnum):
    """What a question is about."""

    BUNCHED_AREAS = "bunched_areas"
    BUNCHED_PERIODS = "bunched_periods"
    REBOUND = "rebound"
    LOOSENED = "loosened"
    DEFINITION = "definition"


class Near(Frozen):
    """One value beside its target, in the unit; `half_width` is half of its 95 % interval."""

    value: float
    target: float
    half_width: float


class Bunching(Frozen):
    """How many of `total` values lie just past their target and just short of it, and whether chance explains it."""

    total: int
    just_past: int
    just_short: int
    band: float = Field(description="half the median interval width, in the unit")
    p_value: float = Field(description="exact binomial, one-sided, the larger of two; 1 where too few are near")
    attainable: float = Field(description="how often chance alone would raise the question, at most; 0: never asked")

    @property
    def is_asked(self) -> bool:
        """Whether the values give rise to the question."""
        return self.just_past + self.just_short >= FEWEST and self.p_value <= LEVEL


class Loosened(Frozen):
    """A target that replaced one that asked more, or sooner; values in the indicator's unit."""

    target_id: str
    indicator_id: str
    area_id: str
    set_at: datetime
    set_by: str
    target_value: float
    due_on: date
    before_value: float | None
    before_due_on: date | None
    reason: str


class Question(Frozen):
    """One question about an indicator in an area, with what led to it; the parts that do not belong to it are None."""

    asked: Asked
    indicator_id: str
    area_id: str
    is_simulated: bool = False
    bunching: Bunching | None = None
    rebound_id: str | None = None
    since: date | None = Field(default=None, description="when the rebound measure began to worsen")
    loosened: Loosened | None = None
    changed: tuple[str, ...] = Field(default=(), description="parts of the definition that are another")
    release_number: int | None = Field(default=None, description="the release before, of which the definition differs")


class Questions(Frozen):
    """The questions of a release. Of `comparison_count` looks at a cut-off chance alone would raise `by_chance`."""

    questions: tuple[Question, ...]
    comparison_count: int
    by_chance: float


@dataclass(frozen=True)
class ReleaseInput:
    """What the questions of one release are made from; the release before is None for the first."""

    as_of: date
    city_id: str
    definitions: Mapping[str, Indicator]
    verdicts: Mapping[tuple[str, str], Verdict]  # by indicator and area
    series: Mapping[tuple[str, str], Sequence[Point]]  # of the rows that have a target
    comuna_ids: Sequence[str]
    loosened: Sequence[Loosened] = ()
    before: Mapping[str, Indicator] | None = None
    before_number: int | None = None


# --- values about a cut-off ---


def bunching(values: Sequence[Near], direction: Direction) -> Bunching:
    """Compare values just past their target (exactly on it is met) with those just short of it.

    The band on each side is half the median interval width, so what lies in it cannot be told from the target. Past
    and short are compared by an exact binomial test, twice: as if either side were equally likely, and as likely as a
    normal curve through all values makes them, at least as wide as their own intervals. The second keeps a city that
    has honestly come just past its target from being asked.
    """
    if not values:
        return Bunching(total=0, just_past=0, just_short=0, band=0.0, p_value=1.0, attainable=0.0)
    sign = 1 if direction is Direction.HIGHER else -1
    band = median(one.half_width for one in values)
    distances = [sign * (one.value - one.target) for one in values]
    past, short = sum(0 <= one < band for one in distances), sum(-band < one < 0 for one in distances)
    near = past + short
    share = max(0.5, _share_past(distances, band)) if near else 0.5
    return Bunching(
        total=len(values),
        just_past=past,
        just_short=short,
        band=band,
        p_value=float(bdtrc(past - 1, near, share)) if near >= FEWEST else 1.0,
        attainable=_attainable(near, share) if near >= FEWEST else 0.0,
    )


def _share_past(distances: Sequence[float], band: float) -> float:
    """Of what lies in the band, the share past the target that a normal curve through the values gives."""
    spread = max(pstdev(distances), _NOISE * band)
    if spread == 0:
        return 0.5
    centre = fmean(distances)
    below, at, above = (float(ndtr((one - centre) / spread)) for one in (-band, 0.0, band))
    past, short = above - at, at - below
    return past / (past + short) if past + short > 0 else 0.5


def _attainable(near: int, share: float) -> float:
    """The chance of the smallest count past that would be asked about, when each is past with `share`."""
    return next((chance for count in range(near + 1) if (chance := float(bdtrc(count - 1, near, share))) <= LEVEL), 0.0)


def _near(value: float | None, lower: float | None, upper: float | None, target: float) -> Iterator[Near]:
    if value is not None and lower is not None and upper is not None and upper > lower:
        yield Near(value=value, target=target, half_width=(upper - lower) / 2)


def _areas_near(known: ReleaseInput, indicator: Indicator) -> list[tuple[Verdict, Near]]:
    """The comunas beside their own target or else, for what is no count, the city's."""
    city = _goal(known.verdicts.get((indicator.indicator_id, known.city_id)))
    shared = None if indicator.kind is Kind.COUNT else city
    found: list[tuple[Verdict, Near]] = []
    for area_id in known.comuna_ids:
        verdict = known.verdicts.get((indicator.indicator_id, area_id))
        goal = _goal(verdict) or shared
        if verdict is None or goal is None or verdict.step is Step.CITY or verdict.reliability is Reliability.WIDE:
            continue
        found += [(verdict, one) for one in _near(verdict.value, verdict.lower, verdict.upper, goal.value)]
    return found


def _goal(verdict: Verdict | None) -> Goal | None:
    return verdict.target.goal if verdict and verdict.target else None


def _periods_near(points: Sequence[Point], indicator: Indicator, goal: Goal) -> list[tuple[Point, Near]]:
    """The newest values since the baseline beside the target."""
    months = indicator.frequency.months
    since = [one for one in points if one.period_months == months and one.period_start > goal.baseline_on]
    return [(one, near) for one in since[-PERIODS_BACK:] for near in _near(one.value, one.lower, one.upper, goal.value)]


# --- the questions of a release ---


def questions_of(known: ReleaseInput) -> Questions:
    """Every question of a release, by indicator, and how many of those about cut-offs chance alone would raise."""
    found: list[Question] = []
    chances: list[float] = []
    for indicator in known.definitions.values():
        for question in _about_cutoffs(known, indicator):
            assert question.bunching is not None  # noqa: S101 - questions about cut-offs carry their counts
            if question.bunching.attainable:
                chances.append(question.bunching.attainable)
            if question.bunching.is_asked:
                found.append(question)
        found += _about_rebound(known, indicator)
        found += _about_definition(known, indicator)
    found += _about_loosened(known)
    return Questions(questions=tuple(found), comparison_count=len(chances), by_chance=math.fsum(chances))


def _about_cutoffs(known: ReleaseInput, indicator: Indicator) -> Iterator[Question]:
    """One candidate across the comunas, and one for each row with a target; most are not asked."""
    if indicator.direction is Direction.NEUTRAL:
        return
    areas = _areas_near(known, indicator)
    yield Question(
        asked=Asked.BUNCHED_AREAS,
        indicator_id=indicator.indicator_id,
        area_id=known.city_id,
        is_simulated=any(verdict.is_simulated for verdict, _ in areas),
        bunching=bunching([one for _, one in areas], indicator.direction),
    )
    for (indicator_id, area_id), points in known.series.items():
        goal = _goal(known.verdicts.get((indicator_id, area_id)))
        if indicator_id != indicator.indicator_id or goal is None:
            continue
        periods = _periods_near(points, indicator, goal)
        yield Question(
            asked=Asked.BUNCHED_PERIODS,
            indicator_id=indicator_id,
            area_id=area_id,
            is_simulated=any(point.is_simulated for point, _ in periods),
            bunching=bunching([one for _, one in periods], indicator.direction),
        )


def _about_rebound(known: ReleaseInput, indicator: Indicator) -> Iterator[Question]:
    """Where an indicator improves while the measure that could pay for it worsens, both beyond chance."""
    for (indicator_id, area_id), verdict in known.verdicts.items():
        other = known.verdicts.get((indicator.rebound, area_id))
        if indicator_id != indicator.indicator_id or other is None or Step.CITY in {verdict.step, other.step}:
            continue
        if verdict.change.change is Change.IMPROVING and other.change.change is Change.WORSENING:
            yield Question(
                asked=Asked.REBOUND,
                indicator_id=indicator_id,
                area_id=area_id,
                is_simulated=verdict.is_simulated or other.is_simulated,
                rebound_id=indicator.rebound,
                since=other.change.since,
            )


def _about_loosened(known: ReleaseInput) -> Iterator[Question]:
    """Targets that were loosened within the year before the release."""
    for one in known.loosened:
        verdict = known.verdicts.get((one.indicator_id, one.area_id))
        if known.as_of - LOOSENED_FOR <= one.set_at.date() <= known.as_of and one.indicator_id in known.definitions:
            yield Question(
                asked=Asked.LOOSENED,
                indicator_id=one.indicator_id,
                area_id=one.area_id,
                is_simulated=verdict is not None and verdict.is_simulated,
                loosened=one,
            )


def _about_definition(known: ReleaseInput, indicator: Indicator) -> Iterator[Question]:
    """A definition that is another than in the release before."""
    before = (known.before or {}).get(indicator.indicator_id)
    changed = changed_parts(before, indicator) if before else ()
    if changed:
        verdict = known.verdicts.get((indicator.indicator_id, known.city_id))
        yield Question(
            asked=Asked.DEFINITION,
            indicator_id=indicator.indicator_id,
            area_id=known.city_id,
            is_simulated=verdict is not None and verdict.is_simulated,
            changed=changed,
            release_number=known.before_number,
        )


def changed_parts(before: Indicator, after: Indicator) -> tuple[str, ...]:
    """Numerator, denominator, source, schedule and kind, as far as they are another; names and notes do not count."""
    return tuple(
        part
        for part, fields in _DEFINING.items()
        if any(getattr(before, field) != getattr(after, field) for field in fields)
    )
