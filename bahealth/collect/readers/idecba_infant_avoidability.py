"""IDECBA infant mortality and its avoidable part per 1,000 live births, by comuna and for the city (TOTAL).

An empty cell is the source's "-": no figure. It is never read as zero.
"""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import only_table
from bahealth.collect.readers.reading import CITY, Page, Reading, shown
from bahealth.collect.upload import Upload

_INDICATORS = {"infant_mortality_rate": "infant_mortality", "reducible_rate": "infant_mortality_reducible"}


def recognises(upload: Upload) -> bool:
    """By year, comuna and the two rates."""
    return only_table(upload, "year", "comuna", *_INDICATORS) is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Two published rates per place and year."""
    table = upload.tables[0]
    page = Page(table.label)
    for row, record in table.records():
        year = page.year(record["year"], row=row, column="year")
        where = record.get("comuna")
        area_id = CITY if shown(where).upper() == "TOTAL" else page.comuna(where, row=row, column="comuna")
        if year is None or area_id is None:
            continue
        for column, indicator_id in _INDICATORS.items():
            cell = record.get(column)
            if cell in ("", None):
                continue
            rate = page.number(cell, row=row, column=column)
            if rate is not None:
                page.add(indicator_id, area_id, year, row=row, value=rate)
    return page.reading
