"""DEIS births of the whole country, grouped: births, low weight and preterm births of mothers who live in the city.

The denominator is all live births, also those without weight or weeks: so the DEIS tables by province of 2019 and 2020
count, and the series stay alike. Births of adolescents are in the file but the women of that age are not: no rate.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from bahealth.catalog.model import Catalog, Source
from bahealth.catalog.periods import Period
from bahealth.collect.readers.reading import CITY, NO_CITY_ROW, Page, Reading, shown
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

COLUMNS: Final = (
    "anio",
    "jurisdiccion_de_residencia_id",
    "semana_gestacion",
    "intervalo_peso_al_nacer",
    "nacimientos_cantidad",
)
_UNKNOWN_WEIGHT, _UNKNOWN_WEEKS = 9, 8
_UNDER_2500_G: Final = range(1, 6)  # groups 1 (under 500) to 5 (2000 to 2499)
_UNDER_37_WEEKS: Final = range(1, 6)  # groups 1 (under 22) to 5 (32 to 36)


def recognises(upload: Upload) -> bool:
    """By the columns that are used."""
    return len(upload.tables) == 1 and upload.tables[0].has(*COLUMNS)


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Births, low_birth_weight and preterm for each year in the file."""
    table = upload.tables[0]
    page = Page(table.label)
    sums: dict[Period, Counter[str]] = {}
    for row, record in table.records():
        if shown(record.get("jurisdiccion_de_residencia_id")).zfill(2) != "02":
            continue
        year = page.year(record["anio"], row=row, column="anio")
        births = page.count(record.get("nacimientos_cantidad"), row=row, column="nacimientos_cantidad")
        weight = _group(page, record.get("intervalo_peso_al_nacer"), row, "intervalo_peso_al_nacer", _UNKNOWN_WEIGHT)
        weeks = _group(page, record.get("semana_gestacion"), row, "semana_gestacion", _UNKNOWN_WEEKS)
        if year is None or births is None or weight is None or weeks is None:
            continue
        of_year = sums.setdefault(year, Counter())
        of_year["births"] += int(births)
        of_year["low"] += int(births) * (weight in _UNDER_2500_G)
        of_year["weightless"] += int(births) * (weight == _UNKNOWN_WEIGHT)
        of_year["preterm"] += int(births) * (weeks in _UNDER_37_WEEKS)
        of_year["weekless"] += int(births) * (weeks == _UNKNOWN_WEEKS)
    for year, of_year in sorted(sums.items()):
        births = of_year["births"]
        page.add("births", CITY, year, numerator=births)
        for indicator_id, part, unknown in (
            ("low_birth_weight", "low", "weightless"),
            ("preterm", "preterm", "weekless"),
        ):
            note = (
                f"Denominator: all births, {of_year[unknown]} of them without the datum. / "
                f"Denominador: todos los nacimientos, {of_year[unknown]} de ellos sin el dato."
            )
            page.add(indicator_id, CITY, year, numerator=of_year[part], denominator=births, note=note)
    if not sums and not page.problems:
        page.problem(NO_CITY_ROW)
    return page.reading


def _group(page: Page, cell: object, row: int, column: str, last: int) -> int | None:
    """The number before the point of `5.2000 a 2499`, from 1 to `last`, which means unknown."""
    number = shown(cell).split(".", 1)[0]
    if number.isascii() and number.isdecimal() and 1 <= int(number) <= last:
        return int(number)
    page.problem(
        N_("%(seen)s is not known; expected: %(expected)s."),
        row=row,
        column=column,
        seen=shown(cell),
        expected=f"1. … {last}.",
    )
    return None
