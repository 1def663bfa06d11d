"""An installation full of synthetic figures: the size of a scorecard that has everything. Not data about anyone."""

from __future__ import annotations

import shutil
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.catalog.load import load_catalog
from bahealth.catalog.periods import add_months
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bench.servers import PROJECT

FIRST = date(2016, 1, 1)
SEED = 20261122


def synthetic_installation(folder: Path, *, indicators: int, comunas: int, months: int) -> tuple[Path, Path]:
    """A data folder and a store under `folder`: monthly proportions of people, by comuna and city, with targets."""
    data = _data_folder(folder, indicators)
    store = folder / "synthetic.duckdb"
    catalog = load_catalog(data)
    database = Database(store)
    at = datetime.now(UTC).replace(tzinfo=None)
    fill(database, [one.indicator_id for one in catalog.indicators], comunas=comunas, months=months, at=at)
    as_of = add_months(FIRST, months + 1)
    command = MakeRelease(as_of=as_of, reason="measurement")
    make_release(database, catalog, command, actor=COMMAND_LINE, at=datetime.now(UTC).replace(tzinfo=None))
    database.close()
    return data, store


def _data_folder(folder: Path, indicators: int) -> Path:
    """The real catalogue with its indicators replaced by copies of one real monthly definition."""
    data = folder / "data"
    shutil.copytree(PROJECT / "data" / "catalog", data / "catalog")
    shutil.copytree(
        PROJECT / "data" / "city", data / "city", ignore=shutil.ignore_patterns("series", "walk_*", "blocks*")
    )
    model = (data / "catalog" / "indicators" / "emergency.toml").read_text(encoding="utf-8")
    table = tomllib.loads(model)["ed_return_72_hours"]
    for old in (data / "catalog" / "indicators").glob("*.toml"):
        old.unlink()
    (data / "catalog" / "corrections.toml").write_text("", encoding="utf-8")
    groups = ("infant", "maternal", "emergency", "access")
    text = ""
    for number in range(indicators):
        name = f"{{ es = 'Indicador de medición {number + 1}', en = 'Measured indicator {number + 1}' }}"
        values = {
            **{key: _toml(value) for key, value in table.items()},
            "name": name,
            "short_name": name,
            "group": f"'{groups[number % 4]}'",
            "order": str(number),
            "rebound": f"'measured_{(number + 1) % indicators}'",
            "is_seasonal": "false",
            "direction": "'lower'" if number % 3 else "'higher'",
            "levels": "['city', 'comuna', 'barrio']",
        }
        text += f"[measured_{number}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items()) + "\n"
    (data / "catalog" / "indicators" / "measured.toml").write_text(text, encoding="utf-8")
    return data


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def fill(database: Database, indicator_ids: list[str], *, comunas: int, months: int, at: datetime) -> None:
    """Observations of every indicator for the city and its first areas (15 comunas, then barrios), every month."""
    rng = np.random.default_rng(SEED)
    areas = [f"comuna-{number + 1}" for number in range(comunas)]
    starts = [add_months(FIRST, month) for month in range(months)]
    columns: dict[str, list[object]] = {name: [] for name in ("indicator_id", "area_id", "period_start", "k", "n")}
    for indicator_id in indicator_ids:
        base = rng.uniform(0.1, 0.9)
        drift = rng.choice([0.0, 0.0, 0.0, 0.004, -0.004])
        people = rng.integers(80, 400, size=len(areas))
        logit = np.log(base / (1 - base)) + drift * np.arange(months)
        counts = rng.binomial(people[:, None], 1 / (1 + np.exp(-logit))[None, :])
        for area_id, k, n in [
            *zip(areas, counts, people, strict=True),
            ("city", counts.sum(axis=0), people.sum()),
        ]:
            columns["indicator_id"] += [indicator_id] * months
            columns["area_id"] += [area_id] * months
            columns["period_start"] += starts
            columns["k"] += k.astype(float).tolist()
            columns["n"] += [float(n)] * months
    with database.writing() as con:
        con.register("rows", pa.table(columns))
        con.execute(
            "INSERT INTO facts.observation SELECT 'measured', indicator_id, area_id, period_start, 1, k, n, "
            "NULL, NULL, NULL, NULL, false, NULL FROM rows"
        )
        con.unregister("rows")
        con.execute(
            "INSERT INTO ops.delivery "
            "VALUES ('measured', 'form_emergency', 'measured', 'measured', ?, true, ?, 'bench')",
            [len(columns["k"]), at],
        )
        for indicator_id in indicator_ids:
            con.execute(
                "INSERT INTO ops.target (target_id, indicator_id, area_id, baseline_start, baseline_months, "
                "baseline_value, target_value, due_on, basis, reason, is_withdrawn, set_at, set_by) "
                "VALUES (?, ?, 'city', ?, 1, 40, 30, ?, 'demonstration', 'bench', false, ?, 'bench')",
                [f"t-{indicator_id}", indicator_id, FIRST, add_months(FIRST, months + 13), at],
            )
