"""Rows of the charts about a change of a site."""

from __future__ import annotations

from collections import Counter

from bahealth.assess.effect.estimate import estimate
from bahealth.charts.effect import course_rows, exchange_rows, gap_rows
from bahealth.i18n import Text
from tests.assess.effect.example import AREAS, drawn, monthly, stated

T = Text("en")
NAMES = {one: one.replace("comuna-", "Comuna ") for one in AREAS}


def test_every_month_is_drawn_once_as_what_it_is() -> None:
    found = estimate(monthly(), stated(opening_months=2), drawn(1, effect=1.3))
    layers = Counter(row["layer"] for row in course_rows(found.course, monthly(), T))
    assert (layers["before"], layers["left out"], layers["after"], layers["expected"]) == (36, 2, 10, 48)
    assert layers["turn"] == 1


def test_the_line_of_the_change_stands_at_its_month() -> None:
    found = estimate(monthly(), stated(), drawn(1, effect=1.3))
    rows = course_rows(found.course, monthly(), T)
    assert found.comparison is not None
    (turn,) = [row["x"] for row in rows if row["layer"] == "turn"]
    assert turn == min(row["x"] or 0 for row in rows if row["layer"] == "after")
    gaps = gap_rows(found.course, found.comparison, monthly(), T)
    assert Counter(row["layer"] for row in gaps) == {"band": 2, "before": 36, "after": 12, "turn": 1}
    assert {row["upper"] for row in gaps if row["layer"] == "band"} == {found.comparison.gap_reach}


def test_every_area_has_a_bar_and_the_treated_one_is_marked() -> None:
    found = estimate(monthly(), stated(), drawn(1, effect=1.3))
    rows = exchange_rows(found, NAMES, monthly(), T)
    assert {row["name"] for row in rows} == {*NAMES.values()}
    assert [row["name"] for row in rows if row["layer"] == "treated"] == ["Comuna 1"]
    assert rows[0]["name"] == "Comuna 1", "a rise of 30 percent stands above chance"
    alone = estimate(monthly(), stated(comparison=()), drawn(1, effect=1.3))
    assert exchange_rows(alone, NAMES, monthly(), T) == []
