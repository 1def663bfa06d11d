"""Whether verdicts find what was planted in simulated cities, and nothing else: `python -m bench.recovered`.

Each city goes the whole way: simulated, delivered as records, measured, judged by the engine month by month. People
are many and visits few (`FEWER`): what is planted in check-ups shows only among many children, and visits cost time.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from bahealth.assess.change import change_verdict
from bahealth.assess.intervals import points_by_area
from bahealth.assess.model import Change, Observed, Point
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.collect.queries import current_observations
from bahealth.collect.records.commands import AcceptRecords, accept_records
from bahealth.collect.records.door import door_of
from bahealth.config import PROJECT, Settings
from bahealth.measure.commands import MeasuresRun, RunMeasures, run_measures
from bahealth.people.model import COMMAND_LINE
from bahealth.simulate import SimulatedCity, simulate
from bahealth.store import Database

SCALE = 0.25
MONTHS = 48
UNTIL = date(2026, 10, 1)
AT = datetime(2026, 11, 22, 12)  # noqa: DTZ001 - instants are UTC without a zone
FEWER = {"primary": 40, "outpatient": 120, "emergency": 10}  # visits of a person, other than planned ones: one in
LISTS = ("centres", "teams", "residents", "births", "deaths", "panels", "diagnosis_shares")
YEAR = 12
_FLAGS = {Change.IMPROVING, Change.WORSENING, Change.HIGHER, Change.LOWER}
# What is planted: name of the effect, areas that are judged, and the word for it.
PLANTED = (
    ("check_ups_kept_better", ("comuna-4", "comuna-8"), Change.IMPROVING),
    ("first_check_up_sooner", ("city",), Change.IMPROVING),
    ("new_centre_teams", ("city",), Change.IMPROVING),
    ("new_centre_in_comuna", ("comuna-3",), Change.HIGHER),
    ("coding_by_complaint", ("centre-hospital-pinero",), Change.WORSENING),
)
# Nothing is planted there: measure, and whether of the city or of each comuna.
QUIET = (
    ("ed_return_72_hours", "city"),
    ("ed_return_72_hours", "comuna"),
    ("ed_visits_per_1000", "city"),
    ("ed_visits_per_1000", "comuna"),
    ("ed_low_triage", "city"),
    ("continuity_own_team", "city"),
    ("residents_with_team", "city"),
)


@dataclass(frozen=True)
class Trial:
    """A store of one simulated city; its lists are delivered, its visits when asked for."""

    database: Database
    catalog: Catalog
    settings: Settings
    city: SimulatedCity
    _seconds: Iterator[int] = field(default_factory=count)

    def now(self) -> datetime:
        """An instant after all before it, on one day."""
        return AT + timedelta(seconds=next(self._seconds))

    def deliver(self, kind: str, files: Sequence[Path]) -> None:
        """Take files in as simulated."""
        command = AcceptRecords(source_id=f"records_{kind}", files=tuple(files), is_simulated=True)
        door = door_of(self.settings)
        accept_records(self.database, self.catalog, command, door=door, actor=COMMAND_LINE, at=self.now())

    def measure(self) -> MeasuresRun:
        """Measure what has become due."""
        return run_measures(self.database, self.catalog, RunMeasures(), actor=COMMAND_LINE, at=self.now())

    def series(self, indicator_id: str, area_id: str) -> list[Point]:
        """What was measured, as the engine reads it; single centres too, which no release judges."""
        rows = current_observations(self.database, indicator_id=indicator_id, area_id=area_id)
        seen = [Observed.model_validate(one.model_dump(include=set(Observed.model_fields))) for one in rows]
        return points_by_area(self.catalog.indicator[indicator_id], seen, {}, {}).get(area_id, [])

    def said(
        self, indicator_id: str, area_id: str, since: date, *, breaks: Sequence[date] = ()
    ) -> list[tuple[date, Change]]:
        """The verdict of each month from one on, on what was known by then."""
        indicator, points = self.catalog.indicator[indicator_id], self.series(indicator_id, area_id)
        return [
            (one.period_start, change_verdict(indicator, points[:number], breaks=breaks)[0].change)
            for number, one in enumerate(points, start=1)
            if one.period_start >= since
        ]


def months_to_flag(said: Sequence[tuple[date, Change]], wanted: set[Change]) -> int | None:
    """In which month (1: the first) a verdict is one of `wanted` first; None: in none."""
    return next((number for number, (_, change) in enumerate(said, start=1) if change in wanted), None)


def with_fewer_visits(into: Path) -> Path:
    """A data folder whose people make fewer visits than in the project's own."""
    into.mkdir()
    for part in ("catalog", "city"):
        (into / part).symlink_to(PROJECT / "data" / part)
    shutil.copytree(PROJECT / "data" / "demo", into / "demo")
    file = into / "demo" / "simulation.toml"
    text = file.read_text(encoding="utf-8")
    for name, times in FEWER.items():
        [line] = re.findall(rf"^{name} = \[\d+, \d+, \d+\]", text, flags=re.MULTILINE)
        fewer = re.sub(r"\d+", lambda found, times=times: str(int(found[0]) / times), line)
        text = text.replace(line, fewer)
    file.write_text(text, encoding="utf-8")
    return into


@contextmanager
def trial(folder: Path, seed: int, scale: float = SCALE) -> Iterator[Trial]:
    """A city in `folder` with all but its visits delivered."""
    data = with_fewer_visits(folder / "data")
    city = simulate(data, folder / "city", scale=scale, months=MONTHS, seed=seed, until=UNTIL)
    settings = Settings(data=data, store=folder / "app.duckdb")
    database = Database(settings.store, memory_limit=settings.memory_limit, threads=settings.threads)
    try:
        found = Trial(database, load_catalog(data), settings, city)
        for kind in LISTS:
            found.deliver(kind, city.files[kind])
        yield found
    finally:
        database.close()


def tried(seed: int, scale: float) -> dict[str, Any]:
    """Months until each planted effect was flagged, and which quiet series were flagged in their last year."""
    with tempfile.TemporaryDirectory() as folder, trial(Path(folder), seed, scale) as one:
        one.deliver("visits", one.city.files["visits"])
        one.measure()
        found: dict[str, Any] = {"seed": seed}
        for name, areas, wanted in PLANTED:
            effect = one.city.truth.effect(name)
            assert effect.from_month  # noqa: S101 - those named have one
            for area in areas:
                said = one.said(effect.measure, area, effect.from_month)
                found[f"{name} {area}"] = months_to_flag(said, {wanted}) or 0
        effect = one.city.truth.effect("coding_by_complaint")
        noted = one.said(
            effect.measure, effect.areas[0], effect.from_month or UNTIL, breaks=[effect.from_month or UNTIL]
        )
        found["coding_by_complaint with its note"] = [months_to_flag(noted, _FLAGS) is not None]
        for measure, level in QUIET:
            areas = ["city"] if level == "city" else [f"comuna-{number}" for number in range(1, 16)]
            found[f"{measure} {level}"] = [_is_flagged(one, measure, area) for area in areas]
        return found


def _is_flagged(one: Trial, measure: str, area: str) -> bool:
    points = one.series(measure, area)
    return months_to_flag(one.said(measure, area, points[-YEAR].period_start), _FLAGS) is not None


def report(found: Sequence[dict[str, Any]]) -> list[str]:
    """Lines of the table of docs/simulated-city.md."""
    lines = ["| series | flagged | month, median and latest |", "|---|---|---|"]
    for name in [one for one in found[0] if one != "seed"]:
        of = [one[name] for one in found]
        if isinstance(of[0], list):
            hits, total = sum(sum(one) for one in of), sum(len(one) for one in of)
            lines.append(f"| {name} | {hits} of {total} | |")
            continue
        months = sorted(one for one in of if one)
        when = f"{median(months):g}, {months[-1]}" if months else ""
        lines.append(f"| {name} | {len(months)} of {len(of)} | {when} |")
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Try seed after seed and print what was found; `--keep` names a file that holds what an ended run had found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args(arguments)
    found = (
        [json.loads(line) for line in asked.keep.read_text().splitlines()] if asked.keep and asked.keep.exists() else []
    )
    for seed in range(1 + len(found), asked.seeds + 1):
        found.append(tried(seed, asked.scale))
        print(json.dumps(found[-1]), flush=True)
        if asked.keep:
            asked.keep.write_text("".join(json.dumps(one) + "\n" for one in found))
    print("\n".join(report(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
