"""From records to indicators at full size: `python -m bench.records`, also part of `make bench`.

Simulates a city, delivers it, measures everything, and prints goals beside what was reached, all in one run on two
processors: the same records in DuckDB's plainest reading, in pandas and in polars; a tenth of the city for the growth;
one month more for what a new delivery costs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bahealth.catalog.periods import add_months
from bench.record_report import RIVALS, Figures, Size, report
from bench.servers import PROJECT
from bench.watched import GIB, Outcome, watched

STEPS = "bench.record_steps"
RESULT = PROJECT / "var" / "bench" / "records.json"


@dataclass(frozen=True)
class Options:
    """What to measure. `records` is a folder that `bahealth simulate` wrote, for the largest size."""

    scale: float
    months: int
    seed: int
    until: date
    fractions: tuple[float, ...]
    records: Path | None
    rivals_may_hold: float  # bytes


@dataclass
class Bench:
    """One run in `folder`; rivals that have once needed more memory than they may are not tried again."""

    options: Options
    folder: Path
    in_the_race: list[str] = field(default_factory=lambda: list(RIVALS))

    def size(self, fraction: float, *, is_whole: bool) -> Size:
        """Everything that is measured at one size."""
        here = self.folder / f"{fraction:g}"
        here.mkdir()
        records, simulated = self._records(here, fraction, is_whole=is_whole)
        store = here / "store" / "bahealth.duckdb"
        found = Size(fraction=fraction, simulate=simulated)
        found.load = self._step("load", store=store, records=records)
        if is_whole:
            shutil.copytree(store.parent, here / "before")
        found.load_newest = self._step("load_newest", store=store, records=records)
        found.counts = self._step("size", store=store).answer
        found.measure = self._step("measure", store=store)
        found.said = self._step("said", store=store).answer
        if is_whole:
            found.baseline = self._step("baseline", store=store)
            found.incremental = self._incremental(here / "before" / store.name, records)
        self._rivals(found, store, here / "parquet")
        shutil.rmtree(here)
        return found

    def _records(self, here: Path, fraction: float, *, is_whole: bool) -> tuple[Path, Figures | None]:
        options = self.options
        if is_whole and options.records:
            return options.records, None
        arguments = {"scale": options.scale * fraction, "months": options.months, "seed": options.seed}
        return here / "records", self._step("simulate_city", into=here / "records", until=options.until, **arguments)

    def _incremental(self, store: Path, records: Path) -> Figures:
        """The run after one month of visits more, when everything before it has been measured."""
        self._step("measure", called="the same, before", store=store)
        self._step("load_newest", called="one month more", store=store, records=records)
        return self._step("measure", called="incremental", store=store)

    def _rivals(self, found: Size, store: Path, parquet: Path) -> None:
        if not self.in_the_race:
            return
        self._step("export", store=store, into=parquet)
        today = datetime.now(UTC).date()
        for name in list(self.in_the_race):
            outcome = watched(
                STEPS, "rival", may_hold=self.options.rivals_may_hold, name=name, folder=parquet, today=today
            )
            found.rivals[name] = self._said(name, outcome)
            if outcome.answer is None:
                self.in_the_race.remove(name)

    def _step(self, name: str, *, called: str = "", **arguments: Any) -> Figures:
        return self._said(called or name, watched(STEPS, name, **arguments))

    @staticmethod
    def _said(name: str, outcome: Outcome) -> Figures:
        figures = Figures(outcome.answer, outcome.peak_bytes / GIB)
        print(f"  {name:<16} {figures}", flush=True)
        return figures


def main(words: list[str] | None = None) -> None:
    """Measure, print the table of goals, and keep everything in var/bench/records.json."""
    options = _options(words)
    sizes: list[Size] = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        bench = Bench(options, Path(folder))
        for fraction in sorted(options.fractions):
            print(f"records, {options.scale * fraction:g} of the city, {options.months} months", flush=True)
            sizes.append(bench.size(fraction, is_whole=fraction == max(options.fractions)))
    goals = report(sizes)
    width = max(len(one.what) for one in goals)
    for one in goals:
        print(f"{one.what:<{width}}  {one.goal:<22} {one.reached:<44} {one.verdict}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        "options": asdict(options),
        "sizes": [asdict(one) for one in sizes],
        "goals": [one._asdict() for one in goals],
    }
    RESULT.write_text(json.dumps(kept, indent=1, default=str), encoding="utf-8")


def _options(words: list[str] | None) -> Options:
    last = add_months(datetime.now(UTC).date(), 0) - timedelta(days=1)
    known = argparse.ArgumentParser(prog="python -m bench.records", description=__doc__)
    known.add_argument("--scale", type=float, default=1.0, help="share of the city's residents")
    known.add_argument("--months", type=int, default=60)
    known.add_argument("--seed", type=int, default=1)
    known.add_argument(
        "--until", type=date.fromisoformat, default=last.replace(day=1), help="first day of the last month"
    )
    known.add_argument("--fractions", type=_fractions, default=(0.1, 0.2, 0.4, 1.0), help="sizes, as shares of --scale")
    known.add_argument("--records", type=Path, help="a simulated city at --scale, made before")
    known.add_argument("--rival-gib", type=float, default=16.0, help="memory that pandas and polars may hold")
    said = known.parse_args([] if words is None else words)
    return Options(
        scale=said.scale,
        months=said.months,
        seed=said.seed,
        until=said.until,
        fractions=said.fractions,
        records=said.records,
        rivals_may_hold=said.rival_gib * GIB,
    )


def _fractions(text: str) -> tuple[float, ...]:
    return tuple(sorted(float(one) for one in text.split(",")))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
