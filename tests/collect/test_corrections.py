"""Known errors are mended while they stand, and make noise once the source has repaired them."""

from __future__ import annotations

import pytest

from bahealth.catalog.model import Catalog, Correction
from bahealth.collect.commands import AcceptDelivery, accept_delivery, preview_delivery
from bahealth.collect.queries import current_observations
from tests.collect.samples import ANALYST, AT, HEADER, refused, write

ID = "infant_reducible_2021_total"


def total(tmp_path, value):
    return write(tmp_path, "a.csv", HEADER + f"infant_mortality_reducible,city,2021,,,{value},\n")


def preview(database, catalog, path):
    return preview_delivery(database, catalog, source_id="idecba_infant", files=[path], at=AT)


def test_exchanged_total_of_2021_is_mended_and_reported(tmp_path, database, catalog):
    path = total(tmp_path, 0.9)
    seen = preview(database, catalog, path)
    assert seen.corrections_applied == (ID,)
    accept_delivery(database, catalog, AcceptDelivery(source_id="idecba_infant", files=(path,)), actor=ANALYST, at=AT)
    (one,) = current_observations(database)
    assert one.value == 2.3
    assert "intercambiados" in one.note
    assert preview(database, catalog, path).already_accepted_at == AT


@pytest.mark.parametrize("value", [2.3, 2.2, 0])
def test_repaired_source_is_refused_with_the_name_of_the_correction(value, tmp_path, database, catalog):
    (problem,) = refused(database, catalog, total(tmp_path, value), source_id="idecba_infant")
    assert problem.row == 2
    assert (problem.values["correction"], problem.values["expected"]) == (ID, "0.9")


def test_file_without_the_place_is_left_alone(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER + "infant_mortality_reducible,city,2022,,,3.5,\n")
    seen = preview(database, catalog, path)
    assert (seen.corrections_applied, seen.is_acceptable) == ((), True)


def test_correction_without_replacement_leaves_the_value_out(tmp_path, database, catalog):
    left_out = Correction.model_validate({**catalog.corrections[0].model_dump(), "replacement": None})
    other = Catalog.model_validate({**catalog.model_dump(), "corrections": [left_out.model_dump()]})
    text = HEADER + "infant_mortality_reducible,city,2021,,,0.9,\ninfant_mortality,city,2021,,,4.4,\n"
    seen = preview(database, other, write(tmp_path, "a.csv", text))
    assert [one.observation.indicator_id for one in seen.added] == ["infant_mortality"]
    assert seen.corrections_applied == (ID,)


def test_count_is_corrected_as_a_count(tmp_path, database, catalog):
    wrong = Correction.model_validate(
        {
            "correction_id": "births_2024",
            "source_id": "deis_vital",
            "indicator_id": "births",
            "area_id": "city",
            "period": "2024",
            "expected": 1,
            "replacement": 20_000,
            "reason": {"es": "x", "en": "x"},
        }
    )
    other = Catalog.model_validate({**catalog.model_dump(), "corrections": [wrong.model_dump()]})
    path = write(tmp_path, "a.csv", HEADER + "births,city,2024,1,,,\n")
    seen = preview_delivery(database, other, source_id="deis_vital", files=[path], at=AT)
    assert seen.added[0].observation.numerator == 20_000
