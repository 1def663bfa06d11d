"""DEIS deaths of the whole country, one file per year: deaths under one year and maternal deaths of city residents.

PROVRES is the jurisdiction of residence (the city is 02), CUENTA the number of deaths that a row stands for. Under one
year: GRUPEDAD begins with 01. MAT: M maternal, T late maternal (42 days to a year after birth; not counted, as in the
definition of maternal death); blank or NULL for the rest.
"""

from __future__ import annotations

import re
from typing import Final

from bahealth.catalog.model import Catalog, Source
from bahealth.catalog.periods import Period
from bahealth.collect.readers.reading import (
    CITY,
    NO_CITY_ROW,
    NO_YEAR_IN_NAME,
    Page,
    Reading,
    calendar_year,
    shown,
    year_in_name,
)
from bahealth.collect.table import Table
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

COLUMNS: Final = ("PROVRES", "SEXO", "CAUSA", "MAT", "GRUPEDAD", "CUENTA")
ENCODINGS: Final = ("utf-8", "windows-1252")
_MATERNAL: Final = {"", "M", "T", "S", "NULL"}  # S stands three times in 2017, unexplained and not in the city
_DEFWEB: Final = re.compile(r"defweb(\d{2})(?!\d)", re.IGNORECASE)


def recognises(upload: Upload) -> bool:
    """By the six columns; an archive may hold several years."""
    return bool(upload.tables) and all(table.header == COLUMNS for table in upload.tables)


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Two counts per year."""
    return sum((_one_year(table) for table in upload.tables), start=Reading())


def _year_of(member: str) -> Period | None:
    if short := _DEFWEB.search(member):
        return calendar_year(int(short[1]) + (1900 if int(short[1]) >= 80 else 2000))
    return year_in_name(member)


def _one_year(table: Table) -> Reading:
    page = Page(table.label)
    year = _year_of(table.member)
    if year is None:
        page.problem(NO_YEAR_IN_NAME)
        return page.reading
    rows = infant = maternal = late = 0
    for number, cells in table.numbered():
        if number == 1 or not cells:
            continue
        if len(cells) != len(COLUMNS):
            page.problem(
                N_("The row has %(seen)s columns; %(expected)s are expected."),
                row=number,
                seen=len(cells),
                expected=len(COLUMNS),
            )
            continue
        jurisdiction, _, _, state, age, deaths_cell = cells
        if jurisdiction.strip().zfill(2) != "02":
            continue
        rows += 1
        deaths = page.count(deaths_cell, row=number, column="CUENTA")
        state = state.strip()
        if state not in _MATERNAL:
            page.problem(
                N_("%(seen)s is not known; expected: %(expected)s."),
                row=number,
                column="MAT",
                seen=shown(state),
                expected="M, T, NULL",
            )
        if not re.match("[0-9]{2}", age):
            page.problem(
                N_("%(seen)s is not known; expected: %(expected)s."),
                row=number,
                column="GRUPEDAD",
                seen=shown(age),
                expected="01_Menor de 1 año, 02_1 a 9 …",
            )
        infant += int(deaths or 0) * age.startswith("01")
        maternal += int(deaths or 0) * (state == "M")
        late += int(deaths or 0) * (state == "T")
    if not rows:
        page.problem(NO_CITY_ROW)
    else:
        page.add("infant_deaths_deis", CITY, year, numerator=infant)
        note = f"Late maternal deaths are not counted: {late}. / No se cuentan muertes maternas tardías: {late}."
        page.add("maternal_deaths", CITY, year, numerator=maternal, note=note if late else None)
    return page.reading
