"""How soon the verdict engine sees a shift, and how often it sees one that is not there: `python -m bench.detection`.

The rules are the engine's own (bahealth/assess/change.py): its verdict of each month, on what is known by then.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from bahealth.assess.change import change_verdict
from bahealth.assess.model import Change, Point
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Direction, Indicator
from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT

SEED = 20261122
RUNS = 2000
HORIZON = 24  # months that are looked at after a shift
YEAR = 12
SHIFTS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
BASELINES = (12, 18, 24, 36)
CORRELATIONS = (0.0, 0.3, 0.6, 0.9, 1.0)  # 1: a random walk
_LEVEL = 1000.0  # far from 0, so that one standard deviation, 10, is the same on the log scale
_SD = 10.0
_FIRST = date(2020, 1, 1)
_WINTER = 50.0  # height of the season's wave, in the unit
NOT_SEEN = 0

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """What is drawn: months before the shift, whether a season is in it, and the correlation of neighbouring months."""

    baseline: int
    is_seasonal: bool = False
    correlation: float = 0.0

    @property
    def indicator(self) -> Indicator:
        """A monthly rate of the catalogue, better when it is higher, that the engine treats so."""
        rate = load_catalog(PROJECT / "data").indicator["visits_per_1000"]
        return rate.model_copy(update={"is_seasonal": self.is_seasonal, "direction": Direction.HIGHER})


def first_flags(series: Series, shift: float, *, runs: int, months: int = HORIZON, seed: int = SEED) -> list[int]:
    """For each run the month after the shift (1: the first) in which it is flagged first; 0 when in none.

    `shift` is in standard deviations of the months about their level; of 0 any flag counts, else the one upwards.
    """
    indicator = series.indicator
    wanted = {Change.IMPROVING} if shift else {Change.IMPROVING, Change.WORSENING}
    found: list[int] = []
    for number in range(runs):
        random = np.random.default_rng([seed, number])
        points = _points(_drawn(random, series, shift, months))
        flags = (
            month
            for month in range(1, months + 1)
            if change_verdict(indicator, points[: series.baseline + month])[0].change in wanted
        )
        found.append(next(flags, NOT_SEEN))
    return found


def months_until(flags: list[int], share: float) -> int | None:
    """Months after which `share` of the runs had been flagged; None when fewer were in the months looked at."""
    reached = sorted(one for one in flags if one != NOT_SEEN)
    needed = int(np.ceil(share * len(flags)))
    return reached[needed - 1] if len(reached) >= needed else None


def flagged_share(flags: list[int]) -> float:
    """Share of the runs that were flagged at all."""
    return sum(one != NOT_SEEN for one in flags) / len(flags)


def _drawn(random: np.random.Generator, series: Series, shift: float, months: int) -> Values:
    count = series.baseline + months
    noise = random.standard_normal(count)
    if series.correlation >= 1:
        noise = np.cumsum(noise)
    elif series.correlation:
        for place in range(1, count):
            noise[place] *= np.sqrt(1 - series.correlation**2)
            noise[place] += series.correlation * noise[place - 1]
    noise[series.baseline :] += shift
    wave = _WINTER * np.sin(2 * np.pi * np.arange(count) / YEAR) if series.is_seasonal else 0.0
    return np.asarray(_LEVEL + wave + _SD * noise)


def _points(values: Values) -> list[Point]:
    return [
        Point(period_start=add_months(_FIRST, place), period_months=1, value=float(one))
        for place, one in enumerate(values)
    ]


def _shown(month: int | None) -> str:
    return str(month) if month else f"> {HORIZON}"


def table(runs: int) -> list[str]:
    """Lines of the two tables of docs/methods.md."""
    kinds = [Series(one) for one in BASELINES] + [Series(36, is_seasonal=True)]
    lines = [
        "| months before | false alarms in a year | " + " | ".join(f"{one:g} sd" for one in SHIFTS) + " |",
        "|---|---|" + "---|" * len(SHIFTS),
    ]
    for one in kinds:
        alarms = flagged_share(first_flags(one, 0.0, runs=runs, months=YEAR))
        cells = [first_flags(one, shift, runs=runs) for shift in SHIFTS]
        name = f"{one.baseline}, season taken out" if one.is_seasonal else str(one.baseline)
        months = [f"{_shown(months_until(flags, 0.5))} / {_shown(months_until(flags, 0.9))}" for flags in cells]
        lines.append(f"| {name} | {alarms:.0%} | " + " | ".join(months) + " |")
    lines += ["", "| correlation of neighbouring months | false alarms in a year |", "|---|---|"]
    for correlation in CORRELATIONS:
        flags = first_flags(Series(24, correlation=correlation), 0.0, runs=runs, months=YEAR)
        name = f"{correlation:g}" if correlation < 1 else "random walk"
        lines.append(f"| {name} | {flagged_share(flags):.0%} |")
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    runs = parser.parse_args(arguments).runs
    print(f"{runs} runs a cell, seed {SEED}; 50 % / 90 % of runs flagged by this month after the shift")
    print("\n".join(table(runs)))


if __name__ == "__main__":
    main(sys.argv[1:])
