"""Births estimated by comuna stand in for the births that were not published, and say so."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from bahealth.collect.commands import preview_delivery
from bahealth.collect.denominators import load_births, with_estimated_denominators
from tests.collect.samples import AT, HEADER, rate, write
from tests.official import PROJECT

BIRTHS = {("comuna-3", 2023): 1500.0}


def test_bare_rate_gets_births_and_keeps_its_value():
    (one,) = with_estimated_denominators([rate(9.4)], BIRTHS)
    assert (one.value, one.numerator, one.denominator, one.is_denominator_estimated) == (9.4, None, 1500, True)


@pytest.mark.parametrize(
    "one",
    [
        rate(9.4, area_id="comuna-4"),
        rate(9.4, year=2022),
        rate(9.4, denominator=1400),
        rate(9.4, numerator=14),
        rate(9.4).model_copy(update={"indicator_id": "infant_mortality_deis"}),
        rate(9.4).model_copy(update={"period_months": 36}),
        rate(9.4).model_copy(update={"period_start": date(2023, 7, 1)}),
    ],
)
def test_other_rates_stay_as_they_were_published(one):
    assert with_estimated_denominators([one], BIRTHS) == [one]


def test_second_pass_changes_nothing():
    once = with_estimated_denominators([rate(9.4)], BIRTHS)
    assert with_estimated_denominators(once, BIRTHS) == once


def test_delivery_takes_the_births_that_its_caller_knows(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER + "infant_mortality,comuna-3,2023,,,9.4,\n")
    seen = preview_delivery(database, catalog, source_id="idecba_infant", files=[path], at=AT, births=BIRTHS)
    assert seen.added[0].observation.denominator == 1500


def test_table_of_births_is_read_and_its_absence_is_no_error(tmp_path):
    assert load_births(tmp_path) == {}
    (tmp_path / "city").mkdir()
    text = "area_id,year,births_estimated,method\ncomuna-3,2023,1500,published\n"
    write(tmp_path / "city", "births_estimated.csv", text)
    assert load_births(tmp_path) == BIRTHS


def test_series_of_this_project_carry_the_births_of_its_own_table():
    births = load_births(PROJECT / "data")
    if not births:
        pytest.skip("data/city/births_estimated.csv has not been derived yet")
    with (PROJECT / "data/city/series/idecba_infant__avoidability.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 224
    for row in rows:
        assert float(row["denominator"]) == births[row["area"], int(row["period"])]
        assert row["denominator_estimated"] == "true"
