"""DEIS infant mortality per 1,000 live births by province, one column each, one row per year."""

from __future__ import annotations

from datetime import date

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import only_table
from bahealth.collect.readers.reading import CITY, Page, Reading, shown
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

_WHEN, _CITY_RATE = "indice_tiempo", "mortalidad_infantil_caba"


def recognises(upload: Upload) -> bool:
    """By time and the city's column."""
    return only_table(upload, _WHEN, _CITY_RATE) is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """One published rate per year; an empty cell is no rate."""
    table = upload.tables[0]
    page = Page(table.label)
    for row, record in table.records():
        text = shown(record[_WHEN])
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            day = None
        if day is None or (day.month, day.day) != (1, 1):
            page.problem(
                N_("%(seen)s is not known; expected: %(expected)s."),
                row=row,
                column=_WHEN,
                seen=text,
                expected="1990-01-01",
            )
            continue
        year = page.year(day.year, row=row, column=_WHEN)
        cell = record.get(_CITY_RATE)
        if year is None or cell in ("", None):
            continue
        rate = page.number(cell, row=row, column=_CITY_RATE)
        if rate is not None:
            page.add("infant_mortality_deis", CITY, year, row=row, value=rate)
    return page.reading
