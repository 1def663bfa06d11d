"""The definitions of this project and the readers fit each other."""

from __future__ import annotations

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.collect.commands import preview_delivery
from bahealth.collect.denominators import load_births
from bahealth.collect.readers import READERS
from bahealth.collect.template import template
from bahealth.i18n import Text
from tests.collect.samples import AT
from tests.official import PROJECT

DATA = PROJECT / "data"
FILES = ("sources.toml", "departments.toml", "areas.toml", "corrections.toml")

pytestmark = pytest.mark.skipif(
    not all((DATA / "catalog" / name).exists() for name in FILES), reason="the catalogue is not complete yet"
)


def test_sources_name_readers_that_exist():
    catalog = load_catalog(DATA)
    assert {reader for source in catalog.sources for reader in source.readers} == set(READERS)


@pytest.mark.parametrize(
    "source_id", ["deis_vital", "idecba_infant", "idecba_coverage", "indec_population", "city_facilities"]
)
def test_series_of_this_project_can_be_delivered(source_id, database):
    files = sorted((DATA / "city" / "series").glob(f"{source_id}__*.csv"))
    births = load_births(DATA)
    seen = preview_delivery(database, load_catalog(DATA), source_id=source_id, files=files, at=AT, births=births)
    assert not seen.problems
    assert seen.added


def test_every_source_has_a_form():
    catalog = load_catalog(DATA)
    for source in catalog.sources:
        assert template(source, catalog, Text("es"), "xlsx")
        assert template(source, catalog, Text("en"), "csv")
