"""Disclosure control: which small counts a public view hides (METHODS section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bahealth.assess.model import Change as Signal
from bahealth.assess.model import ChangeVerdict, Standing, Status, Verdict
from bahealth.catalog.model import Kind

CITY = "city"


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


def hidden_areas(
    counts: Mapping[str, tuple[float | None, float | None]], *, kind: Kind, threshold: int
) -> frozenset[str]:
    """Areas whose value a public view hides for one indicator and period.

    `counts` gives numerator and denominator by area id. One hidden part of a shown total could be found by
    subtraction, so a single hidden part takes the next smallest parts (all that tie) with it; so do hidden parts
    that are together small. In a proportion that holds for the people left over too.
    """
    hidden = {
        area_id
        for area_id, (numerator, denominator) in counts.items()
        if is_small(numerator, denominator, kind=kind, threshold=threshold)
    }
    if CITY in hidden:
        return frozenset(hidden)
    parts = {area_id: _counts(*pair, kind) for area_id, pair in counts.items() if area_id != CITY}
    for side in range(2):
        chosen = {area_id: of[side] for area_id, of in parts.items() if len(of) > side}
        rest = {area_id: count for area_id, count in chosen.items() if area_id not in hidden and count}
        together = sum(count for area_id, count in chosen.items() if area_id in hidden)
        if hidden and rest and (len(hidden) == 1 or together < threshold):
            smallest = min(rest.values())
            hidden |= {area_id for area_id, count in rest.items() if count == smallest}
    return frozenset(hidden)


def withheld(cells: Iterable[Cell], *, kind: Kind, threshold: int) -> Withheld:
    """What a public view leaves out of one indicator's city and comunas, so that no small count can be found.

    An area with a small count in any period loses its whole series, for the rest of it and a longer sum (a row of
    twelve months together) would give that count away; so do the areas hidden with it. A row's own value stays
    unless it is itself hidden in its period.
    """
    cells = tuple(cells)
    by_period: dict[tuple[date, int], dict[str, tuple[float | None, float | None]]] = {}
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
