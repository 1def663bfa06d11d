"""Figures typed from publications, many of the press: only those that the publisher itself states are read.

Rows of other sources, of the press, and those copied from a file that has a layout of its own here are passed over.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.deis_tables import only_table
from bahealth.collect.readers.reading import CITY, Page, Reading, shown
from bahealth.collect.upload import Upload
from bahealth.i18n import N_


class Pick(NamedTuple):
    """A kind of row: its name in the file, the text by which its publisher is known, where it goes."""

    name: str
    publisher: str
    indicator_id: str
    is_count: bool


PICKS: Final[dict[str, tuple[Pick, ...]]] = {
    "deis_vital": (Pick("births", "(DEIS)", "births", is_count=True),),
    "idecba_infant": (
        Pick("infant_mortality_rate", "IDECBA, Sistema de indicadores", "infant_mortality", is_count=False),
    ),
    "city_facilities": (Pick("cesac_count", "(BA Data)", "primary_care_centres", is_count=True),),
}
_COPIED: Final = "births/"  # typed from a file that is delivered itself
_CHECKED: Final = "agrees with health-facilities/"  # the note of a figure that the publisher's own file confirms


def recognises(upload: Upload) -> bool:
    """By its columns."""
    return only_table(upload, "indicator", "territory", "year", "value", "unit", "source", "note") is not None


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """What this source itself published about the city."""
    table = upload.tables[0]
    page = Page(table.label)
    picks = {pick.name: pick for pick in PICKS.get(source.source_id, ())}
    for row, record in table.records():
        pick = picks.get(shown(record["indicator"]))
        said_by, note = shown(record.get("source")), shown(record.get("note"))
        if pick is None or record.get("territory") != CITY:
            continue
        is_own = pick.publisher in str(record.get("source")) and not said_by.startswith(_COPIED)
        if not is_own and not (pick.is_count and note.startswith(_CHECKED)):
            continue
        year = page.year(record["year"], row=row, column="year")
        measure = page.count if pick.is_count else page.number
        value = measure(record.get("value"), row=row, column="value")
        if year is not None and value is not None:
            page.add(
                pick.indicator_id,
                CITY,
                year,
                row=row,
                numerator=value if pick.is_count else None,
                value=None if pick.is_count else value,
            )
    if not page.found and not page.problems:
        page.problem(N_("The file has no figure that this source published itself."))
    return page.reading
