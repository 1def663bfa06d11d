"""What the whole verdict is worth on simulated series whose truth is known: `python -m bench.verdicts`.

Three questions, each beside the rules that offices commonly use: how often a stable row is called worse, how soon a
real change is seen, and whether the chances of targets come true. Everything goes through the one function `verdict`,
month by month, on what is known by then. METHODS sections 6, 7 and 18 name the settings.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from bahealth.assess.calibration import Scored, brier, calibration_error, held_share
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.model import Change, Goal, Observed, Point, Standing, Verdict
from bahealth.assess.verdict import SeriesInput, verdict
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Direction, Frequency, Indicator
from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT

SEED: Final = 20261122
RUNS: Final = 1000
FORECASTS: Final = 1750
BASELINE: Final = 24
YEAR: Final = 12
PEOPLE: Final = 150
RARE: Final = (0.5, 1.0, 3.0, 8.0)  # events a month
KNOWN: Final = 36
AHEAD: Final = 6
HIGHEST_FALSE: Final = 0.5  # false "worse" flags in a stable row's year
SEEN: Final = {3: 0.65, 6: 0.90}  # share of runs in which 80 -> 87 % is seen by that month
HIGHEST_ERROR: Final = 0.03
HELD: Final = (0.77, 0.85)
KINDS: Final = ("stable", "trend", "random walk", "trend that stops", "step", "seasonal", "over-dispersed")
_FIRST: Final = date(2020, 1, 1)

Numbers = npt.NDArray[np.float64]


@cache
def share(*, is_seasonal: bool = False) -> Indicator:
    """A monthly share of people, better when it is higher."""
    found = load_catalog(PROJECT / "data").indicator["checkups_complete"]
    return found.model_copy(update={"is_seasonal": is_seasonal, "direction": Direction.HIGHER})


@cache
def rare_count() -> Indicator:
    """A monthly count of rare events, better when it is lower."""
    found = load_catalog(PROJECT / "data").indicator["maternal_deaths"]
    return found.model_copy(update={"frequency": Frequency.MONTH, "lag_months": 1})


def series(indicator: Indicator, events: Sequence[float], people: float | None = None) -> list[Point]:
    """Points of consecutive months as a release makes them."""
    rows = [
        Observed(
            area_id="city",
            period_start=add_months(_FIRST, place),
            period_months=1,
            numerator=float(one),
            denominator=people,
        )
        for place, one in enumerate(events)
    ]
    return points_with_limits(indicator, rows, {}, {})


def judged(indicator: Indicator, points: Sequence[Point], goal: Goal | None = None) -> Verdict:
    """What the app says when the last of the points is the newest."""
    level = indicator.levels[0]
    as_of = add_months(points[-1].period.next_start, indicator.lag_months)
    return verdict(SeriesInput(indicator=indicator, area_id="city", level=level, as_of=as_of, points=points, goal=goal))


def _drawn(number: int) -> np.random.Generator:
    return np.random.default_rng([SEED, number])


@dataclass(frozen=True)
class FalseFlags:
    """Months of a stable row's year that are called worse, on average: by the verdict, by arrow, by a move."""

    verdict: float
    arrow: float
    move: float


def false_flags(rate: float, people: int | None, runs: int) -> FalseFlags:
    """A process that never changes, watched month by month for a year after 24 months.

    With `people`, a share `rate` of so many; without, `rate` events a month. An arrow says worse when the month is
    worse than the one before, a move when it is so by two points or by a quarter of the usual count.
    """
    indicator = share() if people else rare_count()
    called = arrows = moves = 0
    for number in range(runs):
        random, count = _drawn(number), BASELINE + YEAR
        events = random.binomial(people, rate, count) if people else random.poisson(rate, count)
        points = series(indicator, events.tolist(), people)
        values = np.array([one.value for one in points])
        worse = -np.diff(values)[BASELINE - 1 :] if people else np.diff(values)[BASELINE - 1 :]
        arrows += int((worse > 0).sum())
        moves += int((worse >= (2.0 if people else rate / 4)).sum())
        called += sum(
            judged(indicator, points[: BASELINE + month]).change.change is Change.WORSENING
            for month in range(1, YEAR + 1)
        )
    return FalseFlags(called / runs, arrows / runs, moves / runs)


def false_attention(margin: float, runs: int, truth: float = 0.80) -> float:
    """Months of a year in which a stable share that lies `margin` above its target is called for attention."""
    found = 0
    for number in range(runs):
        points = series(share(), _drawn(number).binomial(PEOPLE, truth, BASELINE + YEAR).tolist(), PEOPLE)
        goal = _goal(100 * (truth - margin), add_months(_FIRST, BASELINE + 2 * YEAR))
        found += sum(
            judged(share(), points[: BASELINE + month], goal).standing is Standing.ATTENTION
            for month in range(1, YEAR + 1)
        )
    return found / runs


def seen_by(month: int, after: float, runs: int, before: float = 0.80) -> float:
    """Share of runs in which a change of a share of 150 people is called by that month after it, in its direction."""
    wanted = Change.IMPROVING if after > before else Change.WORSENING
    found = 0
    for number in range(runs):
        random = _drawn(number)
        events = [*random.binomial(PEOPLE, before, BASELINE), *random.binomial(PEOPLE, after, month)]
        points = series(share(), events, PEOPLE)
        found += any(judged(share(), points[: BASELINE + one]).change.change is wanted for one in range(1, month + 1))
    return found / runs


def _goal(value: float, due: date) -> Goal:
    last = add_months(due, 1)
    return Goal(
        target_id="bench",
        value=value,
        due_on=date.fromordinal(last.replace(day=1).toordinal() - 1),
        baseline_value=value,
        baseline_on=_FIRST,
        basis="history",
    )


def _logits(kind: str, random: np.random.Generator) -> Numbers:
    """The truth on the logit scale, of 36 known months and six ahead."""
    count = KNOWN + AHEAD
    months, start = np.arange(count), random.uniform(0.4, 2.0)
    change = int(random.integers(12, KNOWN))
    slope = random.uniform(-0.03, 0.03)
    shapes = {
        "trend": slope * months,
        "random walk": np.cumsum(random.normal(0, random.uniform(0.03, 0.12), count)),
        "trend that stops": slope * np.minimum(months, change),
        "step": random.uniform(-0.6, 0.6) * (months >= change),
        "seasonal": random.uniform(0.1, 0.4) * np.sin(2 * np.pi * (months + random.integers(12)) / YEAR),
    }
    return np.asarray(start + shapes.get(kind, np.zeros(count)))


def _counts(kind: str, random: np.random.Generator) -> list[float]:
    shares = 1 / (1 + np.exp(-_logits(kind, random)))
    if kind == "over-dispersed":  # twice to four times the variance of a binomial
        size = (PEOPLE - 1) / random.uniform(1, 3) - 1
        shares = random.beta(shares * size, (1 - shares) * size)
    return random.binomial(PEOPLE, shares).astype(float).tolist()


def forecasts(runs: int) -> Iterator[tuple[str, Scored, bool]]:
    """Of each series its kind, the chance that the verdict gave with what came, and "the last value meets it"."""
    for number in range(runs):
        kind, random = KINDS[number % len(KINDS)], _drawn(number)
        indicator = share(is_seasonal=kind == "seasonal")
        points = series(indicator, _counts(kind, random), PEOPLE)
        recent = float(np.mean([one.value for one in points[KNOWN - 3 : KNOWN]]))
        target = min(max(recent + random.uniform(-6, 8), 1.0), 99.0)
        found = judged(indicator, points[:KNOWN], _goal(target, points[-1].period_start)).target
        if found is None or found.probability is None or found.forecast_lower is None or found.forecast_upper is None:
            raise RuntimeError(f"{kind}: 36 months of 150 people are enough for a chance")
        actual = points[-1].value
        yield (
            kind,
            Scored(
                probability=found.probability,
                is_met=actual >= target,
                lower=found.forecast_lower,
                upper=found.forecast_upper,
                actual=actual,
            ),
            points[KNOWN - 1].value >= target,
        )


def _tell_false_flags(runs: int) -> None:
    print(f"Stable rows, {runs} of each: months of a year called worse (goal: at most {HIGHEST_FALSE:g})")
    print("| row | verdict | arrow since last month | move of 2 points, or of a quarter |\n|---|---|---|---|")
    rows = [(f"80 % of {PEOPLE} people a month", 0.8, PEOPLE)]
    rows += [(f"{rate:g} events a month", rate, None) for rate in RARE]
    for name, rate, people in rows:
        found = false_flags(rate, people, runs)
        print(f"| {name} | {found.verdict:.2f} | {found.arrow:.1f} | {found.move:.1f} |", flush=True)
    for margin in (0.02, 0.04):
        needs = false_attention(margin, runs // 2)
        print(f"With a target {100 * margin:g} points below the truth, months that ask for attention: {needs:.2f}")


def _tell_detection(runs: int) -> None:
    goals = ", ".join(f"{share:.0%} by month {month}" for month, share in SEEN.items())
    print(f"\nA share of {PEOPLE} people changes from 80 % after {BASELINE} months, {runs} runs: share seen")
    print(f"(goal for 87 %: {goals})\n| to | " + " | ".join(f"by month {one}" for one in SEEN) + " |\n|---|---|---|")
    for after in (0.84, 0.87, 0.90, 0.73):
        cells = [f"{seen_by(month, after, runs):.0%}" for month in SEEN]
        print(f"| {after:.0%} | " + " | ".join(cells) + " |", flush=True)


def _tell_forecasts(runs: int) -> None:
    found = list(forecasts(runs))
    print(f"\nChance of a target {AHEAD} months ahead, {runs} series of {len(KINDS)} kinds")
    print(f"(goal: calibration error at most {HIGHEST_ERROR:g}, 80 % limits hold {HELD[0]:.0%} to {HELD[1]:.0%})")
    print("| series | forecasts | Brier | calibration error | 80 % limits hold |\n|---|---|---|---|---|")
    for kind in ("all", *KINDS):
        scored = [one for name, one, _ in found if kind in {"all", name}]
        print(
            f"| {kind} | {len(scored)} | {brier(scored):.3f} | {calibration_error(scored):.3f} | "
            f"{held_share(scored):.0%} |"
        )
    naive = [Scored(probability=float(says), is_met=one.is_met) for _, one, says in found]
    print(f"| all, by whether the last value meets it | {len(naive)} | {brier(naive):.3f} | "
          f"{calibration_error(naive):.3f} | - |", flush=True)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--forecasts", type=int, default=FORECASTS)
    asked = parser.parse_args(arguments)
    _tell_false_flags(asked.runs)
    _tell_detection(asked.runs)
    _tell_forecasts(asked.forecasts)


if __name__ == "__main__":
    main()
