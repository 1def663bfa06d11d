"""IDECBA survey (EAH), share of residents with public cover only: the yearly sheets of table S_147.

A sheet lists blocks (Total, Varón, Mujer), each the city followed by its comunas. A letter beside a value flags its
sampling error (a: coefficient of variation 10 to 20 percent, b: above 20); "-" and "---" are no figure.

The source publishes both sexes together for 2020 (city and zones only), 2021 and 2022. For the other years the value is
that of men and women weighted by their share of the population in INDEC's projections; the method gives the published
totals of 2021 and 2022 back to within 0.1 points in each comuna (tests/collect). Such a value says so in its note and
carries the weaker of the two letters. The sheet base_util is never read: its totals are plain means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from bahealth.catalog.model import Catalog, Source
from bahealth.catalog.periods import Period
from bahealth.collect.readers.reading import CITY, Page, Reading, calendar_year, shown
from bahealth.collect.table import Table, plain
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

_SHEET: Final = re.compile(r" / (20\d{2})$")
_BLOCKS: Final = {"total": "both", "varon": "men", "mujer": "women"}
_INDICATOR: Final = "public_only_coverage"
_TITLE: Final = "distribucion porcentual de la poblacion por tipo de cobertura medica"

# Women per resident in 2010 and 2022, INDEC projections by comuna (base 2010); almost a straight line between.
WOMEN_SHARE: Final[dict[str, tuple[float, float]]] = {
    "city": (0.5359, 0.5294),
    "comuna-1": (0.5178, 0.4995),
    "comuna-2": (0.5544, 0.5538),
    "comuna-3": (0.5329, 0.5268),
    "comuna-4": (0.5277, 0.5200),
    "comuna-5": (0.5443, 0.5390),
    "comuna-6": (0.5478, 0.5420),
    "comuna-7": (0.5354, 0.5278),
    "comuna-8": (0.5318, 0.5190),
    "comuna-9": (0.5222, 0.5153),
    "comuna-10": (0.5335, 0.5302),
    "comuna-11": (0.5293, 0.5276),
    "comuna-12": (0.5376, 0.5317),
    "comuna-13": (0.5462, 0.5426),
    "comuna-14": (0.5495, 0.5472),
    "comuna-15": (0.5332, 0.5318),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A percentage with its letter and row."""

    value: float
    flag: str | None
    row: int


def recognises(upload: Upload) -> bool:
    """Yearly sheets whose first cell names the table."""
    return any(_year_of(table) is not None for table in upload.tables)


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """City and comunas, one percentage per year and place."""
    reading = Reading()
    for table in upload.tables:
        year = _year_of(table)
        if year is not None:
            reading += _one_sheet(table, year)
    return reading


def women_share(area_id: str, year: int) -> float:
    """Share of women among residents, on the line through 2010 and 2022; that of 2010 for the years before."""
    first, last = WOMEN_SHARE[area_id]
    return first + (last - first) * max(0, year - 2010) / 12


def combined(men: float, women: float, share_of_women: float) -> float:
    """Percentage of both sexes together, with the one decimal that the source publishes."""
    return round(men * (1 - share_of_women) + women * share_of_women, 1)


def _year_of(table: Table) -> Period | None:
    match = _SHEET.search(table.label)
    is_table = bool(table.header) and plain(table.header[0]).startswith(_TITLE)
    return calendar_year(int(match[1])) if match and is_table else None


def _one_sheet(table: Table, year: Period) -> Reading:
    page = Page(table.label)
    blocks: dict[str, dict[str, Cell]] = {"both": {}, "men": {}, "women": {}}
    for block, area_id, cell in _cells(page, table):
        first = blocks[block].setdefault(area_id, cell)
        if first is not cell:
            message = N_("%(seen)s stands twice: also in row %(expected)s.")
            page.problem(message, row=cell.row, seen=area_id, expected=first.row)
    if not any(blocks.values()) and not page.problems:
        page.problem(N_("The sheet has no row about the city or a comuna."))
    for area_id, cell in blocks["both"].items():
        page.add(_INDICATOR, area_id, year, row=cell.row, value=cell.value, sampling_flag=cell.flag)
    if blocks["both"]:
        return page.reading
    for area_id, men in blocks["men"].items():
        women = blocks["women"].get(area_id)
        if women is None:
            continue  # "---" for women: no figure for both together either
        share = women_share(area_id, year.start.year)
        page.add(
            _INDICATOR,
            area_id,
            year,
            row=men.row,
            value=combined(men.value, women.value, share),
            sampling_flag=max((flag for flag in (men.flag, women.flag) if flag), default=None),
            note=(
                f"Men {men.value:.1f}, women {women.value:.1f}, weighted by {100 * share:.1f} % women"
                " (INDEC projections); not published for both together. / "
                f"Varones {men.value:.1f}, mujeres {women.value:.1f}, ponderados con {100 * share:.1f} % de mujeres"
                " (proyecciones INDEC); sin dato publicado para ambos."
            ),
        )
    return page.reading


def _cells(page: Page, table: Table) -> Iterator[tuple[str, str, Cell]]:
    """Block, area and percentage of each row that has one."""
    column: int | None = None
    block = ""
    for row, cells in table.numbered():
        if column is None:
            names = [plain(cell) for cell in cells]
            column = names.index("solo sistema publico") if "solo sistema publico" in names else None
            continue
        first = plain(cells[0]) if cells else ""
        if first in _BLOCKS:
            block, area_id = _BLOCKS[first], CITY
        elif isinstance(cells[0], float | int) and block:
            comuna = page.comuna(cells[0], row=row, column=table.header[0][:20])
            if comuna is None:
                continue
            area_id = comuna
        else:
            continue  # zones of 2020 and the notes below the table
        cell = _percentage(page, row, cells, column)
        if cell is not None:
            yield block, area_id, cell
    if column is None:
        page.problem(N_("The sheet lacks the column %(expected)s."), expected="Sólo sistema público")


def _percentage(page: Page, row: int, cells: list[Any], column: int) -> Cell | None:
    seen = cells[column] if column < len(cells) else ""
    if shown(seen).strip("- ") == "":
        return None
    value = page.number(seen, row=row, column="Sólo sistema público")
    letter = shown(cells[column + 1]) if column + 1 < len(cells) else ""
    flag = letter if letter in {"a", "b"} else None
    return None if value is None else Cell(value, flag, row)
