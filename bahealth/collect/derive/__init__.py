"""Turns the official files into the small facts of data/city, each with publisher, licence and what was changed.

Needs the extra `derive` (shapely, pyproj, pyshp); nothing else of the program does, so they are imported only
when `derive` runs.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from bahealth.collect.derive.model import Table
from bahealth.errors import Refusal

Part = Callable[[Path, Path], list[Table]]
"""Makes some tables: reads the folder of official files, writes into data/city, says what it wrote."""

NEEDED = ("shapely", "pyproj", "shapefile")


def derive(official: Path, data: Path, progress: Callable[[str], None]) -> list[Table]:
    """Write every table of `data`/city and its manifest from the `official` folder; the same bytes each time.

    `progress` hears the name of each file once it is written. Raises `Refusal` when a library of the extra
    or an official file is missing.
    """
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise Refusal(
            "Deriving needs missing libraries (%(missing)s): run pip install '.[derive]' in the project folder",
            missing=", ".join(missing),
        )
    if not official.is_dir():
        raise Refusal("There is no folder %(folder)s with the official files.", folder=str(official))
    city = data / "city"
    city.mkdir(parents=True, exist_ok=True)
    tables: list[Table] = []
    for part in _parts():
        for table in part(official, city):
            tables.append(table)
            progress(table.file)
    from bahealth.collect.derive.manifest import write_manifest  # noqa: PLC0415 - with the parts below

    write_manifest(city / "manifest.toml", tables)
    return tables


def _parts() -> tuple[Part, ...]:
    """Every part, in the order of the manifest; imported here because they need the extra."""
    from bahealth.collect.derive.births import births_table  # noqa: PLC0415 - see above
    from bahealth.collect.derive.blocks import blocks_table  # noqa: PLC0415
    from bahealth.collect.derive.boundaries import boundary_tables  # noqa: PLC0415
    from bahealth.collect.derive.centres import centres_table  # noqa: PLC0415
    from bahealth.collect.derive.contacts import contacts_table  # noqa: PLC0415
    from bahealth.collect.derive.hospitals import hospitals_table  # noqa: PLC0415
    from bahealth.collect.derive.population import population_tables  # noqa: PLC0415
    from bahealth.collect.derive.series import derive_series  # noqa: PLC0415
    from bahealth.collect.derive.streets import street_tables  # noqa: PLC0415
    from bahealth.collect.derive.walking import walking_tables  # noqa: PLC0415

    return (
        boundary_tables,
        blocks_table,
        centres_table,
        contacts_table,
        hospitals_table,
        walking_tables,
        street_tables,
        population_tables,
        births_table,
        derive_series,  # needs the estimated births
    )
