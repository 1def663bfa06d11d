"""Whether planted openings are found in simulated cities, and nothing where none is planted: `python -m bench.effect`.

Each seed is a whole simulated city (`bahealth simulate`) with another chance. Its new centre is judged as the page does
it, by visits to the centres of the comuna, against comunas that neither border on it nor have anything else planted;
then an opening that never was is judged in the same way in a comuna where nothing happens. Emergency and hospital
visits are few here, since nothing is asked of them; people around the new centre come `USE` times as often: 1.4 times,
the project's own figure (`--use 1.4`), moves the comuna by 3 %, about as much as the limits of a small city are wide.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from bahealth.assess.effect.estimate import estimate
from bahealth.assess.effect.model import Estimate, Opening, SiteChange, Terms
from bahealth.assess.model import Observed
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.install.demo_effect import UNTOUCHED
from bahealth.simulate import SimulatedCity, simulate

SCALE: Final = 0.05
MONTHS: Final = 48
USE: Final = 3.0
UNTIL: Final = date(2026, 10, 1)
OPENED: Final = "comuna-3"
QUIET: Final = "comuna-12"
_FEWER: Final = {"outpatient": 200, "emergency": 100}
_VISITS: Final = """
    SELECT place.comuna, CAST(date_trunc('month', visit."at") AS DATE) AS month, count(*) AS visits
    FROM read_parquet($visits) AS visit JOIN read_csv($centres) AS place ON place.centre = visit.centre
    WHERE visit.kind <> 'emergency' AND place.kind <> 'hospital'
    GROUP BY ALL ORDER BY ALL
"""


def data_with(into: Path, use: float) -> Path:
    """A data folder with few visits to hospitals, whose new centre makes people around it come `use` times as often."""
    into.mkdir()
    for part in ("catalog", "city"):
        (into / part).symlink_to(PROJECT / "data" / part)
    shutil.copytree(PROJECT / "data" / "demo", into / "demo")
    file = into / "demo" / "simulation.toml"
    text = file.read_text(encoding="utf-8")
    for name, times in _FEWER.items():
        [line] = re.findall(rf"^{name} = \[\d+, \d+, \d+\]", text, flags=re.MULTILINE)
        fewer = re.sub(r"\d+", lambda found, times=times: str(int(found[0]) / times), line)
        text = text.replace(line, fewer)
    file.write_text(re.sub(r"^new_centre_use = \S+", f"new_centre_use = {use}", text, flags=re.MULTILINE))
    return into


def visits_by_comuna(city: SimulatedCity) -> dict[str, list[Observed]]:
    """Visits to the centres of each comuna by month, as the measure `visits` counts them."""
    files = {"visits": [str(one) for one in city.files["visits"]], "centres": str(city.files["centres"][0])}
    found: dict[str, list[Observed]] = defaultdict(list)
    for area, month, count in duckdb.connect().execute(_VISITS, files).fetchall():
        one = Observed(area_id=area, period_start=month, period_months=1, numerator=count, value=count)
        found[area].append(one)
    return dict(found)


def terms(area: str, on: date) -> Terms:
    """An opening there, in the first month of which people find their way: twelve whole months remain."""
    comparison = tuple(one for one in UNTOUCHED if one != area)
    return Terms(
        change=SiteChange.OPENS,
        site="simulado",
        openings=(Opening(area_id=area, on=on),),
        indicator_id="visits",
        comparison=comparison,
        opening_months=1,
        size=10,
        mechanism="nearer",
    )


def judged(observed: Mapping[str, Sequence[Observed]], area: str, on: date) -> Estimate:
    """What the page would say."""
    return estimate(load_catalog(PROJECT / "data").indicator["visits"], terms(area, on), observed)


def tried(seed: int, scale: float, use: float) -> dict[str, Any]:
    """What was planted and what was found, with limits, in visits a month."""
    with tempfile.TemporaryDirectory() as folder:
        data = data_with(Path(folder) / "data", use)
        city = simulate(data, Path(folder) / "city", scale=scale, months=MONTHS, seed=seed, until=UNTIL)
        observed = visits_by_comuna(city)
    planted = city.truth.effect("new_centre_in_comuna")
    assert planted.from_month  # noqa: S101 - an opening has one
    found: dict[str, Any] = {"seed": seed, "planted": planted.size}
    for name, area in (("opening", OPENED), ("nothing", QUIET)):
        one = judged(observed, area, planted.from_month)
        for way, part in (("comparison", one.comparison), ("past", one.past)):
            assert part is not None, one.absent  # noqa: S101 - enough months and areas
            of = part.found
            found[f"{name} {way}"] = [
                round(value, 1) for value in (of.per_period, of.per_period_lower, of.per_period_upper)
            ]
            found[f"{name} {way} %"] = [round(value, 2) for value in (of.size, of.lower, of.upper)]
    return found


def is_found(limits: Sequence[float]) -> bool:
    """Whether the limits leave no effect out."""
    return limits[1] > 0 or limits[2] < 0


def report(found: Sequence[dict[str, Any]]) -> list[str]:
    """Lines of the table of docs/effect.md."""
    lines = [
        "| method | planted size within limits | found beyond chance | nothing planted: nothing found | half width |"
    ]
    lines.append("|---|---|---|---|---|")
    count = len(found)
    for way in ("comparison", "past"):
        within = sum(one[f"opening {way}"][1] <= one["planted"] <= one[f"opening {way}"][2] for one in found)
        seen = sum(is_found(one[f"opening {way}"]) for one in found)
        quiet = sum(not is_found(one[f"nothing {way}"]) for one in found)
        widths = sorted((one[f"opening {way} %"][2] - one[f"opening {way} %"][1]) / 2 for one in found)
        lines.append(
            f"| {way} | {within} of {count} | {seen} of {count} | {quiet} of {count} | {widths[count // 2]:.1f} % |"
        )
    return lines


def main(arguments: list[str] | None = None) -> None:
    """Try seed after seed and print what was found; `--keep` names a file that holds what an ended run had found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--use", type=float, default=USE)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args(arguments)
    kept = asked.keep is not None and asked.keep.exists()
    found = [json.loads(line) for line in asked.keep.read_text().splitlines()] if kept else []
    for seed in range(1 + len(found), asked.seeds + 1):
        found.append(tried(seed, asked.scale, asked.use))
        print(json.dumps(found[-1]), flush=True)
        if asked.keep:
            asked.keep.write_text("".join(json.dumps(one) + "\n" for one in found))
    print("\n".join(report(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
