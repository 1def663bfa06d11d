from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.model import Change, Limits, Point, Standing, Status
from bahealth.catalog.model import Direction
from bahealth.charts.marks import AreaValue, change_mark, data_uri, gap_strip, sparkline, status_mark
from bahealth.charts.palette import palette
from bahealth.charts.tone import Tone, special_tone
from tests.charts.samples import LIMITS, MIRROR, months, years

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = re.compile(r"#[0-9a-f]{6}")
LIGHT = palette("light")


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own text


def shapes(svg: str) -> str:
    """The picture without its colours: what is left in grey print or for eyes that see no colour."""
    return COLOUR.sub("", svg)


def line(points: list[Point], direction: Direction = Direction.LOWER, limits: Limits | None = None) -> str:
    return sparkline(points, limits=limits, target=None, direction=direction, axis="data", theme="light")


def test_every_standing_has_its_own_shape() -> None:
    assert len({shapes(status_mark(one, "light")) for one in Standing}) == len(Standing)


def test_every_status_has_its_own_shape() -> None:
    assert len({shapes(status_mark(one, "light")) for one in Status}) == len(Status)


def test_every_change_has_its_own_shape_whatever_is_good() -> None:
    judged = (Change.IMPROVING, Change.WORSENING, Change.NO_SIGNAL, Change.CANNOT_TELL)
    for direction in (Direction.HIGHER, Direction.LOWER):
        assert len({change_mark(one, "light", direction) for one in judged}) == 4


def test_arrow_points_where_the_values_go() -> None:
    def arrow(change: Change, direction: Direction) -> str:
        root = parsed(change_mark(change, "light", direction))
        return root[0].attrib["d"]

    rising = arrow(Change.HIGHER, Direction.NEUTRAL)
    assert arrow(Change.IMPROVING, Direction.HIGHER) == rising
    assert arrow(Change.WORSENING, Direction.LOWER) == rising
    falling = arrow(Change.LOWER, Direction.NEUTRAL)
    assert arrow(Change.IMPROVING, Direction.LOWER) == falling
    assert arrow(Change.WORSENING, Direction.HIGHER) == falling


@pytest.mark.parametrize("label", ["", "Fuera de meta <\"&'>"])
def test_pictures_are_well_formed_and_named_or_hidden(label: str) -> None:
    values = [AreaValue("8 & <b>", 48.6, 45, 52, crosses_city=False), AreaValue("7", 19.9, 17, 23, crosses_city=True)]
    pictures = [
        *(status_mark(one, "dark", label=label) for one in (*Standing, *Status)),
        *(change_mark(one, "dark", label=label) for one in Change),
        sparkline(
            months([80.0] * 5),
            limits=LIMITS,
            target=85,
            direction=Direction.HIGHER,
            axis="zero",
            theme="dark",
            label=label,
        ),
        gap_strip(values, 20.0, "auto", direction=Direction.LOWER, label=label),
    ]
    for picture in pictures:
        root = parsed(picture)
        if label:
            assert root.attrib["role"] == "img"
            assert root.attrib["aria-label"] == label
            assert root.findtext(f"{SVG}title") == label
        else:
            assert root.attrib["aria-hidden"] == "true"


def test_missing_year_is_a_gap_and_a_lone_year_a_dot() -> None:
    whole = line(years({2010: 7.0, 2011: 8.8, 2012: 8.3, 2013: 8.9}))
    gap = line(years({2010: 7.0, 2011: 8.8, 2013: 8.9}))
    assert whole.count("M") == 1 + 1  # one line, one whisker
    assert whole.count("<circle") == 1
    assert gap.count("L") == 1  # 2010 to 2011 only
    assert gap.count("<circle") == 1 + 1  # 2013 is alone, and the newest


def test_rolling_periods_are_no_gap() -> None:
    rolling = [one.model_copy(update={"period_months": 12}) for one in months([80.0, 81.0, 82.0])]
    assert line(rolling).count("L") == 2


def test_series_without_points_is_a_dotted_line() -> None:
    assert "stroke-dasharray" in line([])


def test_constant_series_is_drawn_inside_the_picture() -> None:
    root = parsed(line([one.model_copy(update={"lower": None, "upper": None}) for one in months([0.0] * 4)]))
    newest = root.findall(f"{SVG}circle")[-1]
    assert 0 < float(newest.attrib["cy"]) < 36


def test_wide_interval_does_not_flatten_the_series() -> None:
    points = months([80.0, 82.0, 81.0])
    wide = [*points[:-1], points[-1].model_copy(update={"lower": 0.0, "upper": 100.0})]
    places = re.search(r'd="M([^"]+)" fill="none"', line(wide))
    assert places
    heights = [float(pair.split()[1]) for pair in places[1].split("L")]
    assert max(heights) - min(heights) > 36 / 5


@given(
    st.lists(st.floats(0, 200), min_size=2, max_size=40),
    st.sets(st.integers(0, 39)),
    st.sampled_from([Direction.LOWER, Direction.HIGHER]),
)
def test_flipping_the_direction_flips_every_judgement_of_a_sparkline(
    values: list[float], special: set[int], direction: Direction
) -> None:
    points = months(values, special=tuple(special))
    here, there = line(points, direction, LIMITS), line(points, MIRROR[direction], LIMITS)
    assert here.count(LIGHT.good) == there.count(LIGHT.concern)
    assert here.count(LIGHT.concern) == there.count(LIGHT.good)
    tones = [special_tone(one, LIMITS, direction) for one in points]
    assert here.count(LIGHT.good) == tones.count(Tone.GOOD)


def test_neutral_sparkline_never_judges() -> None:
    drawn = line(months([80.0, 95.0, 60.0], special=(1, 2)), Direction.NEUTRAL, LIMITS)
    assert LIGHT.higher in drawn
    assert LIGHT.lower in drawn
    assert LIGHT.good not in drawn
    assert LIGHT.concern not in drawn


@given(st.lists(st.tuples(st.floats(0, 100), st.booleans()), min_size=1, max_size=15), st.floats(0, 100))
def test_flipping_the_direction_flips_every_judgement_of_a_strip(drawn: list[tuple[float, bool]], city: float) -> None:
    values = [AreaValue(str(place), value, None, None, crosses) for place, (value, crosses) in enumerate(drawn)]
    here = gap_strip(values, city, "light", direction=Direction.LOWER)
    there = gap_strip(values, city, "light", direction=Direction.HIGHER)
    assert here.count(LIGHT.good) == there.count(LIGHT.concern)
    assert here.count(LIGHT.concern) == there.count(LIGHT.good)
    assert here.count(LIGHT.concern) == sum(value > city and not crosses for value, crosses in drawn)


def test_strip_colours_nothing_without_a_city_value() -> None:
    drawn = gap_strip([AreaValue("1", 9, 8, 10, crosses_city=False)], None, "light", direction=Direction.LOWER)
    assert LIGHT.good not in drawn
    assert LIGHT.concern not in drawn


def test_picture_travels_as_an_address_that_ends_no_attribute() -> None:
    svg = """<svg aria-label='5 % & "more" #1'><title>5 % &amp; "more" #1</title></svg>"""
    address = data_uri(svg)
    assert not set('<>"#&') & set(address)
    assert unquote(address.removeprefix("data:image/svg+xml,")) == svg
