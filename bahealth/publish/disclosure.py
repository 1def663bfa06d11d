"""Disclosure control: which small counts a public view hides (METHODS section 5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias, TypeVar

from bahealth.assess.model import Change as Signal
from bahealth.assess.model import ChangeVerdict, ComparedValue, Point, Standing, Status, Verdict
from bahealth.assess.stepup import SUMMED_MONTHS
from bahealth.catalog.model import Kind
from bahealth.catalog.periods import add_months

CITY = "city"
Pair: TypeAlias = tuple[float | None, float | None]
K = TypeVar("K")


def is_small(numerator: float | None, denominator: float | None, *, kind: Kind, threshold: int) -> bool:
    """Whether a count, or in a proportion the people left over, lies from 1 to below `threshold`.

    Zero stays visible: it points at nobody. A value without counts cannot be judged and stays visible too;
    sources that publish such values have already decided.
    """
    counts = [numerator]
    if kind is Kind.PROPORTION and numerator is not None and denominator is not None:
        counts.append(denominator - numerator)
    return any(count is not None and 0 < count < threshold for count in counts)


def hidden_areas(counts: Mapping[str, Pair], *, kind: Kind, threshold: int) -> frozenset[str]:
    """Areas whose value a public view hides for one indicator and period.

    `counts` gives numerator and denominator by area id; see `hidden_parts`.
    """
    parts = {area_id: pair for area_id, pair in counts.items() if area_id != CITY}
    if CITY in counts and is_small(*counts[CITY], kind=kind, threshold=threshold):
        small = {area_id for area_id, pair in parts.items() if is_small(*pair, kind=kind, threshold=threshold)}
        return frozenset({CITY, *small})
    return hidden_parts(parts, kind=kind, threshold=threshold)


def hidden_everywhere(tables: Sequence[Mapping[str, Pair]], *, kind: Kind, threshold: int) -> frozenset[str]:
    """Areas hidden in all of several tables of the same areas, such as the newest period and the compared one.

    An area hidden in one would be found by difference if the other showed it. What one table hides counts as hidden
    in the others before their remainders are looked at.
    """
    hidden: frozenset[str] = frozenset()
    for table in tables:
        hidden |= hidden_areas(table, kind=kind, threshold=threshold)
    while True:
        more = hidden
        for table in tables:
            parts = {area_id: pair for area_id, pair in table.items() if area_id != CITY}
            if CITY not in hidden:
                more |= hidden_parts(parts, kind=kind, threshold=threshold, also=more)
        if more == hidden:
            return hidden
        hidden = more


def hidden_parts(counts: Mapping[K, Pair], *, kind: Kind, threshold: int, also: Collection[K] = ()) -> frozenset[K]:
    """Parts of a shown total that must be hidden: the small ones, those of `also`, and enough others.

    What is hidden together can be found by subtraction. So a single hidden part, or parts that add up to a small
    count (in a proportion, to few people left over), take the next smallest parts (all that tie) with them.
    """
    hidden = {key for key, pair in counts.items() if key in also or is_small(*pair, kind=kind, threshold=threshold)}
    while hidden:
        rest = {key: pair[0] for key, pair in counts.items() if key not in hidden and pair[0]}
        together = _sum([counts[key] for key in hidden])
        if not rest or (len(hidden) > 1 and not is_small(*together, kind=kind, threshold=threshold)):
            break
        smallest = min(rest.values())
        hidden |= {key for key, count in rest.items() if count == smallest}
    return frozenset(hidden)


def _sum(pairs: Sequence[Pair]) -> Pair:
    people = [one for _, one in pairs if one is not None]
    return sum(one or 0.0 for one, _ in pairs), sum(people) if len(people) == len(pairs) else None


def visible_points(points: Sequence[Point], *, kind: Kind, threshold: int) -> tuple[Point, ...]:
    """Points of a series that a public view shows.

    Wider values of the same series (quarters, years, three years) are shown beside it, so one hidden month could be
    found by difference: within each stretch that a value may sum up, hidden points are never alone.
    """
    counts = {place: (one.numerator, one.denominator) for place, one in enumerate(points)}
    hidden = {place for place, pair in counts.items() if is_small(*pair, kind=kind, threshold=threshold)}
    stretches = _stretches(points) if hidden else []
    before = -1
    while len(hidden) > before:
        before = len(hidden)
        for stretch in stretches:
            inside = {place: counts[place] for place in stretch}
            hidden |= hidden_parts(inside, kind=kind, threshold=threshold, also=hidden)
    return tuple(one for place, one in enumerate(points) if place not in hidden)


def _stretches(points: Sequence[Point]) -> list[range]:
    """Places of the points that a sum over a quarter, a year or three years ending with each point takes in."""
    found: set[range] = set()
    starts = [one.period_start for one in points]
    for last, point in enumerate(points):
        for months in SUMMED_MONTHS:
            first = bisect_left(starts, add_months(point.period.next_start, -months))
            if first < last and sum(one.period_months for one in points[first : last + 1]) == months:
                found.add(range(first, last + 1))
    return sorted(found, key=lambda one: (one.stop, one.start))


def counts_of(compared: ComparedValue) -> Pair:
    """Numerator and denominator of a compared value."""
    return compared.numerator, compared.denominator


def as_public(verdict: Verdict, hidden: Collection[str]) -> Verdict:
    """The verdict as the public sees it: withheld where its area is hidden, without a gap that names a hidden one."""
    if verdict.area_id in hidden:
        return suppressed(verdict)
    if verdict.gap and {verdict.gap.lowest_area_id, verdict.gap.highest_area_id} & set(hidden):
        return verdict.model_copy(update={"gap": None})
    return verdict


def suppressed(verdict: Verdict) -> Verdict:
    """The verdict of a hidden value: its place on the scorecard, its period and the reason, nothing else."""
    return Verdict(
        indicator_id=verdict.indicator_id,
        area_id=verdict.area_id,
        as_of=verdict.as_of,
        direction=verdict.direction,
        status=Status.SUPPRESSED,
        standing=Standing.NO_VERDICT,
        step=verdict.step,
        period_start=verdict.period_start,
        period_months=verdict.period_months,
        change=ChangeVerdict(change=Signal.CANNOT_TELL, method=verdict.change.method),
        age_months=verdict.age_months,
        is_late=verdict.is_late,
        is_simulated=verdict.is_simulated,
        is_past_review=verdict.is_past_review,
    )
