"""Days and times of day in Buenos Aires against instants in UTC, and themes in words."""

from __future__ import annotations

from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as some

from bahealth.catalog.words import theme_text
from bahealth.convene.versions import clock_of, day_of, instant_of
from bahealth.i18n import Text


def test_nine_in_buenos_aires_is_noon_in_utc() -> None:
    assert instant_of(date(2026, 11, 26), time(9)) == datetime(2026, 11, 26, 12)


@given(some.dates(date(2015, 1, 1), date(2040, 12, 31)), some.times())
def test_a_day_and_a_clock_come_back_as_they_were_typed(day: date, clock: time) -> None:
    at = instant_of(day, clock)
    assert (day_of(at), clock_of(at)) == (day, clock)


def test_a_theme_is_said_in_words_and_what_people_wrote_stays() -> None:
    t = Text("en")
    assert [theme_text(one, t) for one in ("infant", "Budget", " ")] == [
        "Infant and child health",
        "Budget",
        "All themes",
    ]
