"""DEIS births under 2,500 g (`si`) and the rest (`no`) by province and year; the rest includes unknown weights."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import city_rows, only_table
from bahealth.collect.readers.reading import CITY, Page, Reading
from bahealth.collect.upload import Upload

_WHERE = "jurisdicion_residencia_nombre"


def recognises(upload: Upload) -> bool:
    """By its columns."""
    return only_table(upload, "anio", _WHERE, "no", "si", "indicador") is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """One proportion per year, as its two counts."""
    table = upload.tables[0]
    page = Page(table.label)
    for row, record in city_rows(page, table, _WHERE):
        year = page.year(record["anio"], row=row, column="anio")
        light = page.count(record.get("si"), row=row, column="si")
        rest = page.count(record.get("no"), row=row, column="no")
        if year is not None and light is not None and rest is not None:
            page.add("low_birth_weight", CITY, year, row=row, numerator=light, denominator=light + rest)
    return page.reading
