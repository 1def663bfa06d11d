"""The whole answer to a statement: own past and comparison areas, what was expected, and what weakens it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from scipy.stats import t as student

from bahealth.assess.effect.design import FEWEST, FEWEST_BEFORE_WITH_SEASON, Design, Numbers
from bahealth.assess.effect.difference import FEWEST_COMPARISON, Difference, Moved, difference
from bahealth.assess.effect.interrupted import PAIRS, Interrupted, interrupted
from bahealth.assess.effect.model import (
    Caution,
    Course,
    Estimate,
    Found,
    FromComparison,
    FromPast,
    GroupFound,
    NoEffect,
    Placebo,
    Terms,
)
from bahealth.assess.effect.observed import FEWEST_EVENTS, panel_of
from bahealth.assess.effect.panel import Panel
from bahealth.assess.model import Observed
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period

_FEW_AFTER: Final = 12
_LEVEL: Final = 0.05


@dataclass(frozen=True)
class _Asked:
    """A panel of treated and comparison areas with what is asked of it. `multiplier`: of the unit."""

    panel: Panel
    designs: Mapping[str, Design]
    comparison: tuple[str, ...]
    multiplier: float
    has_season: bool

    @property
    def treated(self) -> Panel:
        """The treated areas as one."""
        return self.panel.of(tuple(self.designs)).together

    @property
    def design(self) -> Design:
        """Of the first change; the only one, where all changed together."""
        return min(self.designs.values(), key=lambda one: one.changed)

    @property
    def is_staggered(self) -> bool:
        """Whether sites changed at different dates."""
        return len(set(self.designs.values())) > 1

    @property
    def exposure(self) -> Numbers:
        """Mean exposure of the treated areas, weighted by their events."""
        count = len(self.panel.starts)
        events = self.panel.of(tuple(self.designs)).events
        each = np.vstack([one.exposure(count) for one in self.designs.values()])
        return (each * events).sum(axis=0) / np.maximum(events.sum(axis=0), 1)


def estimate(
    indicator: Indicator,
    terms: Terms,
    observed: Mapping[str, Sequence[Observed]],
    *,
    is_late: bool = False,
    breaks: Sequence[date] = (),
) -> Estimate:
    """What the figures say of a stated change; `observed` by area, values in force of the indicator.

    Where nothing can be said the answer names why; where only the own past can speak, it names why the comparison
    cannot.
    """
    panel = panel_of(indicator, observed, terms.areas, terms.comparison)
    if isinstance(panel, NoEffect):
        return Estimate(absent=panel)
    designs = {one.area_id: _design(terms, one.on, panel) for one in terms.openings}
    others = panel.areas[len(designs) :]
    asked = _Asked(panel, designs, others, indicator.multiplier, indicator.is_seasonal)
    counts = _counts(asked)
    if (absent := _refused(asked)) is not None:
        return Estimate(absent=absent, before_count=counts[0], after_count=counts[1])
    past = None if asked.is_staggered else interrupted(panel.of(terms.areas), asked.design, pairs=_pairs(asked))
    if past is not None and not math.isfinite(past.error):
        return Estimate(absent=NoEffect.NO_FIT, before_count=counts[0], after_count=counts[1])
    beside = difference(panel, designs, others) if len(others) >= FEWEST_COMPARISON else None
    if past is None and beside is None:
        return Estimate(absent=NoEffect.FEW_COMPARISON, before_count=counts[0], after_count=counts[1])
    found = Estimate(
        course=_course(asked, past, beside),
        past=_from_past(asked, past) if past is not None else None,
        comparison=_from_comparison(asked, beside) if beside is not None else None,
        no_comparison=NoEffect.FEW_COMPARISON if beside is None else None,
        before_count=counts[0],
        after_count=counts[1],
    )
    is_simulated = any(one.is_simulated for area in terms.areas for one in observed[area])
    has_break = any(panel.starts[0] < one <= panel.starts[-1] for one in breaks)
    said = [*_cautions(found), Caution.STATED_LATE] if is_late else _cautions(found)
    said += [Caution.SIMULATED] if is_simulated else []
    said += [Caution.BREAK] if has_break else []
    return found.model_copy(update={"cautions": tuple(said)})


def _design(terms: Terms, on: date, panel: Panel) -> Design:
    """A change within a period leaves at least that period out."""
    starts, months = panel.starts, panel.months
    changed = sum(one <= on for one in starts) - 1 if on >= starts[0] else 0
    if on >= Period(starts[-1], months).next_start:
        changed = len(starts)
    is_within = changed < len(starts) and starts[changed] < on
    opening = max(math.ceil(terms.opening_months / months), int(is_within))
    delay = math.ceil(terms.delay_months / months)
    return Design(changed, terms.shape, opening=opening, delay=delay, months=months)


def _counts(asked: _Asked) -> tuple[int, int]:
    """Periods before and after that count, in the treated area that has fewest."""
    count = len(asked.panel.starts)
    before = min(int(one.before(count).sum()) for one in asked.designs.values())
    return before, min(int(one.after(count).sum()) for one in asked.designs.values())


def _refused(asked: _Asked) -> NoEffect | None:
    count = len(asked.panel.starts)
    before, after = _counts(asked)
    events = asked.treated.events[0]
    if any(one.changed >= count for one in asked.designs.values()):
        return NoEffect.TO_COME
    if before < FEWEST:
        return NoEffect.FEW_BEFORE
    if asked.has_season and before < FEWEST_BEFORE_WITH_SEASON // asked.panel.months:
        return NoEffect.SHORT_SEASON
    if after < FEWEST:
        return NoEffect.FEW_AFTER
    is_rare = events[asked.design.before(count)].mean() < FEWEST_EVENTS
    if is_rare or events[asked.design.after(count)].sum() == 0:
        return NoEffect.FEW_EVENTS
    return None


def _pairs(asked: _Asked) -> int:
    """Harmonics: two for months, one for quarters, none without a season."""
    return {1: PAIRS, 3: 1}.get(asked.panel.months, 0) if asked.has_season else 0


def _without(asked: _Asked, effect: float, exposure: Numbers | float) -> Numbers:
    """Events of the treated areas, had the effect not been there."""
    one = asked.treated
    if one.base is None or not one.is_share:
        return one.events[0] * np.exp(-effect * exposure)
    return one.base[0] / (1 + np.exp(-(one.scaled[0] - effect * exposure)))


def _size(asked: _Asked, effect: float) -> float:
    """Percent of what would have been; of a share points, at the level that was seen after the change."""
    if not asked.panel.is_share:
        return 100 * (math.exp(effect) - 1)
    after = asked.design.after(len(asked.panel.starts))
    one = asked.treated
    assert one.base is not None  # noqa: S101 - a share has one
    lost = one.events[0][after].sum() - _without(asked, effect, 1.0)[after].sum()
    return float(asked.multiplier * lost / one.base[0][after].sum())


def _found(asked: _Asked, effect: float, limits: tuple[float, float]) -> Found:
    after = asked.design.after(len(asked.panel.starts))
    events = asked.treated.events[0]

    def more(one: float) -> float:
        return float((events - _without(asked, one, asked.exposure))[after].mean())

    return Found(
        size=_size(asked, effect),
        lower=_size(asked, limits[0]),
        upper=_size(asked, limits[1]),
        per_period=more(effect),
        per_period_lower=more(limits[0]),
        per_period_upper=more(limits[1]),
    )


def _from_past(asked: _Asked, one: Interrupted) -> FromPast:
    return FromPast(
        found=_found(asked, one.effect, one.limits),
        dispersion=one.dispersion,
        autocorrelation=one.autocorrelation,
        is_newey_west=one.is_newey_west,
    )


def _from_comparison(asked: _Asked, one: Difference) -> FromComparison:
    reach = float(student.ppf(0.975, one.degrees))
    placebos = [_placebo(asked, each) for each in one.placebos]
    placebos += [_placebo(asked, each, is_treated=True) for each in one.treated]
    return FromComparison(
        found=_found(asked, one.effect, one.limits),
        placebos=tuple(sorted(placebos, key=lambda each: -each.score)),
        p_value=one.p_value,
        widening=one.widening,
        apart_per_year=_size(asked, one.apart_per_year),
        apart_p=one.apart_p,
        gap_reach=_size(asked, reach * one.gap_error),
        groups=_groups(asked, one, reach) if asked.is_staggered else (),
    )


def _placebo(asked: _Asked, one: Moved, *, is_treated: bool = False) -> Placebo:
    return Placebo(area_id=one.area_id, size=_size(asked, one.effect), score=one.score, is_treated=is_treated)


def _groups(asked: _Asked, one: Difference, reach: float) -> tuple[GroupFound, ...]:
    """By period of change: never mixed, so that an early opening is no comparison for a late one."""
    found: list[GroupFound] = []
    for design in sorted(set(asked.designs.values()), key=lambda each: each.changed):
        members = [each for each in one.treated if asked.designs[each.area_id] == design]
        weights = np.array([np.sum(asked.panel.of([each.area_id]).events) for each in members])
        weights = weights / weights.sum()
        effect = float(weights @ [each.effect for each in members])
        error = one.widening * float(np.sqrt(weights**2 @ [each.error**2 for each in members]))
        found.append(
            GroupFound(
                start=asked.panel.starts[design.changed],
                areas=tuple(each.area_id for each in members),
                size=_size(asked, effect),
                lower=_size(asked, effect - reach * error),
                upper=_size(asked, effect + reach * error),
            )
        )
    return tuple(found)


def _course(asked: _Asked, past: Interrupted | None, beside: Difference | None) -> tuple[Course, ...]:
    one = asked.treated
    base = one.base[0] if one.base is not None else np.ones(len(one.starts))
    if past is not None:
        expected, lower, upper = past.expected, past.lower, past.upper
    else:
        assert beside is not None  # noqa: S101 - one of both speaks
        reach = float(student.ppf(0.975, beside.degrees)) * beside.gap_error
        expected, lower, upper = (_without(asked, 1.0, beside.gap + move) for move in (0.0, reach, -reach))
    before, after = asked.design.before(len(base)), asked.design.after(len(base))
    unit = asked.multiplier / base
    return tuple(
        Course(
            start=start,
            months=one.months,
            value=float(one.events[0][place] * unit[place]),
            expected=float(expected[place] * unit[place]),
            lower=float(lower[place] * unit[place]),
            upper=float(upper[place] * unit[place]),
            is_before=bool(before[place]),
            is_after=bool(after[place]),
            gap=None if beside is None else _size(asked, float(beside.gap[place])),
        )
        for place, start in enumerate(one.starts)
    )


def _cautions(found: Estimate) -> list[Caution]:
    said: list[Caution] = []
    if found.after_count < _FEW_AFTER:
        said.append(Caution.FEW_AFTER)
    beside, past = found.comparison, found.past
    if beside is not None:
        if beside.apart_p < _LEVEL:
            said.append(Caution.APART_BEFORE)
        if not beside.groups and 1 / len(beside.placebos) > _LEVEL:
            said.append(Caution.FEW_AREAS)
        if past is not None and past.found.reading is not beside.found.reading:
            said.append(Caution.METHODS_DISAGREE)
    elif past is not None and past.is_newey_west:
        said.append(Caution.AUTOCORRELATED)
    return said
