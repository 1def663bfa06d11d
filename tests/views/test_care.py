from __future__ import annotations

import math
from collections.abc import Generator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import Reliability
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Kind
from bahealth.catalog.periods import add_months
from bahealth.collect.records.model import KINDS
from bahealth.config import PROJECT
from bahealth.errors import NotFound
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bahealth.views.breakdowns import (
    OLDEST_AGE,
    PartRow,
    birth_cohorts,
    by_schedule,
    distribution,
    kinds_by_month,
    numbers_to,
)
from bahealth.views.care import BREAKDOWNS, INDICATORS, RECORDS, CareChoice, CareFigures, CareTheme, CareView, care_view
from tests.views.care_filled import (
    DELIVERED,
    NOON,
    Filling,
    centres,
    fill,
    filling,
    insert_delivery,
    insert_measurement,
    insert_records,
)
from tests.views.filled import OFFICE

CATALOG = load_catalog(PROJECT / "data")
EARLIER = CATALOG.schedules[0].required


@pytest.fixture(scope="module")
def city() -> Generator[Database]:
    """A city with thirty months of measurements and one release of them; only to read."""
    opened = Database(None)
    fill(opened)
    released(opened)
    yield opened
    opened.close()


def released(database: Database, at: datetime = NOON) -> None:
    make_release(database, CATALOG, MakeRelease(as_of=at.date()), actor=COMMAND_LINE, at=at)


def view(database: Database, theme: CareTheme = CareTheme.CHILD, **choice: object) -> CareView:
    found = care_view(database, CATALOG, CareChoice(theme=theme, **choice), OFFICE)  # type: ignore[arg-type]
    assert found is not None
    return found


def figures(database: Database, theme: CareTheme = CareTheme.CHILD, **choice: object) -> CareFigures:
    return view(database, theme, **choice).figures


def part(month: date, name: str, numerator: float, denominator: float, measure_id: str = "m") -> PartRow:
    return PartRow(
        measure_id=measure_id,
        period_start=month,
        part=name,
        numerator=numerator,
        denominator=denominator,
        is_simulated=False,
    )


def parts_of(found: Filling, measure_id: str, area_id: str, months: list[date]) -> dict[str, float]:
    """Slow: parts of the given months added up one by one."""
    sums: dict[str, float] = {}
    for month in months:
        for name, count in found.parts.get((measure_id, area_id, month), {}).items():
            sums[name] = sums.get(name, 0.0) + count
    return sums


# --- what the views name exists ---


def test_every_indicator_record_and_breakdown_of_a_view_is_one_that_is_measured():
    named = (PROJECT / "docs" / "measures.md").read_text(encoding="utf-8")
    for theme in CareTheme:
        for indicator_id in INDICATORS[theme]:
            assert indicator_id in CATALOG.indicator
            assert f"`{indicator_id}`" in named
        for measure_id in BREAKDOWNS[theme]:
            assert f"| `{measure_id}` |" in named
        assert set(RECORDS[theme]) <= set(KINDS)


# --- distributions ---


@pytest.mark.parametrize("area_id", ["city", "comuna-8"])
@pytest.mark.parametrize(
    ("theme", "measure_id", "last"),
    [
        (CareTheme.CHILD, "first_checkup_week", date(2026, 9, 1)),
        (CareTheme.MATERNAL, "prenatal_visits", date(2026, 9, 1)),
        (CareTheme.MATERNAL, "first_prenatal_week", date(2026, 9, 1)),
        (CareTheme.EMERGENCY, "ed_triage", date(2026, 9, 1)),
        (CareTheme.EMERGENCY, "ed_classes", date(2026, 9, 1)),
    ],
)
def test_a_distribution_adds_up_the_newest_twelve_months(
    city: Database, theme: CareTheme, measure_id: str, last: date, area_id: str
):
    found = figures(city, theme, area_id=area_id).distributions[measure_id]
    slow = parts_of(filling(), measure_id, area_id, [add_months(last, -step) for step in range(12)])
    assert {one.part: pytest.approx(one.count) for one in found.parts if one.count} == {
        name: count for name, count in slow.items() if count
    }
    assert found.whole == pytest.approx(sum(slow.values()))
    assert (found.period_start, found.period_months) == (add_months(last, -11), 12)
    assert found.is_simulated


def test_people_and_visits_by_number_of_visits_are_those_of_the_newest_month_alone(city: Database):
    found = figures(city, CareTheme.EMERGENCY).distributions
    for measure_id in ("ed_people_by_visits", "ed_visits_by_visits"):
        slow = parts_of(filling(), measure_id, "city", [date(2026, 9, 1)])
        assert {one.part: one.count for one in found[measure_id].parts} == slow


def test_children_are_kept_apart_by_the_schedule_that_they_followed(city: Database):
    older, newer = figures(city).birthdays
    assert (older.schedule.schedule_id, newer.schedule.schedule_id) == ("earlier", "national_2025")
    # Born in June 2025 and before: birthdays to June 2026. Born from July 2025 on: from July 2026.
    assert (older.distribution.period.start, older.distribution.period.end) == (date(2025, 10, 1), date(2026, 6, 30))
    assert (newer.distribution.period.start, newer.distribution.period.end) == (date(2026, 7, 1), date(2026, 9, 30))
    months = [add_months(date(2025, 10, 1), step) for step in range(9)]
    slow = parts_of(filling(), "checkups_by_birthday", "city", months)
    assert {one.part: one.count for one in older.distribution.parts if one.count} == slow


def test_the_complete_part_of_the_distribution_is_the_numerator_of_the_indicator(city: Database):
    done = filling().numerators
    for one in figures(city).birthdays:
        first, count = one.distribution.period.start, one.distribution.period.months
        counted = sum(done["checkups_complete", "city", add_months(first, step)] for step in range(count))
        assert one.distribution.count_from(one.schedule.required) == counted


def test_a_part_without_a_place_in_the_order_is_shown_last_and_not_left_out():
    month = date(2026, 1, 1)
    found = distribution([part(month, "1", 4, 10), part(month, "odd", 6, 10)], ("0", "1"))
    assert found is not None
    assert [(one.part, one.count) for one in found.parts] == [("0", 0), ("1", 4), ("odd", 6)]


def test_months_older_than_the_newest_twelve_are_left_out():
    rows = [part(date(2025, 1, 1), "1", 100, 100), part(date(2025, 2, 1), "1", 1, 2), part(date(2026, 1, 1), "1", 3, 4)]
    found = distribution(rows, ("1",))
    assert found is not None
    assert (found.count("1"), found.whole) == (4, 6)
    assert (found.period_start, found.period_months) == (date(2025, 2, 1), 12)
    assert distribution([], ("1",)) is None


@pytest.mark.parametrize(
    ("counts", "median"),
    [({"0": 1, "1": 1}, 0), ({"0": 1, "3": 2}, 3), ({"0": 2, "none": 8}, None), ({"1": 5, "none": 5}, 1)],
)
def test_half_does_not_go_beyond_the_median(counts: dict[str, float], median: int | None):
    whole = sum(counts.values())
    found = distribution(
        [part(date(2026, 1, 1), name, count, whole) for name, count in counts.items()], ("0", "1", "2", "3", "none")
    )
    assert found is not None
    assert found.median == median


def test_columns_reach_at_least_to_what_the_schedule_asks_for():
    rows = [part(date(2026, 1, 1), "2", 1, 1)]
    assert numbers_to(rows, 4) == ("0", "1", "2", "3", "4")
    assert numbers_to(rows, 1) == ("0", "1", "2")
    (found,) = by_schedule(rows, CATALOG.schedules)
    assert [one.part for one in found.distribution.parts] == [str(number) for number in range(EARLIER + 1)]
    assert by_schedule([], CATALOG.schedules) == ()


# --- cohorts ---


def cohort_parts(ages: dict[date, int]) -> list[PartRow]:
    """Months of birth with the greatest age that is known of each; at age a, a of 20 children have reached it."""
    return [part(month, str(age), age, 20) for month, last in ages.items() for age in range(last + 1)]


def test_an_age_of_a_quarter_counts_only_when_all_its_months_have_it():
    months = {date(2026, 1, 1): 8, date(2026, 2, 1): 7, date(2026, 3, 1): 6}
    (found,) = birth_cohorts(cohort_parts(months))
    assert found.first_month == date(2026, 1, 1)
    assert [one.age for one in found.ages] == [0, 1, 2, 3, 4, 5, 6]
    assert (found.ages[6].reached, found.ages[6].children) == (18, 60)
    assert not found.is_complete


def test_a_quarter_of_which_a_month_is_missing_is_not_drawn():
    assert birth_cohorts(cohort_parts({date(2026, 1, 1): 12, date(2026, 3, 1): 12})) == ()
    assert birth_cohorts([]) == ()


def test_a_cohort_is_complete_at_the_first_birthday():
    (found,) = birth_cohorts(cohort_parts({date(2025, 4, 1): 12, date(2025, 5, 1): 12, date(2025, 6, 1): 12}))
    assert found.is_complete
    assert found.ages[-1].share == 36 / 60


@given(
    st.dictionaries(
        st.dates(date(2023, 1, 1), date(2026, 12, 1)).map(lambda day: day.replace(day=1)), st.integers(0, 12)
    )
)
def test_no_cohort_goes_beyond_its_youngest_month_and_none_invents_children(ages: dict[date, int]):
    for one in birth_cohorts(cohort_parts(ages)):
        months = [add_months(one.first_month, step) for step in range(3)]
        assert one.ages[-1].age == min(ages[month] for month in months) <= OLDEST_AGE
        assert [age.age for age in one.ages] == list(range(len(one.ages)))
        assert all(age.children == 60 and 0 <= age.share <= 1 for age in one.ages)


def test_cohorts_of_the_page_are_the_children_of_three_months(city: Database):
    found = {one.first_month: one for one in figures(city, area_id="comuna-4").cohorts}
    parts = filling().parts
    for age in found[date(2025, 4, 1)].ages:
        own = [
            parts[f"six_reached_by_age {age.age}", "comuna-4", month]
            for month in (date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1))
        ]
        assert age.reached == sum(one["reached"] for one in own)
        assert age.children == sum(one["children"] for one in own)


# --- visits by kind ---


def test_a_month_without_a_kind_is_a_zero_and_a_kind_never_seen_is_not_named():
    rows = [part(date(2026, 1, 1), "checkup", 5, 5), part(date(2026, 2, 1), "illness", 7, 7)]
    found = {one.kind: dict(one.months) for one in kinds_by_month(rows)}
    assert found == {
        "checkup": {date(2026, 1, 1): 5, date(2026, 2, 1): 0},
        "illness": {date(2026, 1, 1): 0, date(2026, 2, 1): 7},
    }


# --- places ---


def test_comunas_say_what_their_verdicts_say_in_the_order_of_their_numbers(city: Database):
    found = figures(city, CareTheme.EMERGENCY, indicator_id="ed_low_triage")
    assert found.comunas is not None
    assert [one.name for one in found.comunas.places] == [f"Comuna {number}" for number in range(1, 16)]
    row = next(one for one in found.rows if one.indicator.indicator_id == "ed_low_triage")
    assert {one.area_id: one.compared for one in found.comunas.places} == {
        one.area_id: one.compared for one in row.comunas
    }


def wilson(k: float, n: float, z: float) -> tuple[float, float]:
    """Score limits of a share, written out once more."""
    middle = (k / n + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - reach, middle + reach


def test_a_centre_is_judged_by_its_own_twelve_months_against_the_city(city: Database):
    found = figures(city, CareTheme.EMERGENCY, indicator_id="ed_low_triage").centres
    made, months = filling(), [add_months(date(2026, 9, 1), -step) for step in range(12)]

    def counts(area_id: str) -> tuple[float, float]:
        keys = [("ed_low_triage", area_id, month) for month in months]
        return sum(made.numerators[key] for key in keys), sum(made.denominators[key] for key in keys)

    assert found is not None
    k, n = counts("city")
    assert found.city is not None
    assert found.city.value == pytest.approx(100 * k / n)
    for one in found.places:
        own_k, own_n = counts(one.area_id)
        low, high = wilson(own_k, own_n, 3.090232)
        assert one.compared is not None
        assert one.compared.value == pytest.approx(100 * own_k / own_n)
        assert (one.compared.lower_998, one.compared.upper_998) == (
            pytest.approx(100 * low, rel=1e-5),
            pytest.approx(100 * high, rel=1e-5),
        )
        assert one.compared.against_city == (low > k / n) - (high < k / n)


def test_a_centre_with_few_children_is_shown_and_not_judged(city: Database):
    found = figures(city, indicator_id="first_checkup_14_days").centres
    assert found is not None
    few = [one.compared for one in found.places if one.compared and (one.compared.denominator or 0) < 30]
    assert few
    assert all(one.reliability is Reliability.WIDE and one.against_city is None for one in few)


def test_centres_stand_in_the_order_of_their_names_and_a_number_counts_as_a_number(city: Database):
    found = figures(city).centres
    assert found is not None
    names = [one.name for one in found.places]
    assert names.index("CeSAC 2 (Villa Pueyrredón)") < names.index("CeSAC 10 (Parque Patricios 1)")


def test_in_a_comuna_only_its_own_centres_are_shown_but_every_hospital(city: Database):
    own = figures(city, area_id="comuna-8").centres
    assert own is not None
    assert {one.area_id for one in own.places} == {f"centre-{centre_id}" for centre_id, _ in centres()["comuna-8"]}
    whole = figures(city, CareTheme.EMERGENCY).centres
    narrowed = figures(city, CareTheme.EMERGENCY, area_id="comuna-8").centres
    assert whole is not None
    assert narrowed is not None
    assert [one.area_id for one in narrowed.places] == [one.area_id for one in whole.places]
    assert figures(city, area_id="comuna-2").centres is None
    assert figures(city, area_id="comuna-2").has_centres


def test_counts_are_added_up_and_not_judged(city: Database):
    found = figures(city, CareTheme.VISITS)
    assert found.compared is not None
    assert found.compared.indicator.kind is Kind.COUNT
    assert found.comunas is not None
    assert all(one.against_city is None for one in found.comunas.valued)
    assert found.comunas.city is not None
    assert sum(one.value for one in found.comunas.valued) == found.comunas.city.value


def test_an_indicator_of_people_has_no_centres(city: Database):
    found = figures(city, CareTheme.EMERGENCY, indicator_id="ed_frequent_users")
    assert found.centres is None
    assert not found.has_centres
    assert found.comunas is not None


def test_an_indicator_of_another_view_is_not_found(city: Database):
    with pytest.raises(NotFound):
        view(city, CareTheme.CHILD, indicator_id="visits")


# --- what was known when ---


def rows_of(count: float, whole: float, month: date = date(2026, 8, 1)) -> list[dict[str, object]]:
    place: dict[str, object] = {"measure_id": "prenatal_visits", "area_id": "city", "period_start": month}
    return [
        place | {"part": "5", "numerator": count, "denominator": whole},
        place | {"part": "0", "numerator": whole - count, "denominator": whole},
    ]


def test_an_old_release_keeps_its_digits_and_a_later_delivery_replaces_the_month_as_a_whole(database: Database):
    insert_delivery(database, "breakdown", rows_of(6, 10), at=NOON)
    released(database, NOON)
    later = NOON + timedelta(days=1)
    insert_delivery(database, "breakdown", rows_of(9, 9)[:1], at=later)  # nobody is left in part 0
    released(database, later)
    before = figures(database, CareTheme.MATERNAL, release_number=1).distributions["prenatal_visits"]
    after = figures(database, CareTheme.MATERNAL).distributions["prenatal_visits"]
    assert (before.count("5"), before.count("0"), before.whole) == (6, 4, 10)
    assert (after.count("5"), after.count("0"), after.whole) == (9, 0, 9)


def test_a_month_that_was_withdrawn_is_gone_and_not_zero(database: Database):
    insert_delivery(database, "breakdown", rows_of(6, 10) + rows_of(1, 2, date(2026, 7, 1)), at=NOON)
    gone = [one | {"numerator": None, "denominator": None} for one in rows_of(6, 10)]
    insert_delivery(database, "breakdown", gone, at=NOON + timedelta(hours=1))
    released(database, NOON + timedelta(days=1))
    found = figures(database, CareTheme.MATERNAL).distributions["prenatal_visits"]
    assert (found.count("5"), found.whole, found.period_start) == (1, 2, date(2026, 7, 1))


def test_a_centre_that_was_withdrawn_or_corrected_shows_what_is_in_force(database: Database):
    def rows(**counts: float | None) -> list[dict[str, object]]:
        areas = {"centre-a": "a", "centre-b": "b", "city": "city"}
        place: dict[str, object] = {"indicator_id": "checkups_six", "period_start": date(2026, 8, 1)}
        return [
            place | {"area_id": area_id, "numerator": counts[name], "denominator": counts[name] and 100.0}
            for area_id, name in areas.items()
            if name in counts
        ]

    insert_delivery(database, "observation", rows(a=50.0, b=60.0, city=90.0), at=NOON)
    insert_delivery(database, "observation", rows(a=70.0, b=None), at=NOON + timedelta(hours=1))
    released(database, NOON + timedelta(days=1))
    found = figures(database, indicator_id="checkups_six").centres
    assert found is not None
    assert [(one.name, one.compared and one.compared.value) for one in found.places] == [("a", 70.0)]


# --- records behind ---


def test_records_are_told_by_count_as_the_release_knew_them(city: Database):
    found = figures(city)
    assert [one.record_kind for one in found.records] == list(RECORDS[CareTheme.CHILD])
    births = found.records[0]
    assert (births.row_count, births.delivery_count, births.accepted_at) == (32_110, 1, DELIVERED)
    assert {one.measure_id for one in found.measurements} == {
        *INDICATORS[CareTheme.CHILD],
        *BREAKDOWNS[CareTheme.CHILD],
    }


def test_without_records_everything_is_empty_and_the_verdicts_stand(database: Database):
    released(database)
    found = view(database, CareTheme.EMERGENCY)
    assert not found.figures.has_breakdowns
    assert (found.figures.comunas, found.figures.centres, found.figures.records) == (None, None, ())
    assert [one.verdict.value for one in found.figures.rows] == [None] * len(INDICATORS[CareTheme.EMERGENCY])
    assert (found.arrived.records_at, found.arrived.is_measured) == (None, False)


def test_records_that_came_after_the_measurement_are_not_measured(database: Database):
    insert_records(database, at=NOON)
    insert_measurement(database, read_up_to=NOON - timedelta(hours=1), at=NOON - timedelta(hours=1))
    released(database, NOON + timedelta(hours=1))
    assert not view(database).arrived.is_measured
    insert_measurement(database, read_up_to=NOON, at=NOON + timedelta(hours=2))
    assert view(database).arrived.is_measured


def test_before_the_first_release_there_is_no_view(database: Database):
    assert care_view(database, CATALOG, CareChoice(), OFFICE) is None
