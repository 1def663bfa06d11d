"""One module per layout of an official file, and the long form that every department can fill.

A reader recognises a file by its content, never by its name alone, and states what the source states: known errors of a
source are mended by corrections, not here.
"""

from __future__ import annotations

from typing import Final, Protocol

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.model import Problem
from bahealth.collect.readers import (
    deis_birth_sums,
    deis_birth_totals,
    deis_births,
    deis_deaths,
    deis_fertility,
    deis_infant_rates,
    deis_low_weight,
    deis_maternal_windows,
    idecba_coverage_sheets,
    idecba_infant_avoidability,
    idecba_infant_wide,
    indec_census_2022,
    indec_projections,
    long_form,
    published_figures,
)
from bahealth.collect.readers.reading import Reading, TooManyProblemsError
from bahealth.collect.upload import Upload
from bahealth.i18n import N_


class Reader(Protocol):
    """What each module of this folder offers."""

    def recognises(self, upload: Upload) -> bool:
        """Whether the file has this layout."""
        ...

    def read(self, upload: Upload, source: Source, catalog: Catalog) -> Reading:
        """What the file says."""
        ...


READERS: Final[dict[str, Reader]] = {
    "deis_deaths": deis_deaths,
    "deis_births": deis_births,
    "deis_birth_totals": deis_birth_totals,
    "deis_birth_sums": deis_birth_sums,
    "deis_maternal_windows": deis_maternal_windows,
    "deis_low_weight": deis_low_weight,
    "deis_fertility": deis_fertility,
    "deis_infant_rates": deis_infant_rates,
    "idecba_infant_wide": idecba_infant_wide,
    "idecba_infant_avoidability": idecba_infant_avoidability,
    "idecba_coverage_sheets": idecba_coverage_sheets,
    "indec_projections": indec_projections,
    "indec_census_2022": indec_census_2022,
    "published_figures": published_figures,
}


def read_upload(upload: Upload, source: Source, catalog: Catalog) -> Reading:
    """What `upload` says, by the first layout of `source` that fits, or as the long form."""
    names = [name for name in source.readers if READERS[name].recognises(upload)]
    takes_other_encodings = names == ["deis_deaths"]
    for table in upload.tables:
        if table.encoding != "utf-8" and not takes_other_encodings:
            message = N_("The text is written in %(seen)s; save the file as CSV UTF-8.")
            return Reading(problems=(Problem(file=table.label, seen=table.encoding, message=message),))
    reader: Reader = READERS[names[0]] if names else long_form
    try:
        return reader.read(upload, source, catalog)
    except TooManyProblemsError as stopped:
        return stopped.reading
