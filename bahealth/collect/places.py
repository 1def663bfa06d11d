"""Areas as people write them: an id, a number, a name with or without accents."""

from __future__ import annotations

import difflib
from typing import Any, Final

from bahealth.catalog.model import Catalog, Level
from bahealth.collect.table import plain

_CITY: Final = ("city", "caba", "ciudad", "ciudad de buenos aires", "ciudad autonoma de buenos aires")


class PlaceNames:
    """Every name under which an area of the catalogue is known."""

    def __init__(self, catalog: Catalog) -> None:
        self._ids: dict[str, str] = {}
        for area in catalog.areas:
            names = [area.area_id, plain(area.name)]
            if area.level is Level.CITY:
                names += _CITY
            if area.number is not None:
                names += [f"{area.number}", f"{area.number:02}", f"comuna {area.number}", f"comuna {area.number:02}"]
            if area.level is Level.BARRIO:
                names.append(area.area_id.removeprefix("barrio-").replace("-", " "))
            for name in names:
                self._ids.setdefault(name, area.area_id)

    def area_id(self, cell: Any) -> str | None:
        """The area that a cell names; None when it names none."""
        return self._ids.get(_written(cell))

    def nearest(self, cell: Any) -> str | None:
        """The known name that looks most like the cell."""
        return next(iter(difflib.get_close_matches(_written(cell), self._ids, n=1)), None)


def _written(cell: Any) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else plain(cell)[:100]
