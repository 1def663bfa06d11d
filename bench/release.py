"""How long a release takes, how it grows with rows, and how much memory it needs."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.catalog.model import Area, Catalog, Department, Indicator, Level, Source
from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bench.synthetic import FIRST, fill

GOAL_SECONDS = 20.0
MONTHS = 120


def _catalog(indicators: int, smaller: int) -> Catalog:
    """Copies of one real monthly definition; a city and as many smaller areas, the first 15 of them comunas."""
    folder = PROJECT / "data" / "catalog"
    model = tomllib.loads((folder / "indicators" / "emergency.toml").read_text(encoding="utf-8"))["ed_return_72_hours"]
    copies = tuple(
        Indicator.model_validate(
            {
                **model,
                "indicator_id": f"measured_{number}",
                "is_seasonal": bool(number % 2),
                "levels": tuple(Level)[:3],
                "rebound": f"measured_{(number + 1) % indicators}",
            }
        )
        for number in range(indicators)
    )
    areas = [Area(area_id="city", level=Level.CITY, name="city")]
    for number in range(1, smaller + 1):
        level = Level.COMUNA if number <= 15 else Level.BARRIO
        areas.append(Area(area_id=f"comuna-{number}", level=level, name=str(number), parent_id="city", number=number))
    named = {
        name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("sources", "departments")
    }
    return Catalog(
        indicators=copies,
        sources=tuple(Source.model_validate({"source_id": key, **one}) for key, one in named["sources"].items()),
        departments=tuple(
            Department.model_validate({"department_id": key, **one}) for key, one in named["departments"].items()
        ),
        areas=tuple(areas),
    )


def _measure(indicators: int, smaller: int) -> tuple[float, int]:
    """Seconds of the release and its points. Every series has a target, the slowest case; half have seasons."""
    catalog = _catalog(indicators, smaller)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "release.duckdb")
        at = datetime.now(UTC).replace(tzinfo=None)
        fill(database, list(catalog.indicator), comunas=smaller, months=MONTHS, at=at)
        with database.writing() as con:
            con.execute(
                "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
                "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
                "SELECT target_id || a, indicator_id, a, baseline_start, baseline_months, "
                "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by "
                "FROM ops.target, (SELECT unnest($areas) AS a)",
                {"areas": [one.area_id for one in catalog.areas if one.level is not Level.CITY]},
            )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        command = MakeRelease(as_of=add_months(FIRST, MONTHS + 1))
        started, cpu = time.perf_counter(), time.process_time()
        row = make_release(database, catalog, command, actor=COMMAND_LINE, at=datetime.now(UTC).replace(tzinfo=None))
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        database.close()
    points = indicators * (smaller + 1) * MONTHS
    print(
        f"release of {indicators} indicators x {smaller + 1} areas x {MONTHS} months: {seconds:.1f} s "
        f"({cpu:.1f} s of processor), {row.verdict_count} verdicts, {points} points, "
        f"peak memory {peak:.0f} MB ({before:.0f} MB before it began)",
        flush=True,
    )
    return seconds, points


def main() -> None:
    """Print seconds, growth and peak memory for 16 and for 64 areas; each in a process of its own."""
    found: list[tuple[float, int]] = []
    for smaller in (15, 63):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found.append(pool.apply(_measure, (30, smaller)))
    (small, few), (large, many) = found
    print(
        f"release, goal under {GOAL_SECONDS:.0f} s: {large:.1f} s; seconds per row with four times the areas: "
        f"{(large / many) / (small / few):.2f} of before"
    )


if __name__ == "__main__":
    main()
