"""The band of noise around the course of a target."""

from __future__ import annotations

import pytest

from bahealth.charts.course_noise import ABOVE, BAND, BELOW, noise_of
from bahealth.charts.house import Row
from bahealth.charts.trend import trend_rows
from bahealth.i18n import Text
from tests.charts.samples import LIMITS, a_target, a_verdict, an_indicator, years

ES = Text("es")


def drawn(values: dict[int, float], target: float = 4.0) -> list[Row]:
    indicator = an_indicator()
    return trend_rows(years(values), a_verdict(indicator, target=a_target(target)), [], indicator, ES)


def test_without_limits_the_noise_is_half_the_interval_of_the_newest_value() -> None:
    """4.6 with limits 3.68 to 5.52: the path from 7.3 to 4.0 carries 0.92 on each side, and its name."""
    rows = drawn({2020: 4.9, 2021: 4.6})
    band = [(row["lower"], row["upper"]) for row in rows if row["layer"] == BAND]
    assert band == [pytest.approx((7.3 - 0.92, 7.3 + 0.92)), pytest.approx((4.0 - 0.92, 4.0 + 0.92))]
    (name,) = [row for row in rows if row["layer"] == BELOW]
    assert name["label"] == "ruido del camino (95 %)"
    assert [row["label"] for row in drawn({2021: 4.6}, target=9.0) if row["layer"] == ABOVE] == [name["label"]]


def test_with_limits_it_is_95_percent_of_what_they_are_made_of() -> None:
    """Limits 80 -/+ 10 are 2.66 mean ranges; a range is 1.128 standard deviations: 1.96 x 10 / 2.66 / 1.128 = 6.53."""
    assert noise_of(years({2021: 80.0}), LIMITS) == pytest.approx(6.532, abs=1e-3)


def test_what_cannot_be_is_not_drawn_and_a_date_that_has_passed_has_no_band() -> None:
    assert [row["lower"] for row in drawn({2021: 4.6}, target=0.5) if row["layer"] == BAND][-1] == 0
    assert not [row for row in drawn({2027: 4.6}) if row["layer"] in {ABOVE, BAND, BELOW}]


def test_without_an_interval_there_is_no_noise_to_draw() -> None:
    points = [one.model_copy(update={"lower": None, "upper": None}) for one in years({2021: 4.6})]
    assert noise_of(points, None) is None
