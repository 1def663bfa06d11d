"""Interrupted series: what the areas would have gone on to do, from their own past (METHODS section 17).

Poisson with the logarithm of the population as offset, or binomial for a share; step or slope at the change, straight
time, two pairs of harmonics where there is a season. Over-dispersion by Pearson's chi-square, never below 1; where the
residuals hang together, the limits of Newey and West if they are wider. After Bernal, Cummins and Gasparrini,
International Journal of Epidemiology 2017, 46(1), 348-355.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import statsmodels.api as sm
from scipy.stats import t as student

from bahealth.assess.effect.design import Design, Flags, Numbers
from bahealth.assess.effect.panel import Panel

PAIRS: Final = 2
_YEAR: Final = 12


@dataclass(frozen=True)
class Interrupted:
    """The effect on the scale of the model (logarithm, logit of a share) and the course without the change.

    `expected`, `lower` and `upper` are events in every period, had nothing changed, with 95 % limits of that course;
    `fitted` is the model itself. `plain_error` is without over-dispersion and autocorrelation.
    """

    effect: float
    error: float
    plain_error: float
    degrees: int
    dispersion: float
    autocorrelation: float
    is_newey_west: bool
    fitted: Numbers
    expected: Numbers
    lower: Numbers
    upper: Numbers

    @property
    def limits(self) -> tuple[float, float]:
        """95 % limits of the effect, by Student's t."""
        reach = float(student.ppf(0.975, self.degrees)) * self.error
        return self.effect - reach, self.effect + reach


def interrupted(panel: Panel, design: Design, *, pairs: int = PAIRS) -> Interrupted:
    """Fit the model to the areas of `panel` together; `pairs` of harmonics, 0 without a season.

    The panel has no gaps and enough periods: `estimate` sees to that.
    """
    one = panel.together
    count = one.events.shape[1]
    columns, kept = _columns(one, design, pairs), design.kept(count)
    model = _model(one, columns, kept)
    plain: Any = model.fit()
    dispersion = max(1.0, float(plain.pearson_chi2 / plain.df_resid))
    lags = int(4 * (kept.sum() / 100) ** (2 / 9))
    robust: Any = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    wide = float(plain.bse[1]) * dispersion**0.5
    error = max(wide, math.sqrt(max(0.0, float(robust.cov_params()[1, 1]))))
    cover = np.asarray(plain.cov_params()) * dispersion * max(1.0, error / wide) ** 2
    reach = float(student.ppf(0.975, plain.df_resid))
    without = columns.copy()
    without[:, 1] = 0
    line, spread = without @ plain.params, np.sqrt(np.einsum("ij,jk,ik->i", without, cover, without))
    residuals = np.asarray(plain.resid_pearson)
    return Interrupted(
        effect=float(plain.params[1]),
        error=error,
        plain_error=float(plain.bse[1]),
        degrees=int(plain.df_resid),
        dispersion=dispersion,
        autocorrelation=_lag_one(residuals),
        is_newey_west=error > wide,
        fitted=_events(one, columns @ plain.params),
        expected=_events(one, line),
        lower=_events(one, line - reach * spread),
        upper=_events(one, line + reach * spread),
    )


def _columns(panel: Panel, design: Design, pairs: int) -> Numbers:
    """Constant, exposure, years since the change, harmonics of the place in the year."""
    count = panel.events.shape[1]
    places = np.arange(count)
    columns = [np.ones(count), design.exposure(count), (places - design.changed) * panel.months / _YEAR]
    turn = 2 * np.pi * np.array([one.month for one in panel.starts]) / _YEAR
    for pair in range(1, pairs + 1):
        columns += [np.sin(pair * turn), np.cos(pair * turn)]
    return np.column_stack(columns)


def _model(panel: Panel, columns: Numbers, kept: Flags) -> Any:
    events = panel.events[0][kept]
    if panel.base is None:
        return sm.GLM(events, columns[kept], family=sm.families.Poisson())
    base = panel.base[0][kept]
    if panel.is_share:
        both = np.column_stack([events, base - events])
        return sm.GLM(both, columns[kept], family=sm.families.Binomial())
    return sm.GLM(events, columns[kept], family=sm.families.Poisson(), offset=np.log(base))


def _events(panel: Panel, line: Numbers) -> Numbers:
    """Back from the scale of the model to events."""
    if panel.base is None:
        return np.exp(line)
    return panel.base[0] / (1 + np.exp(-line)) if panel.is_share else panel.base[0] * np.exp(line)


def _lag_one(residuals: Numbers) -> float:
    spread = float((residuals**2).sum())
    return float((residuals[1:] * residuals[:-1]).sum()) / spread if spread > 0 else 0.0
