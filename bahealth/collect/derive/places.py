"""Names of places as the official files write them, and the areas they mean."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

from bahealth.catalog.model import Area, Level

OTHER_NAMES = {"boca": "la-boca", "paternal": "la-paternal", "villa-gral-mitre": "villa-general-mitre"}


def slug(name: str) -> str:
    """`Villa Ortúzar` as `villa-ortuzar`: small letters, no accents, words joined by hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def barrio_id(name: str) -> str:
    """Area id of a barrio, whichever way its name is written: `BOCA`, `Nuñez`, `Villa Gral. Mitre`."""
    key = slug(name)
    return f"barrio-{OTHER_NAMES.get(key, key)}"


def read_areas(city: Path) -> dict[str, Area]:
    """City, comunas and barrios by id, from the catalogue that stands beside `city`."""
    document = tomllib.loads((city.parent / "catalog" / "areas.toml").read_text(encoding="utf-8"))
    return {key: Area.model_validate({"area_id": key, **table}) for key, table in document.items()}


def comuna_of(areas: dict[str, Area]) -> dict[str, str]:
    """Comuna of each barrio, by id."""
    return {one.area_id: one.parent_id or "" for one in areas.values() if one.level is Level.BARRIO}
