"""INDEC population projections (base 2010): by department as CSV, or the printed sheet of the city as XLS.

Both sexes together, 1 July of each year. The city is the sum of its comunas (CSV) or the row Total (XLS); they agree.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from bahealth.catalog.model import Catalog, Source
from bahealth.catalog.periods import Period
from bahealth.collect.readers.reading import CITY, NO_CITY_ROW, Page, Reading, shown
from bahealth.collect.table import Table, plain
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

COLUMNS: Final = ("juri_codigo", "departamento_nombre", "sexo_codigo", "ano", "poblacion")
_TITLE: Final = "poblacion estimada al 1 de julio de cada ano calendario por sexo, segun comuna"
_COMUNAS: Final = 15


def recognises(upload: Upload) -> bool:
    """By the columns of the CSV or the title of the sheet."""
    return len(upload.tables) == 1 and (upload.tables[0].has(*COLUMNS) or _is_sheet(upload.tables[0]))


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Residents of the city and of each comuna, one count per year."""
    table = upload.tables[0]
    return _sheet(table) if _is_sheet(table) else _departments(table)


def _is_sheet(table: Table) -> bool:
    return bool(table.header) and plain(table.header[0]).startswith(_TITLE)


def _departments(table: Table) -> Reading:
    page = Page(table.label)
    by_year: dict[Period, list[float]] = defaultdict(list)
    for row, record in table.records():
        if shown(record["juri_codigo"]).zfill(2) != "02" or shown(record.get("sexo_codigo")) != "0":
            continue
        comuna = page.comuna(record.get("departamento_nombre"), row=row, column="departamento_nombre")
        year = page.year(record.get("ano"), row=row, column="ano")
        people = page.count(record.get("poblacion"), row=row, column="poblacion")
        if comuna is not None and year is not None and people is not None:
            page.add("population", comuna, year, row=row, numerator=people)
            by_year[year].append(people)
    for year, people in sorted(by_year.items()):
        if len(people) == _COMUNAS:
            page.add("population", CITY, year, numerator=sum(people))
        else:
            page.problem(
                N_("%(seen)s comunas have a row for %(year)s; 15 are expected."), seen=len(people), year=year.key
            )
    if not by_year and not page.problems:
        page.problem(NO_CITY_ROW)
    return page.reading


def _sheet(table: Table) -> Reading:
    page = Page(table.label)
    years: list[tuple[Any, Period | None]] = []  # what stands above each column of figures
    is_both = False
    for row, cells in table.numbered():
        first = plain(cells[0]) if cells else ""
        if first in {"ambos sexos", "varones", "mujeres"}:
            is_both = first == "ambos sexos"
        elif first == "comuna" and is_both:
            years = [(cell, _year(page, cell, row) if cell != "" else None) for cell in cells[1:]]
        elif is_both and years and (first == "total" or isinstance(cells[0], float | int)):
            area_id = CITY if first == "total" else page.comuna(cells[0], row=row, column="Comuna")
            for (above, year), cell in zip(years, cells[1:], strict=False):
                if cell == "" and above == "":
                    continue
                people = page.count(cell, row=row, column=shown(above))
                if above == "":
                    _year(page, above, row)
                if area_id is not None and year is not None and people is not None:
                    page.add("population", area_id, year, row=row, numerator=people)
    if not page.found and not page.problems:
        page.problem(N_("The sheet has no row about the city or a comuna."))
    return page.reading


def _year(page: Page, cell: Any, row: int) -> Period | None:
    return page.year(cell, row=row, column="Comuna")
