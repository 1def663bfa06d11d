"""Read data/catalog. One TOML table per thing; its key is its id."""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from bahealth.catalog.model import Catalog


def _tables(path: Path, id_field: str) -> list[dict[str, Any]]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return [{id_field: key, **table} for key, table in document.items()]


@lru_cache(maxsize=4)
def load_catalog(data: Path) -> Catalog:
    """The catalogue under `data`/catalog; raises pydantic's ValidationError when a file is wrong."""
    folder = data / "catalog"
    indicators = [
        table for path in sorted((folder / "indicators").glob("*.toml")) for table in _tables(path, "indicator_id")
    ]
    return Catalog.model_validate(
        {
            "indicators": indicators,
            "sources": _tables(folder / "sources.toml", "source_id"),
            "departments": _tables(folder / "departments.toml", "department_id"),
            "areas": _tables(folder / "areas.toml", "area_id"),
            "corrections": _tables(folder / "corrections.toml", "correction_id"),
            "schedules": _tables(folder / "schedules.toml", "schedule_id"),
        }
    )


def catalog_version(catalog: Catalog) -> str:
    """Fingerprint of all definitions, for cache keys and for the record of a release."""
    return hashlib.sha256(catalog.model_dump_json().encode()).hexdigest()[:16]
