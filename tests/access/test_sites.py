"""Which centres count: dates, kinds, hours and services; what nobody told never closes one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bahealth.access.city import Centre
from bahealth.access.hours import Stretch, is_open, opening_hours
from bahealth.access.model import Matrix, Mode, Opening, Walker, WalkSettings
from bahealth.access.sites import counted, services_told, sites_on
from bahealth.access.years import day_of, matrix_of, measured_years
from tests.access.nets import at, site

LISTED = [
    Centre(
        centre_id=name,
        kind="cesac",
        name=name,
        address="",
        barrio_id="barrio-a",
        comuna_id="comuna-1",
        longitude=-58.4,
        latitude=-34.6,
    )
    for name in ("cesac-1", "cesac-2")
]


def opening(centre_id: str, from_on: date, until_on: date | None = None, **more: object) -> Opening:
    values = {"name": centre_id, "kind": "cesac", "longitude": None, "latitude": None, "hours": None, "services": None}
    return Opening.model_validate({"centre_id": centre_id, "from_on": from_on, "until_on": until_on, **values, **more})


def names(openings: list[Opening], day: date) -> list[str]:
    return [one.centre_id for one in sites_on(LISTED, openings, day)]


def test_a_centre_without_dates_always_exists_and_a_dated_one_between_its_dates() -> None:
    told = [opening("cesac-1", date(2020, 3, 1), date(2024, 7, 1))]
    assert names(told, date(2020, 2, 29)) == ["cesac-2"]
    assert names(told, date(2020, 3, 1)) == ["cesac-1", "cesac-2"]
    assert names(told, date(2024, 6, 30)) == ["cesac-1", "cesac-2"]
    assert names(told, date(2024, 7, 1)) == ["cesac-2"], "until is the first day on which it is closed"
    assert names([], date(1900, 1, 1)) == ["cesac-1", "cesac-2"]


def test_a_centre_that_moved_stands_where_it_stood_on_the_day() -> None:
    told = [
        opening("cesac-1", date(2020, 1, 1), date(2023, 1, 1)),
        opening("cesac-1", date(2023, 1, 1), longitude=-58.5, latitude=-34.65),
    ]
    (before,) = [one for one in sites_on(LISTED, told, date(2022, 6, 1)) if one.centre_id == "cesac-1"]
    (after,) = [one for one in sites_on(LISTED, told, date(2023, 6, 1)) if one.centre_id == "cesac-1"]
    assert (before.longitude, after.longitude) == (-58.4, -58.5)


def test_a_new_centre_needs_a_position() -> None:
    new = opening("cesac-99", date(2020, 1, 1))
    assert names([new], date(2021, 1, 1)) == ["cesac-1", "cesac-2"]
    placed = opening("cesac-99", date(2020, 1, 1), longitude=-58.45, latitude=-34.62)
    assert names([placed], date(2021, 1, 1)) == ["cesac-1", "cesac-2", "cesac-99"]


@pytest.mark.parametrize(
    ("asked", "expected", "reason"),
    [
        (WalkSettings(), {"day", "untold", "cmb-1"}, None),
        (WalkSettings(kinds=("cesac",)), {"day", "untold"}, "other_kind_count"),
        (WalkSettings(weekday=0, minute=8 * 60), {"day", "untold", "cmb-1"}, None),
        (WalkSettings(weekday=0, minute=7 * 60 + 59), {"untold", "cmb-1"}, "closed_count"),
        (WalkSettings(weekday=0, minute=20 * 60), {"untold", "cmb-1"}, "closed_count"),
        (WalkSettings(weekday=6, minute=600), {"untold", "cmb-1"}, "closed_count"),
        (WalkSettings(services=("dentistry",)), {"untold", "cmb-1"}, "without_service_count"),
        (WalkSettings(services=("pediatrics",)), {"day", "untold", "cmb-1"}, None),
    ],
)
def test_kind_hour_and_service_take_centres_away_and_say_so(
    asked: WalkSettings, expected: set[str], reason: str | None
) -> None:
    day = site(at(0), "day", hours=opening_hours("mo-fr 08:00-20:00"), services=frozenset({"pediatrics"}))
    found = counted([day, site(at(0), "untold"), site(at(0), "cmb-1", kind="cmb")], asked)
    assert {one.centre_id for one in found.sites} == expected
    reasons = {name: getattr(found, name) for name in ("other_kind_count", "closed_count", "without_service_count")}
    assert {name for name, count in reasons.items() if count} == ({reason} if reason else set())
    assert found.hours_untold_count == len(expected - {"day"})
    assert services_told([day]) == ("pediatrics",)


def test_hours_are_read_as_they_are_written() -> None:
    hours = opening_hours("sa 09:00-13:00; mo-tu 08:00-20:00")
    assert hours == (Stretch(0, 480, 1200), Stretch(1, 480, 1200), Stretch(5, 540, 780))
    assert is_open(hours, 5, 779)
    assert not is_open(hours, 5, 780)


def test_hours_go_on_past_midnight_and_past_sunday() -> None:
    assert opening_hours("su-mo 22:00-02:00") == (
        Stretch(0, 0, 120),
        Stretch(0, 1320, 1440),
        Stretch(1, 0, 120),
        Stretch(6, 1320, 1440),
    )
    assert opening_hours("mo 00:00-24:00") == (Stretch(0, 0, 1440),)
    for wrong in ("", "8 to 20", "mo 08:00", "mo-fr 08:00-20:00;"):
        with pytest.raises(ValueError, match=r"^"):
            opening_hours(wrong)


def test_named_walkers_have_their_speeds() -> None:
    assert [WalkSettings.of(one).metres_a_minute for one in Walker] == [80, 60, 65]


def test_years_begin_where_dates_are_told_else_with_the_list() -> None:
    today = date(2026, 11, 22)
    whole = [opening("cesac-1", date(2019, 5, 1)), opening("cesac-2", date(2021, 1, 1))]
    assert measured_years(LISTED, [], today=today) == [2026]
    assert measured_years(LISTED, whole[:1], today=today) == [2026], "one centre without dates is enough"
    assert measured_years(LISTED, whole, today=today)[0] == 2019
    assert measured_years(LISTED, [], today=today, since=2024) == [2024, 2025, 2026]
    assert measured_years(LISTED, [], today=date(2025, 3, 1)) == [2025]
    assert (day_of(2025, today), day_of(2026, today)) == (date(2025, 12, 31), today)


def test_a_matrix_speaks_of_its_year_and_later_ones() -> None:
    def matrix(mode: Mode, departs_at: datetime) -> Matrix:
        return Matrix(
            mode=mode,
            departs_at=departs_at,
            pair_count=1,
            block_count=1,
            centre_count=1,
            delivery_id=f"{mode}-{departs_at}",
            accepted_at=datetime(2026, 1, 1),
            is_simulated=False,
        )

    new, old = matrix(Mode.WALK, datetime(2025, 3, 3, 11)), matrix(Mode.WALK, datetime(2023, 3, 3, 11))
    known = [matrix(Mode.TRANSIT, datetime(2020, 1, 1)), new, old]
    assert [matrix_of(year, known, Mode.WALK) for year in (2022, 2023, 2024, 2025, 2026)] == [None, old, old, new, new]
    new_year = matrix(Mode.WALK, datetime(2026, 1, 1, 2))  # still 2025 in Buenos Aires
    assert matrix_of(2025, [new_year], Mode.WALK) == new_year
