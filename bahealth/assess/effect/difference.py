"""Difference in differences with areas that were left untouched (METHODS section 17).

Each treated area is held against the same weighted course of the comparison areas, on the logarithm (logit of a
share), before and after its own change: openings at different dates are never mixed as plain two-way fixed effects mix
them. How far chance moves such a difference is learnt from the comparison areas themselves: each in turn is treated as
if the change had been there. Where it moves more than its own residuals say, all limits are widened by as much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import statsmodels.api as sm
from scipy.stats import t as student

from bahealth.assess.effect.design import Design, Numbers, Shape
from bahealth.assess.effect.panel import Panel

FEWEST_COMPARISON: Final = 4  # below it nothing can be learnt about chance from the areas themselves
_DRAWS: Final = 999
_SEED: Final = 20


@dataclass(frozen=True)
class Moved:
    """By how much one area moved against the comparison, with the standard error of its own residuals."""

    area_id: str
    effect: float
    error: float

    @property
    def score(self) -> float:
        """The effect in its own standard errors."""
        return self.effect / self.error if self.error > 0 else 0.0


@dataclass(frozen=True)
class Difference:
    """The effect on the scale of the panel, as a mean over the treated areas weighted by their size before.

    `widening`: by which errors were multiplied, from what the comparison areas did. `gap`: distance of the treated
    from the comparison in every period, less its mean before; `gap_error` that of one period. `apart_per_year` and
    `apart_p`: slope of the gap before the change, and its two-sided p-value. `p_value`: share of the placebos, the
    treated among them, that lie at least as far out; with few areas it cannot be small.
    """

    effect: float
    error: float
    degrees: int
    widening: float
    treated: tuple[Moved, ...]
    placebos: tuple[Moved, ...]
    p_value: float
    gap: Numbers
    gap_error: float
    apart_per_year: float
    apart_p: float

    @property
    def limits(self) -> tuple[float, float]:
        """95 % limits of the effect, by Student's t over the comparison areas."""
        reach = float(student.ppf(0.975, self.degrees)) * self.error
        return self.effect - reach, self.effect + reach

    @property
    def smallest_p(self) -> float:
        """The least p-value that so few areas can give."""
        return 1 / (1 + len(self.placebos))


def difference(panel: Panel, designs: Mapping[str, Design], comparison: Sequence[str]) -> Difference:
    """The effect in the areas of `designs` against those of `comparison`, of which there are enough and no gaps."""
    treated = list(designs)
    moved = [_moved(panel, one, designs[one], comparison) for one in treated]
    weights = _sizes(panel, treated, designs[treated[0]])
    effect = float(weights @ [one.effect for one in moved])
    placebos = {
        (area, design): _moved(panel, area, design, [one for one in comparison if one != area])
        for area in comparison
        for design in dict.fromkeys(designs.values())
    }
    widening = max(1.0, float(np.sqrt(np.mean([one.score**2 for one in placebos.values()]))))
    own = float(np.sqrt(weights**2 @ [one.error**2 for one in moved]))
    drawn = _drawn(list(designs.values()), comparison, weights, placebos)
    error = widening * own
    if len(treated) > 1:  # what treated areas share through the same comparison
        error = max(error, float(np.std(drawn, ddof=1)))
        far = np.abs(drawn) >= abs(effect)
    else:
        far = np.abs([one.score for one in placebos.values()]) >= abs(moved[0].score)
    first = designs[treated[0]]
    gap = weights @ np.vstack([_gap(panel, one, comparison, designs[one]) for one in treated])
    before = first.before(len(gap))
    gap = gap - gap[before].mean()
    slope, p_value = _apart(gap[before], panel.months)
    return Difference(
        effect=effect,
        error=error,
        degrees=len(comparison) - 1,
        widening=widening,
        treated=tuple(moved),
        placebos=tuple(placebos[area, first] for area in comparison),
        p_value=float((1 + far.sum()) / (1 + len(far))),
        gap=gap,
        gap_error=float(gap[before].std(ddof=1)),
        apart_per_year=slope,
        apart_p=p_value,
    )


def _sizes(panel: Panel, areas: Sequence[str], design: Design) -> Numbers:
    """Shares of the areas in all their events before the change."""
    before = design.before(panel.events.shape[1])
    sums = panel.of(areas).events[:, before].sum(axis=1)
    return sums / sums.sum()


def _gap(panel: Panel, area: str, comparison: Sequence[str], design: Design) -> Numbers:
    """Distance of an area from the weighted course of the comparison, period by period."""
    weights = _sizes(panel, comparison, design)
    return panel.of([area]).scaled[0] - weights @ panel.of(comparison).scaled


def _moved(panel: Panel, area: str, design: Design, comparison: Sequence[str]) -> Moved:
    """Least squares of the gap on a constant and the exposure; the wider of its plain and Newey-West errors."""
    gap = _gap(panel, area, comparison, design)
    kept = design.kept(len(gap))
    columns = np.column_stack([np.ones(len(gap)), design.exposure(len(gap))])[kept]
    effect, error = _slope(gap[kept], columns)
    return Moved(area, effect, max(error, _counting_error(panel.of([area]), design)))


def _counting_error(one: Panel, design: Design) -> float:
    """What counting alone leaves open between two sums of cases: no limits are narrower. Of a slope it is not told."""
    if design.shape is Shape.SLOPE:
        return 0.0
    count = len(one.starts)
    variance = 0.0
    for side in (design.before(count), design.after(count)):
        events = float(one.events[0][side].sum())
        variance += 1 / (events + 0.5)
        if one.is_share and one.base is not None:
            variance += 1 / (float(one.base[0][side].sum()) - events + 0.5)
    return math.sqrt(variance)


def _slope(values: Numbers, columns: Numbers) -> tuple[float, float]:
    model: Any = sm.OLS(values, columns)
    lags = int(4 * (len(values) / 100) ** (2 / 9))
    plain, robust = model.fit(), model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    error = max(float(plain.cov_params()[1, 1]), float(robust.cov_params()[1, 1]), 0.0)
    return float(plain.params[1]), math.sqrt(error)


def _apart(gap: Numbers, months: int) -> tuple[float, float]:
    """Slope a year of the gap before the change, and the p-value of there being none."""
    years = np.arange(len(gap)) * months / 12
    slope, error = _slope(gap, np.column_stack([np.ones(len(gap)), years]))
    if error <= 0:
        return slope, 1.0
    return slope, float(2 * student.sf(abs(slope) / error, len(gap) - 2))


def _drawn(
    designs: Sequence[Design],
    comparison: Sequence[str],
    weights: Numbers,
    placebos: Mapping[tuple[str, Design], Moved],
) -> Numbers:
    """Effects of changes that never were: the treated areas' dates laid on comparison areas, drawn without return.

    With more dates than comparison areas some areas are drawn again.
    """
    if len(designs) == 1:
        return np.array([placebos[area, designs[0]].effect for area in comparison])
    random = np.random.default_rng(_SEED)
    effects = np.array([[placebos[area, design].effect for area in comparison] for design in designs])
    again = len(designs) > len(comparison)
    rows = np.arange(len(designs))
    drawn = [weights @ effects[rows, random.choice(len(comparison), len(rows), replace=again)] for _ in range(_DRAWS)]
    return np.array(drawn)
