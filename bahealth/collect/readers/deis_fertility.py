"""DEIS births by age of the mother (`casos`) and INDEC women of that age (`X`) by province; the year is in a header.

The rates of the file are left alone: `tfa_*` is per 10,000, also where the heading suggests per 1,000.
"""

from __future__ import annotations

from typing import Final

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import city_rows, only_table
from bahealth.collect.readers.reading import CITY, Page, Reading, year_in_name
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

_WHERE: Final = "jurisdiccion_de_residencia_id"
_GROUPS: Final = (
    ("adolescent_births_10_14", "casos.x", "X10.14"),
    ("adolescent_births_15_19", "casos.y", "X15.19"),
)


def recognises(upload: Upload) -> bool:
    """By births and women of both age groups."""
    return only_table(upload, _WHERE, "casos.x", "X10.14", "casos.y", "X15.19") is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Two rates, as births and women."""
    table = upload.tables[0]
    page = Page(table.label)
    year = year_in_name(" ".join(name.replace("_", " ").replace("tfa", "tfa ") for name in table.header))
    if year is None or year != (year_in_name(upload.name) or year):
        page.problem(N_("The year of the rates (tfa_2019_15a19) is missing or differs from that of the file name."))
        return page.reading
    for row, record in city_rows(page, table, _WHERE):
        for indicator_id, births_column, women_column in _GROUPS:
            births = page.count(record.get(births_column), row=row, column=births_column)
            women = page.count(record.get(women_column), row=row, column=women_column)
            if births is not None and women is not None:
                page.add(indicator_id, CITY, year, row=row, numerator=births, denominator=women)
    return page.reading
