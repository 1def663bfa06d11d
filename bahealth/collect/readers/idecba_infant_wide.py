"""IDECBA infant mortality per 1,000 live births, comunas in rows, years in columns."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import only_table
from bahealth.collect.readers.reading import Page, Reading
from bahealth.collect.upload import Upload


def recognises(upload: Upload) -> bool:
    """A column of comunas and nothing but years, and the author's north and south."""
    table = only_table(upload, "Comuna", "vs_Rivadavia")
    return table is not None and all(name.isdecimal() for name in table.header[1:-1])


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """One published rate per comuna and year; an empty cell is no rate."""
    table = upload.tables[0]
    page = Page(table.label)
    for row, record in table.records():
        comuna = page.comuna(record["Comuna"], row=row, column="Comuna")
        if comuna is None:
            continue
        for name in table.header[1:-1]:
            cell = record.get(name)
            year = page.year(name, row=1, column=name)
            if year is None or cell in ("", None):
                continue
            rate = page.number(cell, row=row, column=name)
            if rate is not None:
                page.add("infant_mortality", comuna, year, row=row, value=rate)
    return page.reading
