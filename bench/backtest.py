"""What the app would have said each year: verdicts of the published series from what was known up to then.

Rolling origin: for each year the series is cut there, judged, and held against what came later. The second part tells
how many later values lay inside 80 % limits, which decides whether a probability may be shown.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from scipy.stats import nbinom

from bahealth.assess.forecast import ANNUAL_WIDENING, ENOUGH
from bahealth.assess.intervals import points_with_limits
from bahealth.assess.local_level import fit
from bahealth.assess.model import Goal, Observed, Point
from bahealth.assess.verdict import SeriesInput, verdict
from bahealth.assess.words import reading
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog, Kind, Level
from bahealth.catalog.periods import Period, add_months
from bahealth.config import PROJECT
from bahealth.i18n import Text

SERIES = ("infant_mortality_deis", "maternal_deaths", "maternal_mortality_ratio")
AHEAD = 4  # years from the newest value to the target's date
LESS = 0.85  # a target 15 % below the newest value
LIMIT_80 = 1.2816
USUAL_BIRTHS = 40_000  # in a year, where they are not published: for limits of "if nothing changes" only


def main() -> None:
    """Print both parts."""
    catalog = load_catalog(PROJECT / "data")
    observed = published(PROJECT / "data" / "city" / "series")
    for indicator_id in SERIES:
        say(catalog, indicator_id, series(catalog, observed, indicator_id))
    coverage(series(catalog, observed, "infant_mortality_deis"))


def published(folder: Path) -> dict[str, list[Observed]]:
    """Observations of the city by indicator, from the series of DEIS that build the store."""
    found: dict[str, list[Observed]] = {}
    for path in sorted(folder.glob("deis_vital__*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                period = Period.parse(row["period"])
                one = Observed(
                    area_id=row["area"],
                    period_start=period.start,
                    period_months=period.months,
                    **{name: float(row[name]) if row[name] else None for name in ("numerator", "denominator", "value")},
                )
                if one.area_id == "city":
                    found.setdefault(row["indicator"], []).append(one)
    return found


def series(catalog: Catalog, observed: Mapping[str, Sequence[Observed]], indicator_id: str) -> list[Point]:
    """Points of one indicator as a release makes them."""
    indicator = catalog.indicator[indicator_id]

    def counts(name: str | None) -> dict[tuple[str, date, int], Observed]:
        return {(one.area_id, one.period_start, one.period_months): one for one in observed.get(name or "", ())}

    own = observed.get(indicator_id, ())
    return points_with_limits(indicator, own, counts(indicator.numerator_from), counts(indicator.denominator_from))


def say(catalog: Catalog, indicator_id: str, points: Sequence[Point]) -> None:
    """One line per newest value: what would have been read aloud when it arrived, with a target 15 % lower."""
    indicator, t = catalog.indicator[indicator_id], Text("en")
    print(f"\n{t.pick(indicator.name)}: as it would have been said, target {1 - LESS:.0%} lower {AHEAD} years on")
    chances: list[tuple[float, bool]] = []
    for last in sorted({one.period.end for one in points}):
        known = [one for one in points if one.period.end <= last]
        newest = known[-1]
        goal = Goal(
            target_id="backtest",
            value=round(newest.value * LESS, indicator.decimals),
            due_on=date(last.year + AHEAD, 12, 31),
            baseline_value=newest.value,
            baseline_on=last,
            basis="history",
        )
        found = verdict(
            SeriesInput(
                indicator=indicator,
                area_id="city",
                level=Level.CITY,
                as_of=add_months(newest.period.next_start, indicator.lag_months),
                points=known,
                goal=goal,
            )
        )
        chance = found.target.probability if found.target else None
        due = [one for one in points if one.period_months == 12 and one.period.end == goal.due_on]
        if chance is not None and due and indicator.kind is not Kind.COUNT:
            chances.append((chance, due[0].value <= goal.value))
        print(f"  {last.year}  {found.status.value:<12} {chance or '':<5} {reading(found, indicator, t)}")
    if chances:
        mean, met = sum(one for one, _ in chances) / len(chances), sum(is_met for _, is_met in chances)
        brier = sum((one - is_met) ** 2 for one, is_met in chances) / len(chances)
        base = met / len(chances) * (1 - met / len(chances))
        print(
            f"  {met} of {len(chances)} such targets were met; said on average: {mean:.0%}. "
            f"Brier score {brier:.2f}, of the share met {base:.2f}"
        )


def coverage(points: Sequence[Point]) -> None:
    """How many later values the 80 % limits held; those of the newest year alone are not used by the app."""
    yearly = {one.period_start.year: one for one in points}
    print("\nInfant mortality of the city: later values inside 80 % limits")
    total = {
        name: [0, 0] for name in ("local level", f"the same, {ANNUAL_WIDENING:g} times as wide", "newest year alone")
    }
    for ahead in range(1, 6):
        held = {name: [0, 0] for name in total}
        for origin in sorted(yearly):
            later = yearly.get(origin + ahead)
            known = [math.log(yearly[year].value) for year in sorted(yearly) if year <= origin]
            if later is None or len(known) < ENOUGH:
                continue
            model = fit(known)
            mean, variance = model.forecast(ahead)
            away = abs(math.log(later.value) - mean) / math.sqrt(variance)
            events = yearly[origin].value * USUAL_BIRTHS / 1000
            alone = nbinom(events + 0.5, 0.5)
            inside = float(alone.ppf(0.1)) <= later.value * USUAL_BIRTHS / 1000 <= float(alone.ppf(0.9))
            for name, is_held in zip(held, (away <= LIMIT_80, away <= ANNUAL_WIDENING * LIMIT_80, inside), strict=True):
                held[name][0] += is_held
                held[name][1] += 1
        print(f"  {ahead} years on: " + "; ".join(f"{name} {k} of {n}" for name, (k, n) in held.items()))
        for name, (k, n) in held.items():
            total[name] = [total[name][0] + k, total[name][1] + n]
    print("  together: " + "; ".join(f"{name} {k} of {n}, {k / n:.0%}" for name, (k, n) in total.items()))


if __name__ == "__main__":
    main()
