"""What an accepted file says, read a second time by rules of its own: slow, naive, and strict about what is unclear."""

from __future__ import annotations

import csv
import tomllib
from typing import Any

from bahealth.catalog.model import Catalog
from bahealth.config import PROJECT
from bench.hostile.grids import document_of, tables_of
from bench.hostile.sample import Sample, Says, Truth, UnclearError
from bench.hostile.second_forms import form_period, form_truth
from bench.hostile.second_layouts import LAYOUTS, census_truth


def second_reading(sample: Sample, catalog: Catalog) -> Truth:
    """What the file says. Raises UnclearError where a careful person would not take it."""
    if sample.name.lower().endswith(".json"):
        return census_truth(document_of(sample.content))
    tables, separator = tables_of(sample.name, sample.content)
    if sample.source_id.startswith("form_"):
        return form_truth(tables, separator, catalog)
    for fits, read in LAYOUTS:
        if fits(sample, tables):
            return _completed(read(sample, tables), sample.source_id, catalog)
    return _completed(form_truth(tables, separator, catalog), sample.source_id, catalog)


def _completed(truth: Truth, source_id: str, catalog: Catalog) -> Truth:
    """With births estimated for bare rates, and known errors mended."""
    with (PROJECT / "data" / "catalog" / "corrections.toml").open("rb") as stream:
        corrections = [one for one in tomllib.load(stream).values() if one["source_id"] == source_id]
    with (PROJECT / "data" / "city" / "births_estimated.csv").open(encoding="utf-8") as stream:
        births = {(row["area_id"], row["year"]): float(row["births_estimated"]) for row in csv.DictReader(stream)}
    done: Truth = {}
    for key, one in truth.items():
        says = one
        found = births.get((key[1], str(key[2].year)))
        is_bare = one.value is not None and one.numerator is None and one.denominator is None
        if source_id == "idecba_infant" and is_bare and key[3] == 12 and key[2].month == 1 and found:
            says = one._replace(denominator=found, is_denominator_estimated=True)
        for each in corrections:
            start, months = form_period(each["period"])
            if (each["indicator_id"], each["area_id"], start, months) == key:
                says = _mended(says, each, catalog)
        if says is not None:
            done[key] = says
    return done


def _mended(says: Says, correction: dict[str, Any], catalog: Catalog) -> Says | None:
    stated = says.value if says.value is not None else says.numerator
    if says.value is None and says.numerator is not None and says.denominator:
        multiplier = catalog.indicator[correction["indicator_id"]].multiplier
        stated = multiplier * says.numerator / says.denominator
    if stated != correction["expected"]:
        raise UnclearError("the source has mended its error, or another stands there")
    if "replacement" not in correction:
        return None
    if says.value is None and says.denominator is None:
        return says._replace(numerator=correction["replacement"])
    return says._replace(value=correction["replacement"], numerator=None)
