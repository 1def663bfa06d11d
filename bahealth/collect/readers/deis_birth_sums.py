"""DEIS live births by province, five years together."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import city_rows, only_table
from bahealth.collect.readers.reading import CITY, NO_WINDOW, Page, Reading, shown, year_window
from bahealth.collect.upload import Upload

_WHERE, _BIRTHS = "jurisdicion_residencia_nombre", "suma_quinquenio"


def recognises(upload: Upload) -> bool:
    """By window, province and sum."""
    return only_table(upload, "quinquenio", _WHERE, _BIRTHS) is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """One count over five years."""
    table = upload.tables[0]
    page = Page(table.label)
    for row, record in city_rows(page, table, _WHERE):
        window = year_window(record["quinquenio"])
        births = page.count(record.get(_BIRTHS), row=row, column=_BIRTHS)
        if window is None:
            page.problem(NO_WINDOW, row=row, column="quinquenio", seen=shown(record["quinquenio"]))
        elif births is not None:
            page.add("births", CITY, window, row=row, numerator=births)
    return page.reading
