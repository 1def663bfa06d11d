"""How long nearness takes on the real streets: nearest centre, full matrix, ten times the blocks, one indicator run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from bahealth.access.city import read_blocks, read_centres
from bahealth.access.commands import MeasureAccess, measure_access
from bahealth.access.coverage import figures_by_area, times_on_network
from bahealth.access.model import WalkSettings
from bahealth.access.network import nearest, read_network, snap, walks
from bahealth.access.sites import counted, positions, sites_on
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database

FOLDER = PROJECT / "data" / "city"
GOALS = {"nearest": 0.5, "matrix": 5.0, "growth": 15.0}
TIMES = 10


def _best(run: Callable[[], object], repeats: int = 3) -> float:
    """The shortest of some runs, in seconds: what else the machine does only makes them longer."""
    found: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        found.append(time.perf_counter() - started)
    return min(found)


def main() -> None:
    """Print seconds and goals."""
    started = time.perf_counter()
    net, blocks = read_network(FOLDER), read_blocks(FOLDER)
    loaded = time.perf_counter() - started
    sites = counted(sites_on(read_centres(FOLDER), [], date(2026, 11, 22)), WalkSettings()).sites
    doors = snap(net, *positions(sites))
    homes = snap(net, blocks.longitude, blocks.latitude)
    one = _best(lambda: nearest(net, snap(net, blocks.longitude, blocks.latitude), doors))
    matrix = _best(lambda: walks(net, homes, doors))
    random = np.random.default_rng(7)
    spread = [np.tile(column, TIMES) for column in (blocks.longitude, blocks.latitude)]
    many = [column + random.normal(0, 0.0005, len(column)) for column in spread]
    tenfold = _best(lambda: nearest(net, snap(net, *many), doors))
    whole = _best(lambda: figures_by_area(times_on_network(net, blocks, sites, metres_a_minute=80), blocks), repeats=2)
    count = len(blocks.block_id)
    print(f"streets and blocks loaded in {loaded:.2f} s")
    print(f"{count} blocks to the nearest of {len(sites)} centres, goal under {GOALS['nearest']} s: {one:.3f} s")
    print(f"matrix of {count} x {len(sites)}, goal under {GOALS['matrix']} s: {matrix:.2f} s")
    print(f"{TIMES} times the blocks, goal at most {GOALS['growth']:.0f} times as long: {tenfold / one:.1f} times")
    print(f"shares, median and worst tenth of city, comunas and barrios: {whole:.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "near.duckdb")
        catalog, at = load_catalog(PROJECT / "data"), datetime.now(UTC).replace(tzinfo=None)
        started = time.perf_counter()
        measure_access(database, catalog, MeasureAccess(), city=FOLDER, actor=COMMAND_LINE, at=at)
        print(f"bahealth access measure, one year: {time.perf_counter() - started:.2f} s", flush=True)
        database.close()


if __name__ == "__main__":
    main()
