"""DEIS maternal deaths over live births by province, five years together. Late maternal deaths are in."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import city_rows, only_table
from bahealth.collect.readers.reading import CITY, NO_WINDOW, Page, Reading, shown, year_window
from bahealth.collect.upload import Upload

_WHERE, _DEATHS, _BIRTHS = "jurisdicion_residencia_nombre", "suma_quinquenio.x", "suma_quinquenio.y"
_NOTE = "Late maternal deaths are counted. / Se cuentan las muertes maternas tardías."


def recognises(upload: Upload) -> bool:
    """By window, province, deaths (.x) and births (.y)."""
    return only_table(upload, "quinquenio", _WHERE, _DEATHS, _BIRTHS) is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """One ratio over five years, as its two counts."""
    table = upload.tables[0]
    page = Page(table.label)
    for row, record in city_rows(page, table, _WHERE):
        window = year_window(record["quinquenio"])
        deaths = page.count(record.get(_DEATHS), row=row, column=_DEATHS)
        births = page.count(record.get(_BIRTHS), row=row, column=_BIRTHS)
        if window is None:
            page.problem(NO_WINDOW, row=row, column="quinquenio", seen=shown(record["quinquenio"]))
        elif deaths is not None and births is not None:
            page.add(
                "maternal_mortality_ratio", CITY, window, row=row, numerator=deaths, denominator=births, note=_NOTE
            )
    return page.reading
