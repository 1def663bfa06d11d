"""INDEC census of 2022 by comuna: people in private dwellings, as JSON.

These are counted people, not the projected residents of `indec_projections` (which stand on the census of 2010 and
differ by up to a sixth in a comuna): never deliver both for the same year without looking at the preview.
"""

from __future__ import annotations

from typing import Any, Final

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.readers.reading import CITY, Page, Reading, calendar_year
from bahealth.collect.upload import Upload
from bahealth.i18n import N_

_CENSUS_YEAR: Final = 2022
_NOTE: Final = "Census 2022: people in private dwellings. / Censo 2022: población en viviendas particulares."


def recognises(upload: Upload) -> bool:
    """By `censo.comunas`."""
    return bool(_comunas(upload.document))


def read(upload: Upload, source: Source, catalog: Catalog) -> Reading:  # noqa: ARG001 - one shape for all readers
    """Sixteen counts: the comunas and their sum."""
    page = Page(upload.name)
    year = calendar_year(_CENSUS_YEAR)
    total = 0.0
    comunas = _comunas(upload.document)
    for place, (name, facts) in enumerate(comunas.items(), start=1):
        comuna = page.comuna(name, row=place, column="comunas")
        people = page.count(facts.get("pob") if isinstance(facts, dict) else None, row=place, column="pob")
        if comuna is not None and people is not None:
            page.add("population", comuna, year, row=place, numerator=people, note=_NOTE)
            total += people
    if len(comunas) != 15:
        page.problem(N_("%(seen)s comunas have a row for %(year)s; 15 are expected."), seen=len(comunas), year=year.key)
    page.add("population", CITY, year, numerator=total, note=_NOTE)
    return page.reading


def _comunas(document: Any) -> dict[str, Any]:
    census = document.get("censo") if isinstance(document, dict) else None
    comunas = census.get("comunas") if isinstance(census, dict) else None
    return comunas if isinstance(comunas, dict) else {}
