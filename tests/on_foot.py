"""The real streets and centres, read once for all tests of a process."""

from __future__ import annotations

from functools import cache

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.views.centre import CityOnFoot, read_city_on_foot


@cache
def city_on_foot() -> CityOnFoot:
    return read_city_on_foot(PROJECT / "data", load_catalog(PROJECT / "data"))
