"""Definitions that cannot be right are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from bahealth.catalog.load import catalog_version
from bahealth.catalog.model import Catalog, Indicator
from tests.catalog.example import TEXT, catalog, count, proportion


def test_the_example_is_right_so_that_each_refusal_below_has_one_cause() -> None:
    built = Catalog.model_validate(catalog())
    assert set(built.indicator) == {"covered", "people"}
    assert built.area["comuna-1"].parent_id == "city"


@pytest.mark.parametrize(
    ("fields", "part_of_message"),
    [
        (proportion(denominator=None), "names one"),
        (count(denominator=TEXT), "has no denominator"),
        (proportion(kind="rate"), "Wilson"),
        (count(interval="wilson"), "Wilson"),
        (proportion(review_on=date(2026, 1, 1)), "next review"),
        (proportion(review_on=date(2025, 12, 31)), "next review"),
        (proportion(rebound="covered"), "another indicator"),
        (proportion(multiplier=0), "greater than 0"),
        (proportion(multiplier=-100), "greater than 0"),
        (proportion(decimals=5), "less than or equal to 4"),
        (proportion(lag_months=-1), "greater than or equal to 0"),
        (proportion(levels=[]), "at least 1 item"),
        (proportion(levels=["province"]), "levels"),
        (proportion(direction="up"), "direction"),
        (proportion(indicator_id="Covered"), "pattern"),
        (proportion(name={"es": "Texto"}), "en"),
        (proportion(name={"es": "", "en": "Text"}), "at least 1 character"),
        (proportion(name={**TEXT, "fr": "Texte"}), "Extra inputs"),
        (proportion(colour="green"), "Extra inputs"),
        (proportion(rebound=None), "rebound"),
        (proportion(steward=None), "steward"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_reason(fields: dict[str, Any], part_of_message: str) -> None:
    with pytest.raises(ValidationError, match=part_of_message):
        Indicator.model_validate(fields)


@pytest.mark.parametrize(
    ("changes", "part_of_message"),
    [
        ({"indicators": [proportion(), count(), count()]}, "stands twice"),
        ({"indicators": [proportion(rebound="nothing"), count()]}, "does not exist: nothing"),
        ({"indicators": [proportion(source="nobody"), count()]}, "does not exist: nobody"),
        ({"indicators": [proportion(owner="nobody"), count()]}, "does not exist: nobody"),
        ({"indicators": [proportion(denominator_from="births"), count()]}, "does not exist: births"),
        ({"indicators": [proportion(numerator_from="deaths"), count()]}, "does not exist: deaths"),
        ({"departments": []}, "does not exist: care"),
        ({"areas": [{"area_id": "comuna-1", "level": "comuna", "name": "Comuna 1"}]}, "does not hang"),
        ({"areas": [{"area_id": "city", "level": "city", "name": "C", "parent_id": "city"}]}, "does not hang"),
        (
            {"areas": [{"area_id": "comuna-1", "level": "comuna", "name": "Comuna 1", "parent_id": "city"}]},
            "does not hang",
        ),
        (
            {
                "corrections": [
                    {
                        "correction_id": "typo",
                        "source_id": "form",
                        "indicator_id": "covered",
                        "area_id": "comuna-2",
                        "period": "2023",
                        "expected": 1.0,
                        "replacement": None,
                        "reason": TEXT,
                    }
                ]
            },
            "typo names what does not exist",
        ),
    ],
)
def test_a_catalogue_that_names_what_does_not_exist_is_refused(changes: dict[str, Any], part_of_message: str) -> None:
    with pytest.raises(ValidationError, match=part_of_message):
        Catalog.model_validate(catalog(**changes))


def test_a_definition_is_past_review_from_the_day_after_its_date() -> None:
    definition = Indicator.model_validate(proportion(review_on=date(2027, 1, 1)))
    assert not definition.is_past_review(date(2026, 12, 31))
    assert not definition.is_past_review(date(2027, 1, 1))
    assert definition.is_past_review(date(2027, 1, 2))


def test_the_version_of_a_catalogue_changes_with_any_definition() -> None:
    same = [catalog_version(Catalog.model_validate(catalog())) for _ in range(2)]
    other = catalog_version(Catalog.model_validate(catalog(indicators=[proportion(decimals=2), count()])))
    assert same[0] == same[1]
    assert other != same[0]
