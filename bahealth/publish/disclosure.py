"""Disclosure control: which small counts a public view hides (METHODS section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bahealth.assess.model import Change as Signal
from bahealth.assess.model import ChangeVerdict, Standing, Status, Verdict
from bahealth.catalog.model import Kind

CITY = "city"
Pair: TypeAlias = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """The counts behind one number that a view could show: a point of a series, or the row's own value."""

    area_id: str
    period_start: date
    period_months: int
    numerator: float | None
    denominator: float | None
    is_verdict: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a public view of one indicator leaves out: values of rows, and whole series, by area."""

    verdicts: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()


NOTHING_WITHHELD = Withheld()


def is_small(numerator: float | None, denominator: float | None, *, kind: Kind, threshold: int) -> bool:
    """Whether a count, or in a proportion the people left over, lies from 1 to below `threshold`.

    Zero stays visible: it points at nobody. A value without counts cannot be judged and stays visible too;
    sources that publish such values have already decided.
    """
    return any(0 < count < threshold for count in _counts(numerator, denominator, kind))


def _counts(numerator: float | None, denominator: float | None, kind: Kind) -> tuple[float, ...]:
    """What could point at somebody: the people counted, and in a proportion those left over."""
    if numerator is None:
        return ()
    return (numerator, denominator - numerator) if kind is Kind.PROPORTION and denominator is not None else (numerator,)


def hidden_areas(counts: Mapping[str, Pair], *, kind: Kind, threshold: int) -> frozenset[str]:
    """Areas whose value a public view hides for one indicator and period.

    `counts` gives numerator and denominator by area id. What is hidden together can be found by subtraction from a
    city that is shown: so a single hidden part, or parts that add up to a small count (in a proportion, to few people
    left over), take the next smallest parts (all that tie) with them.
    """
    hidden = {area_id for area_id, pair in counts.items() if is_small(*pair, kind=kind, threshold=threshold)}
    while hidden and CITY not in hidden:
        rest = {
            area_id: pair[0]
            for area_id, pair in counts.items()
            if area_id not in hidden and area_id != CITY and pair[0]
        }
        together = _sum([counts[area_id] for area_id in hidden])
        if not rest or (len(hidden) > 1 and not is_small(*together, kind=kind, threshold=threshold)):
            break
        smallest = min(rest.values())
        hidden |= {area_id for area_id, count in rest.items() if count == smallest}
    return frozenset(hidden)


def _sum(pairs: Sequence[Pair]) -> Pair:
    people = [one for _, one in pairs if one is not None]
    return sum(one or 0.0 for one, _ in pairs), sum(people) if len(people) == len(pairs) else None


def withheld(cells: Iterable[Cell], *, kind: Kind, threshold: int) -> Withheld:
    """What a public view leaves out of one indicator's city and comunas, so that no small count can be found.

    An area with a small count in any period loses its whole series, for the rest of it and a longer sum (a row of
    twelve months together) would give that count away; so do the areas hidden with it. A row's own value stays
    unless it is itself hidden in its period.
    """
    cells = tuple(cells)
    by_period: dict[tuple[date, int], dict[str, Pair]] = {}
    for one in cells:
        by_period.setdefault((one.period_start, one.period_months), {})[one.area_id] = (one.numerator, one.denominator)
    hidden = {period: hidden_areas(counts, kind=kind, threshold=threshold) for period, counts in by_period.items()}
    return Withheld(
        verdicts=frozenset(
            one.area_id
            for one in cells
            if one.is_verdict and one.area_id in hidden[one.period_start, one.period_months]
        ),
        series=frozenset[str]().union(*hidden.values()),
    )


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
