"""series/<source>__<table>.csv: the published series in the long form, read from the official files by their readers.

Delivered under the same source they build the store where the official files are not. They state what the source
states, known errors too: corrections are applied when they are delivered, as to the official files themselves.
The counted people of the census of 2022 are not among them: they are another measure than the projected population.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bahealth.catalog.model import Catalog, Localized, Source
from bahealth.collect.denominators import load_births, with_estimated_denominators
from bahealth.collect.derive.model import (
    BA_DATA,
    DEIS,
    INDEC,
    LICENCE,
    SourceFile,
    Table,
    official_file,
    source_files,
)
from bahealth.collect.model import Observation
from bahealth.collect.readers import read_upload
from bahealth.collect.upload import open_upload
from bahealth.collect.written import long_form_csv
from bahealth.frozen import Frozen

IDECBA: Final = "IDECBA, Instituto de Estadística y Censos de la Ciudad de Buenos Aires"
DEIS_LICENCE: Final = "Datos abiertos (datos.salud.gob.ar), con mención de la fuente"
IDECBA_LICENCE: Final = "Información pública, con mención de la fuente"
_PUBLISHED: Final = "transcribed/published-figures.csv"
_NO_CATALOG: Final = Catalog(indicators=(), sources=(), departments=(), areas=())  # official layouts need none


class Series(Frozen):
    """One file of the folder: which official files it holds, and through which readers."""

    source_id: str
    name: str
    title: Localized
    publisher: str
    licence: str
    readers: tuple[str, ...]
    official: tuple[str, ...]
    changes: Localized

    @property
    def file(self) -> str:
        """Its place in data/city."""
        return f"series/{self.source_id}__{self.name}.csv"


def _text(es: str, en: str) -> Localized:
    return Localized(es=es, en=en)


_CITY_ROWS: Final = _text("Solo las filas de la Ciudad.", "Only the rows of the city.")
_OWN_FIGURES: Final = _text(
    "Solo las cifras publicadas por el propio organismo; las de prensa se dejan afuera.",
    "Only figures published by the institution itself; those of the press are left out.",
)
_AS_PUBLISHED: Final = _text(
    "Una fila por área y año; las celdas vacías se dejan vacías. Por comuna, el denominador son nacimientos estimados.",
    "One row per area and year; empty cells stay empty. By comuna the denominator is births estimated.",
)

SERIES: Final = (
    Series(
        source_id="deis_vital",
        name="deaths",
        title=_text(
            "Defunciones de menores de un año y muertes maternas, 2005–2023",
            "Deaths under one year and maternal deaths, 2005–2023",
        ),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_deaths",),
        official=(
            "mortality/deaths-argentina-2005-2014.zip",
            *(f"mortality/deaths-argentina-{year}.csv.gz" for year in range(2015, 2024)),
        ),
        changes=_text(
            "Sumas de CUENTA con PROVRES 02: GRUPEDAD 01, y MAT = M (las tardías no se cuentan).",
            "Sums of CUENTA with PROVRES 02: GRUPEDAD 01, and MAT = M (late deaths are not counted).",
        ),
    ),
    Series(
        source_id="deis_vital",
        name="births_2023",
        title=_text("Nacimientos, bajo peso y prematuros, 2023", "Births, low weight and preterm births, 2023"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_births",),
        official=("births/births-argentina-2023.csv",),
        changes=_text(
            "Sumas de la Ciudad; el denominador son todos los nacimientos.",
            "Sums of the city; the denominator is all births.",
        ),
    ),
    Series(
        source_id="deis_vital",
        name="birth_totals",
        title=_text("Nacimientos, 2019 y 2020", "Births, 2019 and 2020"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_birth_totals",),
        official=("births/births-by-province-2019.xlsx", "births/births-by-province-2020.xlsx"),
        changes=_CITY_ROWS,
    ),
    Series(
        source_id="deis_vital",
        name="birth_sums",
        title=_text("Nacimientos de cinco años, 2015–2019", "Births of five years, 2015–2019"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_birth_sums",),
        official=("births/births-by-province-sum-2015-2019.xlsx",),
        changes=_CITY_ROWS,
    ),
    Series(
        source_id="deis_vital",
        name="maternal_windows",
        title=_text("Razón de mortalidad materna, cinco años", "Maternal mortality ratio, five years"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_maternal_windows",),
        official=(
            "births/maternal-mortality-by-province-2015-2019.xlsx",
            "births/maternal-mortality-by-province-2016-2020.xlsx",
        ),
        changes=_CITY_ROWS,
    ),
    Series(
        source_id="deis_vital",
        name="low_weight",
        title=_text("Bajo peso al nacer, 2019 y 2020", "Low birth weight, 2019 and 2020"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_low_weight",),
        official=("births/low-birth-weight-by-province-2019-2020.xlsx",),
        changes=_CITY_ROWS,
    ),
    Series(
        source_id="deis_vital",
        name="fertility",
        title=_text("Nacimientos de madres adolescentes, 2019 y 2020", "Births to adolescents, 2019 and 2020"),
        publisher=f"{DEIS}; {INDEC}",
        licence=LICENCE[INDEC],
        readers=("deis_fertility",),
        official=(
            "births/fertility-by-mother-age-by-province-2019.xlsx",
            "births/fertility-by-mother-age-by-province-2020.xlsx",
        ),
        changes=_CITY_ROWS,
    ),
    Series(
        source_id="deis_vital",
        name="infant_rates",
        title=_text("Mortalidad infantil (DEIS), 1990–2021", "Infant mortality (DEIS), 1990–2021"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("deis_infant_rates",),
        official=("mortality/infant-mortality-rate-by-province-1990-2021.csv",),
        changes=_text("Solo la columna de la Ciudad.", "Only the column of the city."),
    ),
    Series(
        source_id="deis_vital",
        name="published",
        title=_text("Nacimientos, 2018", "Births, 2018"),
        publisher=DEIS,
        licence=DEIS_LICENCE,
        readers=("published_figures",),
        official=(_PUBLISHED,),
        changes=_OWN_FIGURES,
    ),
    Series(
        source_id="idecba_infant",
        name="by_comuna_2010_2016",
        title=_text("Mortalidad infantil por comuna, 2010–2016", "Infant mortality by comuna, 2010–2016"),
        publisher=IDECBA,
        licence=IDECBA_LICENCE,
        readers=("idecba_infant_wide",),
        official=("mortality/infant-mortality-by-comuna-2010-2016.csv",),
        changes=_AS_PUBLISHED,
    ),
    Series(
        source_id="idecba_infant",
        name="avoidability",
        title=_text(
            "Mortalidad infantil y su parte reducible por comuna", "Infant mortality and its avoidable part by comuna"
        ),
        publisher=IDECBA,
        licence=IDECBA_LICENCE,
        readers=("idecba_infant_avoidability",),
        official=("transcribed/infant-mortality-by-comuna-idecba.csv",),
        changes=_AS_PUBLISHED,
    ),
    Series(
        source_id="idecba_infant",
        name="published",
        title=_text("Mortalidad infantil de la Ciudad", "Infant mortality of the city"),
        publisher=IDECBA,
        licence=IDECBA_LICENCE,
        readers=("published_figures",),
        official=(_PUBLISHED,),
        changes=_OWN_FIGURES,
    ),
    Series(
        source_id="idecba_coverage",
        name="survey",
        title=_text("Cobertura pública exclusiva por comuna, 2008–2022", "Public cover only by comuna, 2008–2022"),
        publisher=IDECBA,
        licence=IDECBA_LICENCE,
        readers=("idecba_coverage_sheets",),
        official=("coverage/health-coverage-by-comuna-2008-2022.xlsx",),
        changes=_text(
            "Hojas anuales. 2008–2019: varones y mujeres ponderados con las proyecciones de INDEC: no se publicó "
            "el total; 2020: solo la Ciudad.",
            "Yearly sheets. 2008–2019: men and women weighted by INDEC's projections, because no total was published; "
            "2020: the city only.",
        ),
    ),
    Series(
        source_id="indec_population",
        name="projections",
        title=_text("Población proyectada por comuna, 2010–2025", "Projected population by comuna, 2010–2025"),
        publisher=INDEC,
        licence=LICENCE[INDEC],
        readers=("indec_projections",),
        official=("population/population-by-department-2010-2025.csv",),
        changes=_text(
            "Ambos sexos; la Ciudad es la suma de las comunas.", "Both sexes; the city is the sum of its comunas."
        ),
    ),
    Series(
        source_id="city_facilities",
        name="published",
        title=_text("Centros de salud (CeSAC)", "Primary-care centres (CeSAC)"),
        publisher=BA_DATA,
        licence=LICENCE[BA_DATA],
        readers=("published_figures",),
        official=(_PUBLISHED,),
        changes=_OWN_FIGURES,
    ),
)


def derive_series(official: Path, city: Path) -> list[Table]:
    """Write every series below `city`; births_estimated.csv there gives comuna rates their estimated denominators."""
    (city / "series").mkdir(parents=True, exist_ok=True)
    births = load_births(city.parent)
    tables: list[Table] = []
    for series in SERIES:
        observations = with_estimated_denominators(official_observations(official, series), births)
        (city / series.file).write_text(long_form_csv(observations), encoding="utf-8", newline="\n")
        tables.append(_table(series, source_files(official, *series.official), len(observations)))
    return tables


def official_observations(official: Path, series: Series) -> list[Observation]:
    """What the official files of `series` say; ValueError when a reader finds a problem in them."""
    source = Source(
        source_id=series.source_id,
        name=series.title,
        publisher=series.publisher,
        licence=series.licence,
        owner="statistics",
        readers=series.readers,
    )
    observations: list[Observation] = []
    for path in series.official:
        reading = read_upload(open_upload(official_file(official, path)), source, _NO_CATALOG)
        if reading.problems:
            raise ValueError(f"{path}: {reading.problems[0]}")
        observations += reading.observations
    return observations


def _table(series: Series, sources: tuple[SourceFile, ...], rows: int) -> Table:
    return Table(
        file=series.file,
        title=series.title,
        publisher=series.publisher,
        licence=series.licence,
        sources=sources,
        changes=series.changes,
        row_count=rows,
    )
