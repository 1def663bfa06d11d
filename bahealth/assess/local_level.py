"""The local-level model, fitted exactly and fast (METHODS section 18).

y_t = level_t + noise, level_t = level_(t-1) + step. Only the ratio q of the two variances has to be searched:
the level's start is diffuse and the noise variance is concentrated out of the likelihood. That is the model of
statsmodels `UnobservedComponents(y, "llevel")`, which takes some 16 ms for a series of 120 points; this takes
little more than one, and the tests hold it to the reference on random series. Missing points are steps without
a measurement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import fminbound

_GRID = (-9.0, -6.0, -4.0, -2.0, 0.0, 2.5, 6.0)  # log q
_SETTLED = 1e-9
_CONSTANT = 1e-12


@dataclass(frozen=True, slots=True)
class LocalLevel:
    """A fitted model: where the level is after the last point, and the two variances."""

    level: float
    level_variance: float
    noise_variance: float
    step_variance: float
    log_likelihood: float

    def forecast(self, steps: int) -> tuple[float, float]:
        """Mean and variance of the value `steps` periods after the last point."""
        return self.level, self.level_variance + steps * self.step_variance + self.noise_variance


@dataclass(frozen=True, slots=True)
class _Filtered:
    """The level after the last point; `variance` is to be multiplied by `scale`."""

    level: float
    variance: float
    scale: float
    log_likelihood: float


def _filter(values: Sequence[float], noise: float, step: float, *, has_gaps: bool) -> _Filtered:
    """Kalman filter with variances `noise` and `step` up to a common scale, which is concentrated out.

    The start is diffuse: the first point is the level, give or take its noise. In a series without gaps the
    variance of the level settles, and from then on only the level itself is followed.
    """
    level, spread = values[0], noise + step
    squares = logs = 0.0
    count = 0
    for place in range(1, len(values)):
        value = values[place]
        if value != value:  # noqa: PLR0124 - only NaN differs from itself
            spread += step
            continue
        total = spread + noise
        gain = spread / total
        error = value - level
        level += gain * error
        squares += error * error / total
        logs += math.log(total)
        count += 1
        before, spread = spread, spread * (1 - gain) + step
        if not has_gaps and abs(before - spread) < _SETTLED * total:
            rest = values[place + 1 :]
            level, more = _follow(rest, level, gain)
            squares, logs, count = squares + more / total, logs + len(rest) * math.log(total), count + len(rest)
            break
    scale = max(squares / count, _CONSTANT)
    likelihood = -0.5 * (count * (math.log(2 * math.pi * scale) + 1) + logs)
    return _Filtered(level, spread - step, scale, likelihood)


def _follow(values: Sequence[float], level: float, gain: float) -> tuple[float, float]:
    """The level after exponential smoothing with a fixed gain, and the sum of squared errors."""
    squares = 0.0
    for value in values:
        error = value - level
        level += gain * error
        squares += error * error
    return level, squares


def _variances(log_ratio: float) -> tuple[float, float]:
    """Noise and step variance up to scale; the larger is 1, so that both ends of the ratio are reached."""
    ratio = math.exp(log_ratio)
    return (1.0, ratio) if ratio <= 1 else (1 / ratio, 1.0)


def fit(values: Sequence[float]) -> LocalLevel:
    """Maximum-likelihood fit to three or more points; NaN is a missing one, but not first or last."""
    present = [one for one in values if not math.isnan(one)]
    if len(present) < 3 or math.isnan(values[0]) or math.isnan(values[-1]):
        raise ValueError("a local level needs three points, and points at both ends")

    has_gaps = len(present) < len(values)

    def minus_likelihood(log_ratio: float) -> float:
        return -_filter(values, *_variances(log_ratio), has_gaps=has_gaps).log_likelihood

    # The likelihood can have two tops: look over the whole range before climbing the highest.
    best = min(range(len(_GRID)), key=lambda place: minus_likelihood(_GRID[place]))
    below, above = _GRID[max(best - 1, 0)], _GRID[min(best + 1, len(_GRID) - 1)]
    climbed = float(np.asarray(fminbound(minus_likelihood, below, above, xtol=1e-2)))
    choices = [_variances(climbed), _variances(_GRID[best]), (1.0, 0.0), (0.0, 1.0)]
    if any(one == other for one, other in pairwise(present)):
        choices.pop()  # no noise at all with equal neighbours is no process, it is a constant
    noise, step, found = max(
        ((noise, step, _filter(values, noise, step, has_gaps=has_gaps)) for noise, step in choices),
        key=lambda choice: choice[2].log_likelihood,
    )
    return LocalLevel(
        level=found.level,
        level_variance=found.variance * found.scale,
        noise_variance=noise * found.scale,
        step_variance=step * found.scale,
        log_likelihood=found.log_likelihood,
    )
