"""Pictures of the pages of care: intervals beside the city's line, small areas, cohorts by age."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.model import ComparedValue, Reliability
from bahealth.catalog.model import Direction
from bahealth.charts.cohorts import cohort_rows
from bahealth.charts.interval_bar import (
    HEIGHT,
    WIDTH,
    common_scale,
    interval_axis,
    interval_bar,
    place_tone,
    ticks,
)
from bahealth.charts.month_area import month_area
from bahealth.charts.scale import Scale
from bahealth.charts.tone import Tone
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.views.breakdowns import AgeShare, Cohort
from tests.charts.samples import an_indicator


def compared(
    value: float, side: int | None = 0, mark: Reliability = Reliability.RELIABLE, **limits: float
) -> ComparedValue:
    widths: dict[str, Any] = {"lower": value - 1, "upper": value + 1, "lower_998": value - 2, "upper_998": value + 2}
    return ComparedValue(
        period_start=date(2026, 1, 1),
        period_months=12,
        value=value,
        reliability=mark,
        against_city=side,
        **{**widths, **limits},
    )


@pytest.mark.parametrize(
    ("side", "mark", "direction", "tone"),
    [
        (1, Reliability.RELIABLE, Direction.HIGHER, Tone.GOOD),
        (1, Reliability.RELIABLE, Direction.LOWER, Tone.CONCERN),
        (-1, Reliability.RELIABLE, Direction.NEUTRAL, Tone.LOWER),
        (0, Reliability.RELIABLE, Direction.LOWER, Tone.PLAIN),
        (None, Reliability.NO_INTERVAL, Direction.LOWER, Tone.PLAIN),
        (None, Reliability.WIDE, Direction.LOWER, Tone.ABSENT),
    ],
)
def test_a_place_is_toned_only_by_a_judgement(side: int | None, mark: Reliability, direction: Direction, tone: Tone):
    assert place_tone(compared(5, side, mark), direction) is tone
    assert place_tone(None, direction) is Tone.ABSENT


def test_a_place_with_too_few_cases_has_a_ring_and_no_limits():
    scale = Scale(0, 10, 0, 100)
    few = interval_bar(compared(5, None, Reliability.WIDE), 6, scale, "light", direction=Direction.LOWER)
    enough = interval_bar(compared(5), 6, scale, "light", direction=Direction.LOWER)
    assert 'stroke-width="4"' not in few
    assert enough.count('stroke-width="4"') == 1
    assert "<circle" in few


def test_limits_and_city_stand_where_their_values_are():
    picture = interval_bar(compared(5), 6, Scale(0, 10, 0, 100), "light", direction=Direction.LOWER)
    assert f"M60.0 0V{HEIGHT:g}" in picture
    assert "M30.0 13H70.0" in picture  # 99.8 %: 3 to 7
    assert "M40.0 13H60.0" in picture  # 95 %: 4 to 6


def test_a_count_is_a_bar_from_zero_without_a_city():
    indicator = an_indicator(kind="count", denominator=None, interval="none")
    values = [compared(50, None, Reliability.NO_INTERVAL), compared(100, None, Reliability.NO_INTERVAL)]
    scale = common_scale(values, 150, indicator)
    assert (scale.low, scale.high) == (0, 100)
    widths = [
        float(
            re.findall(
                r'width="([\d.]+)" height="12"',
                interval_bar(one, None, scale, "light", direction=Direction.NEUTRAL, is_count=True),
            )[0]
        )
        for one in values
    ]
    assert widths == [150.0, 300.0]


def test_the_scale_holds_every_value_and_the_limits_of_those_that_are_reliable():
    few = compared(40, None, Reliability.WIDE, lower=0, upper=90)
    scale = common_scale([compared(30), few], 35, an_indicator())
    assert (scale.low, scale.high) == (29, 40)
    alone = common_scale([compared(5, 0, Reliability.NO_INTERVAL)], None, an_indicator())
    assert alone.high > alone.low


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_and_inside(low: float, span: float):
    scale = Scale(low, low + span, 0, WIDTH)
    found = ticks(scale)
    assert 1 <= len(found) <= 6
    slack = span * 1e-6
    assert all(low - slack <= one <= low + span + slack for one in found)


def test_every_picture_is_well_formed():
    scale = Scale(0, 10, 0, 100)
    for theme in ("light", "dark", "auto"):
        ET.fromstring(interval_bar(compared(5), 6, scale, theme, direction=Direction.LOWER))  # noqa: S314 - our own
        ET.fromstring(interval_axis(scale, [(0, "0"), (5, "5,0")], 6, theme))  # noqa: S314 - our own
        ET.fromstring(month_area([(date(2026, 1, 1), 3.0), (date(2026, 2, 1), 0.0)], theme))  # noqa: S314 - our own


def test_an_area_stands_on_zero_and_ends_with_its_newest_month():
    picture = month_area([(date(2026, 1, 1), 10.0), (date(2026, 2, 1), 5.0), (date(2026, 3, 1), 0.0)], "light")
    heights = [
        float(one)
        for one in re.findall(r"[ML][\d.]+ ([\d.]+)", re.findall(r'<path d="([^z]*?)" fill="none"', picture)[0])
    ]
    assert heights == [6.0, 24.0, 42.0]  # the greatest at the top, its half half way, nothing at the foot
    assert re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', picture) == ["42.0"]
    assert "<circle" in month_area([(date(2026, 1, 1), 0.0)], "light")


# --- cohorts ---


def cohort(first: date, *shares: float) -> Cohort:
    ages = [AgeShare(age=age, reached=share * 100, children=100) for age, share in enumerate(shares)]
    return Cohort(first_month=first, ages=tuple(ages))


WHOLE = (0.0,) * 4 + (0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.6)


def drawn(language: Language = "en") -> list[dict[str, Any]]:
    cohorts = [
        cohort(date(2025, 1, 1), *WHOLE, 0.65),
        cohort(date(2025, 4, 1), *WHOLE, 0.7),
        cohort(date(2025, 7, 1), *WHOLE[:9]),
        cohort(date(2025, 10, 1), *WHOLE[:4]),
    ]
    return cohort_rows(cohorts, Text(language))


def test_a_cohort_in_follow_up_is_drawn_only_as_far_as_it_has_come():
    followed = [row for row in drawn() if row["layer"] == "followed"]
    assert max(row["age"] for row in followed if row["cohort"] == "2025-Q3") == 8
    assert max(row["age"] for row in followed if row["cohort"] == "2025-Q4") == 3
    assert all(row["state_text"] == "still in follow-up" for row in followed)


def test_the_newest_complete_cohort_stands_out_and_is_named_with_its_share():
    rows = drawn()
    assert {row["cohort"] for row in rows if row["layer"] == "newest"} == {"2025-Q2"}
    assert {row["cohort"] for row in rows if row["layer"] == "older"} == {"2025-Q1"}
    (end,) = [row for row in rows if row["layer"] == "newest end"]
    assert end["label"] == "Q2 2025\n70%"


def test_one_in_follow_up_is_named_at_its_last_age_and_a_line_on_the_axis_has_no_name():
    (end,) = [row for row in drawn("es") if "followed end" in str(row["layer"])]
    assert (end["label"], end["age"]) == ("3.º trim. 2025", 8)


def test_names_of_neighbours_in_follow_up_stand_on_two_lines_in_turn():
    followed = [cohort(date(2025, first, 1), *WHOLE[: 12 - first]) for first in (1, 4, 7)]
    ends = [row for row in cohort_rows(followed, Text("en")) if "followed end" in str(row["layer"])]
    assert [(row["layer"], row["age"]) for row in ends] == [
        ("followed end 0", 10),
        ("followed end 1", 7),
        ("followed end 0", 4),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_point_can_be_heard(language: Language):
    assert all(row["spoken"] and row["count_text"] for row in drawn(language))


def test_earlier_quarters_are_named_on_the_side_where_they_lie():
    assert [row["layer"] for row in drawn() if row["label"] == "earlier quarters"] == ["older below"]
    above = cohort_rows([cohort(date(2025, 1, 1), *WHOLE, 0.9), cohort(date(2025, 4, 1), *WHOLE, 0.7)], Text("en"))
    assert [row["layer"] for row in above if row["label"] == "earlier quarters"] == ["older above"]
    alone = cohort_rows([cohort(date(2025, 4, 1), *WHOLE[:6])], Text("en"))
    assert {row["layer"] for row in alone} == {"followed", "followed end 0"}
