"""From the values in force of several areas to one panel without gaps, or by name why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from bahealth.assess.effect.design import Numbers
from bahealth.assess.effect.model import NoEffect
from bahealth.assess.effect.panel import Panel
from bahealth.assess.model import Observed
from bahealth.catalog.model import Indicator, Kind
from bahealth.catalog.periods import Period

FEWEST_EVENTS = 5.0  # a period, on average


def panel_of(
    indicator: Indicator, observed: Mapping[str, Sequence[Observed]], treated: Sequence[str], others: Sequence[str]
) -> Panel | NoEffect:
    """Counts of the treated areas and of those others that are complete over the same span.

    The span is that in which every treated area has spoken. Another area with a gap in it, or with too few events, is
    left out.
    """
    months = indicator.frequency.months
    known = {
        area: {one.period_start: one for one in observed.get(area, ()) if one.period_months == months}
        for area in (*treated, *others)
    }
    if not all(known[area] for area in treated):
        return NoEffect.NO_DATA
    first = max(min(known[area]) for area in treated)
    last = min(max(known[area]) for area in treated)
    starts = _starts(first, last, months)
    rows = {area: _row(indicator, known[area], starts) for area in known}
    if any(one.numerator is None for area in treated for one in known[area].values()):
        return NoEffect.NO_COUNTS
    if not starts or any(np.isnan(rows[area]).any() for area in treated):
        return NoEffect.GAPS
    usable = [one for one in others if not np.isnan(rows[one]).any() and rows[one][0].mean() >= FEWEST_EVENTS]
    areas = (*treated, *usable)
    base = None if indicator.kind is Kind.COUNT else np.vstack([rows[one][1] for one in areas])
    events = np.vstack([rows[one][0] for one in areas])
    return Panel(areas, starts, months, events, base, is_share=indicator.kind is Kind.PROPORTION)


def _starts(first: date, last: date, months: int) -> tuple[date, ...]:
    found = [Period(first, months)]
    while found[-1].start < last:
        found.append(found[-1].shifted(1))
    return tuple(one.start for one in found) if first <= last else ()


def _row(indicator: Indicator, known: Mapping[date, Observed], starts: Sequence[date]) -> Numbers:
    """Events and base by period; NaN where one of them is missing. A count has no base: ones."""
    row = np.full((2, len(starts)), np.nan)
    for place, start in enumerate(starts):
        one = known.get(start)
        if one is None or one.numerator is None:
            continue
        if indicator.kind is Kind.COUNT:
            row[:, place] = one.numerator, 1.0
        elif one.denominator is not None and one.denominator > 0:
            row[:, place] = one.numerator, one.denominator
    return row
