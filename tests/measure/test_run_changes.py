"""What a late, corrected or withdrawn record changes, worked out by hand; nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import add_months
from tests.measure.example import PLACES, child, lives, seen, with_team
from tests.measure.sent import Sent, changed, delivered_once
from tests.measure.small_city import Death, Kept, city, visit_on

Changed = set[tuple[str, str, date]]
FIRST, LAST = date(2024, 1, 10), date(2025, 12, 20)  # S is 1 January 2024, H 31 December 2025

BORN = date(2024, 6, 15)
HOME = lives(1)
CHRONIC = visit_on(date(2025, 5, 5), 2, kind="chronic", centre_id="medical-2")
# 1 lives in comuna 1 with the north team (cesac-1), 2 in comuna 2 with the south team (medical-2). The child, of comuna
# 1 and the north team, had five check-ups.
BASE = city(
    PLACES,
    seen(FIRST, LAST),
    lives(3),
    HOME,
    with_team(1),
    replace(lives(2), block_id="block-3", comuna_id="comuna-2"),  # type: ignore[call-arg]
    with_team(2, "south"),
    child(10, BORN, (31, 61, 92, 122, 153)),
    CHRONIC,
).records
CHRONIC_SENT = next(one for one in BASE if replace(one, record_key=None) == CHRONIC)


def of(measure_ids: str, areas: str, first: date, last: date | None = None) -> Changed:
    """Every one of the measures in every one of the areas, from the first to the last month."""
    months = [first]
    while months[-1] < (last or first):
        months.append(add_months(months[-1], 1))
    return {(name, area, month) for name in measure_ids.split() for area in areas.split() for month in months}


def month(year: int, number: int) -> date:
    return date(year, number, 1)


MARCH, MAY, JUNE = month(2025, 3), month(2025, 5), month(2025, 6)
NOVEMBER, DECEMBER = month(2025, 11), month(2025, 12)  # November is the last month with a delay of 30 days
NORTH = "centre-cesac-1 team-north"

CASES: dict[str, tuple[Kept, Changed]] = {
    # Scheduled, with the own team: one visit more in every count of visits, and one of one with the own team.
    "a late visit": (
        visit_on(date(2025, 3, 10), 1, kind="illness", team_id="north", is_scheduled=True, record_key=1),
        of("visits continuity_own_team", f"city comuna-1 {NORTH}", MARCH)
        | of("visits_by_kind", "city comuna-1 centre-cesac-1", MARCH)
        | of("visits_per_1000", "city comuna-1", MARCH),
    ),
    # Without a diagnosis: no class is known, but the uncoded are a part. It stays in twelve windows of twelve months,
    # of which those from December on are not given yet.
    "a late emergency visit": (
        visit_on(
            date(2025, 3, 10),
            1,
            kind="emergency",
            centre_id="hospital-1",
            triage_level=4,
            discharge="home",
            record_key=1,
        ),
        of("ed_visits_per_1000", "city comuna-1", MARCH)
        | of("ed_low_triage ed_return_72_hours ed_triage ed_classes", "city comuna-1 centre-hospital-1", MARCH)
        | of(
            "ed_frequent_users ed_frequent_user_visits ed_people_by_visits ed_visits_by_visits",
            "city comuna-1",
            MARCH,
            NOVEMBER,
        ),
    ),
    # The sixth, at the age of 183 days: 15 December 2024, the day of six months. Ten are asked for, so still not all.
    "a late check-up": (
        visit_on(date(2024, 12, 15), 10, kind="checkup", record_key=1),
        of("checkups_six checkups_by_birthday", f"city comuna-1 {NORTH}", JUNE)
        | of("six_reached_by_age", "city comuna-1", month(2024, 6))
        | of("visits visits_by_kind", "city comuna-1 centre-cesac-1", month(2024, 12))
        | of("visits_per_1000", "city comuna-1", month(2024, 12)),
    ),
    # A check-up on the day after the first birthday: a visit like others.
    "a check-up too late to count": (
        visit_on(date(2025, 6, 16), 10, kind="checkup", record_key=1),
        of("visits visits_by_kind", "city comuna-1 centre-cesac-1", JUNE)
        | of("visits_per_1000", "city comuna-1", JUNE),
    ),
    # A visit by somebody who lives elsewhere, at a hospital: in no measure.
    "a late visit that nobody counts": (visit_on(date(2025, 3, 10), 999, centre_id="hospital-1", record_key=1), set()),
    # Made in June at the other centre: May is as if nothing had been, and the person still lives in comuna 2.
    "a visit of another day and centre": (
        replace(visit_on(date(2025, 6, 5), 2, kind="chronic"), record_key=CHRONIC_SENT.record_key),
        of("visits visits_by_kind", "city comuna-2 centre-medical-2", MAY)
        | of("visits visits_by_kind", "city comuna-1 centre-cesac-1", JUNE)
        | of("visits_per_1000", "city comuna-2", MAY, JUNE),
    ),
    "a visit of another kind": (
        replace(CHRONIC_SENT, kind="illness"),  # type: ignore[call-arg]
        of("visits_by_kind", "city comuna-2 centre-medical-2", MAY),
    ),
    "a withdrawn visit": (
        replace(CHRONIC_SENT, is_withdrawn=True),
        of("visits visits_by_kind", "city comuna-2 centre-medical-2", MAY)
        | of("visits_per_1000", "city comuna-2", MAY),
    ),
    # Moved away on 10 September: not there on the 15th nor on the last day of September and of every later month.
    "the end of a residence": (
        replace(HOME, until_on=date(2025, 9, 10)),
        of("visits_per_1000 residents_with_team", "city comuna-1", month(2025, 9), DECEMBER)
        | of("ed_visits_per_1000", "city comuna-1", month(2025, 9), NOVEMBER)
        | of("residents_per_team", "city comuna-1 team-north", month(2025, 9), DECEMBER),
    ),
    # Died on 20 October: a resident on 15 October, and no more on the 31st.
    "a late death": (
        Death(resident_key=2, died_on=date(2025, 10, 20)),
        of("visits_per_1000", "city comuna-2", NOVEMBER, DECEMBER)
        | of("ed_visits_per_1000", "city comuna-2", NOVEMBER)
        | of("residents_with_team", "city comuna-2", month(2025, 10), DECEMBER)
        | of("residents_per_team", "city comuna-2 team-south", month(2025, 10), DECEMBER),
    ),
    # On the list of the south team from 1 August: it has two residents, and the north team the child alone.
    "another team from a day on": (
        with_team(1, "south", date(2025, 8, 1)),
        of("residents_per_team", "comuna-1 comuna-2 team-north team-south", month(2025, 8), DECEMBER),
    ),
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Sent:
    """The city, measured."""
    return delivered_once(tmp_path_factory.mktemp("before"), catalog, BASE, is_measured=True)


@pytest.fixture
def sent(before: Sent, tmp_path: Path, here: None) -> Iterator[Sent]:
    """A copy of it."""
    sent = before.copied(tmp_path)
    yield sent
    sent.database.close()


def delivered(sent: Sent, delivery_ids: tuple[str, ...]) -> Changed:
    """Of what the rows of deliveries speak."""
    with sent.database.reading() as con:
        rows = con.execute(
            "SELECT indicator_id, area_id, period_start FROM facts.observation "
            "WHERE delivery_id IN (SELECT unnest($1)) UNION "
            "SELECT measure_id, area_id, period_start FROM facts.breakdown WHERE delivery_id IN (SELECT unnest($1))",
            [list(delivery_ids)],
        ).fetchall()
    return set(rows)


@pytest.mark.parametrize("case", CASES)
def test_exactly_what_the_record_bears_on_is_delivered_again(sent: Sent, case: str) -> None:
    record, expected = CASES[case]
    before = sent.said()
    sent.deliver([record])
    run = sent.measure()
    assert set(changed(before, sent.said())) == expected
    assert delivered(sent, run.delivery_ids) == expected


def test_what_is_taken_back_leaves_everything_as_it_was(sent: Sent) -> None:
    before = sent.said()
    for record, _ in (CASES["a late emergency visit"], CASES["a late check-up"]):
        sent.deliver([record])
        sent.measure()
        assert sent.said() != before
        sent.deliver([replace(record, is_withdrawn=True)])
        sent.measure()
        assert sent.said() == before


def test_the_same_records_again_change_nothing(sent: Sent) -> None:
    before = sent.said()
    assert sent.deliver(BASE) == []
    late = visit_on(date(2025, 3, 10), 1, record_key=1)
    sent.deliver([late])
    sent.measure()
    # The same beside one that is new, of a month without rows: what is known already is not measured again.
    sent.deliver([late, visit_on(date(2025, 4, 10), 999, centre_id="hospital-1", record_key=2)])
    assert sent.measure().month_counts["visits"] == 1
    assert {one[2] for one in changed(before, sent.said())} == {MARCH}
