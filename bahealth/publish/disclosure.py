"""Disclosure control: which small counts a public view hides (METHODS section 5)."""

from __future__ import annotations

from collections.abc import Mapping

from bahealth.assess.model import Change as Signal
from bahealth.assess.model import ChangeVerdict, Standing, Status, Verdict
from bahealth.catalog.model import Kind

CITY = "city"


def is_small(numerator: float | None, denominator: float | None, *, kind: Kind, threshold: int) -> bool:
    """Whether a count, or in a proportion the people left over, lies from 1 to below `threshold`.

    Zero stays visible: it points at nobody. A value without counts cannot be judged and stays visible too;
    sources that publish such values have already decided.
    """
    counts = [numerator]
    if kind is Kind.PROPORTION and numerator is not None and denominator is not None:
        counts.append(denominator - numerator)
    return any(count is not None and 0 < count < threshold for count in counts)


def hidden_areas(
    counts: Mapping[str, tuple[float | None, float | None]], *, kind: Kind, threshold: int
) -> frozenset[str]:
    """Areas whose value a public view hides for one indicator and period.

    `counts` gives numerator and denominator by area id. One hidden part of a shown total could be found by
    subtraction, so a single hidden part takes the next smallest parts (all that tie) with it.
    """
    hidden = {
        area_id
        for area_id, (numerator, denominator) in counts.items()
        if is_small(numerator, denominator, kind=kind, threshold=threshold)
    }
    parts = hidden - {CITY}
    rest = {
        area_id: pair[0] for area_id, pair in counts.items() if area_id not in hidden and area_id != CITY and pair[0]
    }
    together = sum(counts[area_id][0] or 0 for area_id in parts)
    if parts and rest and CITY not in hidden and (len(parts) == 1 or together < threshold):
        smallest = min(rest.values())
        hidden |= {area_id for area_id, value in rest.items() if value == smallest}
    return frozenset(hidden)


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
