"""DEIS live births of one year by province, as summed for a table; the year stands only in the file name."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import city_rows, only_table
from bahealth.collect.readers.reading import CITY, NO_YEAR_IN_NAME, Page, Reading, year_in_name
from bahealth.collect.upload import Upload

_WHERE, _BIRTHS = "jurisdicion_residencia_nombre", "sum(nacimientos_cantidad)"


def recognises(upload: Upload) -> bool:
    """By its two columns."""
    return only_table(upload, _WHERE, _BIRTHS) is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """One count."""
    table = upload.tables[0]
    page = Page(table.label)
    year = year_in_name(upload.name)
    if year is None:
        page.problem(NO_YEAR_IN_NAME)
        return page.reading
    for row, record in city_rows(page, table, _WHERE):
        births = page.count(record.get(_BIRTHS), row=row, column=_BIRTHS)
        if births is not None:
            page.add("births", CITY, year, row=row, numerator=births)
    return page.reading
