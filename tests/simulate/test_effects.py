"""What truth.toml says was planted is there, in the expected size, in the rows that were drawn."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest
from scipy import stats

from bahealth.catalog.load import load_catalog
from bahealth.catalog.periods import add_months
from bahealth.collect.records.model import VISIT_KINDS
from bahealth.simulate import EffectKind, planted_effects
from bahealth.simulate.assumptions import load_assumptions
from bahealth.simulate.effects import effects
from bahealth.simulate.expected import CHILDREN, Tally, expected_share, schedule_of
from bahealth.simulate.months import Months
from bahealth.simulate.published import COMUNAS
from tests.simulate.written import DATA, Families, Written, number_of

RARE = 1e-4
DAY = 86_400_000_000
HOUR = 3_600_000_000


# --- families: check-ups, counted one child at a time ---


def check_ups(people: Families) -> dict[int, list[int]]:
    """Days of the check-ups of each person."""
    found: dict[int, list[int]] = {}
    of_kind = people.planned.kind == VISIT_KINDS.index("checkup")
    person = people.population.spells.person[people.planned.spell[of_kind]]
    for one, day in zip(person.tolist(), people.planned.day[of_kind].tolist(), strict=True):
        found.setdefault(one, []).append(day)
    return found


def birthday_cohort(people: Families, comunas: tuple[str, ...], start: date, end: date) -> list[tuple[int, int]]:
    """Child and day of birth: first birthday in the months, alive, in one spell since birth, on a list soon after."""
    spells = people.population.spells
    wanted = [COMUNAS.index(one) for one in comunas]
    first_born, last_born = (number_of(add_months(one, -12)) for one in (start, end))
    found: list[tuple[int, int]] = []
    for child, day, row in children(people):
        in_time = first_born <= day < last_born and spells.last[row] >= day + 365
        is_there = people.setting.published.blocks.comuna[spells.block[row]] in wanted
        if in_time and is_there and people.enrolled.since[row] <= day + 31:
            found.append((child, day))
    return found


def children(people: Families) -> list[tuple[int, int, int]]:
    """Number, day of birth and row of the first spell of each child born in the months."""
    day = people.born.born[people.born.born < people.plan.end]
    child = people.first_child + np.arange(len(day))
    row = np.searchsorted(people.population.spells.person, child.astype(np.int32))
    return list(zip(child.tolist(), day.tolist(), row.tolist(), strict=True))


def reached(children: list[tuple[int, int]], days: dict[int, list[int]], needed: int, *, newborn: bool) -> int:
    """How many children have so many check-ups by the first birthday."""
    count = 0
    for child, born in children:
        done, last = 0, -1000
        for age in sorted(day - born for day in days.get(child, [])):
            apart = 3 if newborn and age <= 28 else 14
            if age <= 365 and age - last >= apart:
                done, last = done + 1, age
        count += done >= needed
    return count


@pytest.fixture(scope="module")
def truth(people: Families) -> dict[str, object]:
    months = Months(people.setting, people.population, people.enrolled, people.planned)
    tally = Tally(sent_home=[100] * 48, returned=[5] * 48)
    return {one.name: one for one in effects(people.setting, people.coming, months, tally)}


def test_six_check_ups_rise_where_and_when_it_was_planted(people: Families, truth: dict) -> None:
    effect = truth["check_ups_kept_better"]
    assert effect.size > 15, "a change that is clear"
    days = check_ups(people)
    for start, end, share in (
        (add_months(people.plan.first, 12), effect.from_month, effect.before),
        (effect.from_month, date(2026, 7, 1), effect.after),
    ):
        cohort = birthday_cohort(people, effect.areas, start, end)
        six = reached(cohort, days, 6, newborn=False)
        assert stats.binomtest(six, len(cohort), share / 100).pvalue > RARE
    assert stats.binomtest(six, len(cohort), effect.before / 100).pvalue < RARE, "the rise is beyond chance"


def test_six_check_ups_stay_elsewhere(people: Families, truth: dict) -> None:
    effect = truth["check_ups_kept_better"]
    others = tuple(one for one in COMUNAS if one not in effect.areas)
    days = check_ups(people)
    for start, end in ((date(2024, 1, 1), effect.from_month), (effect.from_month, date(2026, 7, 1))):
        cohort = birthday_cohort(people, others, start, end)
        assert stats.binomtest(reached(cohort, days, 6, newborn=False), len(cohort), effect.before / 100).pvalue > RARE


def test_the_new_schedule_asks_for_more_and_fewer_complete_it(people: Families, truth: dict) -> None:
    effect = truth["national_2025_checkups_complete"]
    assert effect.is_break
    assert not effect.is_change
    others = tuple(one for one in COMUNAS if one not in ("comuna-4", "comuna-8"))
    days = check_ups(people)
    for start, end, needed, share in (
        (date(2024, 1, 1), date(2026, 7, 1), 10, effect.before),
        (date(2026, 7, 1), date(2026, 11, 1), 14, effect.after),
    ):
        cohort = birthday_cohort(people, others, start, end)
        complete = reached(cohort, days, needed, newborn=True)
        assert stats.binomtest(complete, len(cohort), share / 100).pvalue > RARE


def test_first_check_ups_rise_city_wide(people: Families, truth: dict) -> None:
    effect = truth["first_check_up_sooner"]
    days, born, spells = check_ups(people), people.born, people.population.spells
    in_hospital = born.days_in_hospital[born.born < people.plan.end]
    switch = number_of(effect.from_month)
    for low, high, share in ((0, switch, effect.before), (switch, people.plan.end - 15, effect.after)):
        total = sooner = 0
        for (child, day, row), stay in zip(children(people), in_hospital.tolist(), strict=True):
            if low <= day < high and stay < 14 and spells.last[row] >= day + 14:
                total += 1
                sooner += any(0 <= one - day <= 14 for one in days.get(child, []))
        assert stats.binomtest(sooner, total, share / 100).pvalue > RARE
    assert 0 < effect.size < truth["check_ups_kept_better"].size


def test_expected_shares_are_those_of_many_children_and_their_error_is_small(people: Families) -> None:
    assert 100 * np.sqrt(0.25 / CHILDREN) < 0.16
    old = load_catalog(DATA).schedules[0]
    born = people.plan.adherence_born_from
    before, after = (expected_share(people.setting, old, day, "comuna-8") for day in (born - 1, born))
    assert before < after
    assert expected_share(people.setting, old, born, "comuna-1") == before


def test_a_child_follows_the_schedule_of_its_day_of_birth() -> None:
    both = load_catalog(DATA).schedules
    assert schedule_of(both, number_of(date(2025, 6, 30))).required == 10
    assert schedule_of(both, number_of(date(2025, 7, 1))).required == 14


# --- visits ---


def month_of(at: np.ndarray) -> np.ndarray:
    """Months since 1970-01."""
    return at.astype("datetime64[us]").astype("datetime64[M]").astype(int)


def months_since_1970(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def office_months(start: date, end: date) -> float:
    """Average months that the days from `start` to before `end` are worth, by weekday and season."""
    of = load_assumptions(DATA).visits
    total = 0.0
    for number in range(start.toordinal(), end.toordinal()):
        day = date.fromordinal(number)
        weekday = of.primary_weekday[day.weekday()] / (sum(of.primary_weekday) / 7)
        total += weekday * of.primary_season[day.month - 1] / (sum(of.primary_season) / 12)
    return total / (365.2425 / 12)


def test_the_new_centre_is_empty_before_and_used_after(written: Written) -> None:
    effect = written.truth.effect("new_centre")
    own = written.visits["centre"] == "cesac-simulado"
    month = month_of(written.visits["at"][own])
    opened = months_since_1970(effect.from_month)
    assert month.min() >= opened
    # From the third month on everybody around has changed over. Each day weighs as its weekday and month: Poisson.
    settled = ((month >= opened + 2) & (written.visits["kind"][own] != "checkup")).sum()
    expected = effect.after * office_months(add_months(effect.from_month, 2), add_months(written.truth.last_month, 1))
    low, high = stats.poisson.interval(1 - RARE, expected)
    assert low < settled < high
    comuna = written.truth.effect("new_centre_in_comuna")
    assert comuna.areas == ("comuna-3",)
    assert comuna.after > comuna.before


def test_winter_returns_every_year(written: Written) -> None:
    effect = written.truth.effect("winter")
    month = month_of(written.visits["at"][written.visits["kind"] == "emergency"])
    own = month[(month >= months_since_1970(date(2024, 1, 1))) & (month < months_since_1970(date(2026, 1, 1)))]
    of_year = np.bincount(own % 12, minlength=12)
    winter, year = of_year[5:8].sum(), of_year.sum()
    # Winter's days are 92 of 365.5. Residents' season is the truth; people from elsewhere are of other ages.
    ratio = (winter / 92) / (year / 365.5)
    sd = ratio * np.sqrt(1 / winter - 1 / year)
    assert abs(ratio - effect.after) < stats.norm.isf(RARE / 2) * sd
    assert ratio - 1 > stats.norm.isf(RARE) * sd, "beyond chance"
    assert not effect.is_change


def returned_within_72_hours(written: Written) -> tuple[np.ndarray, np.ndarray]:
    """Month of each unscheduled visit sent home, and whether another followed within 72 hours."""
    visits = written.visits
    rows = np.flatnonzero((visits["kind"] == "emergency") & ~visits["scheduled"])
    order = rows[np.lexsort((visits["at"][rows], visits["resident"][rows]))]
    person, at = visits["resident"][order], visits["at"][order]
    follows = np.zeros(len(order), dtype=bool)
    gap = at[1:] - at[:-1]
    follows[:-1] = (person[1:] == person[:-1]) & (gap > 0) & (gap <= 72 * HOUR)
    home = visits["discharge"][order] == "home"
    return month_of(at[home]), follows[home]


def test_returns_are_noise_and_nothing_else(written: Written) -> None:
    effect = written.truth.effect("returns_are_constant")
    assert (effect.kind, effect.size, effect.is_change) == (EffectKind.NOISE, 0.0, False)
    month, follows = returned_within_72_hours(written)
    inside = month < months_since_1970(written.truth.last_month)
    month, follows = month[inside] - month.min(), follows[inside]
    total, back = np.bincount(month), np.bincount(month, follows)
    assert stats.chi2_contingency([back, total - back]).pvalue > RARE, "all months alike"
    assert stats.binomtest(int(back.sum()), int(total.sum()), effect.before / 100).pvalue > RARE
    [unlucky] = effect.months
    assert written.truth.first_month <= unlucky <= written.truth.last_month


def test_late_rows_are_those_of_one_hospital_and_its_months(written: Written) -> None:
    effect = written.truth.effect("late_reporting")
    visits = written.visits
    first = months_since_1970(written.truth.first_month)
    delivered = visits["file"] + first
    late = month_of(visits["at"]) < delivered
    assert set(np.unique(visits["centre"][late])) == {"hospital-santojanni"}
    months = {months_since_1970(one) for one in effect.months}
    assert set(np.unique(month_of(visits["at"][late]))) == months
    own = (visits["centre"] == "hospital-santojanni") & np.isin(month_of(visits["at"]), list(months))
    assert stats.binomtest(int(late.sum()), int(own.sum()), effect.size).pvalue > RARE
    assert f"{late.sum()} rows" in effect.unit


def test_a_change_of_coding_makes_visits_look_solvable_without_any_real_change(written: Written) -> None:
    effect = written.truth.effect("coding_by_complaint")
    assert effect.is_break
    assert not effect.is_change
    solvable = {
        row["diagnosis"]: float(row["non_emergent"]) + float(row["primary_care_treatable"]) for row in written.shares
    }
    visits = written.visits
    here = (visits["centre"] == "hospital-pinero") & np.isin(visits["diagnosis"], list(solvable))
    share = np.array([solvable[one] for one in visits["diagnosis"][here]]) * 100
    after = month_of(visits["at"][here]) >= months_since_1970(effect.from_month)
    assert round(float(share[after].mean()), 2) == effect.after, "exactly the rows that were written"
    months = month_of(visits["at"][here])
    earlier = np.isin(months + 12, months[after])  # the same months of the year before
    sd = np.sqrt(share[earlier].var() * (1 / earlier.sum() + 1 / after.sum()))
    assert abs(share[earlier].mean() - effect.before) < stats.norm.isf(RARE / 2) * sd
    assert effect.size > 3
    triage = visits["triage"][here]
    known = triage > 0
    low = np.array([[(triage[known & one] >= 4).sum(), (triage[known & one] < 4).sum()] for one in (after, ~after)])
    assert stats.chi2_contingency(low).pvalue > RARE, "triage stays"


def test_every_effect_names_what_exists(written: Written) -> None:
    catalog = load_catalog(DATA)
    centres = {f"centre-{row['centre']}" for row in written.centres}
    found = planted_effects(written.city.folder)
    assert found == written.truth.effects
    assert {one.kind for one in found} == set(EffectKind)
    for one in found:
        assert one.measure in catalog.indicator
        assert set(one.areas) <= set(catalog.area) | centres
        assert (
            one.before is None
            or one.after is None
            or one.kind is EffectKind.SEASON
            or abs(one.after - one.before - one.size) < 0.02
        )


def test_visits_are_about_as_many_as_planned_for(written: Written) -> None:
    """Assumptions, not facts: a million a month at full scale, of which an eighth emergencies."""
    visits, truth = written.visits, written.truth
    months = truth.months * truth.scale
    assert 1_000_000 < len(visits["visit"]) / months < 1_150_000
    shares = {kind: (visits["kind"] == kind).mean() for kind in VISIT_KINDS}
    assert 0.10 < shares["emergency"] < 0.14
    assert 0.012 < shares["checkup"] < 0.025
    assert all(share > 0 for share in shares.values())


def test_own_team_attends_about_seven_in_ten_visits_of_its_people(written: Written) -> None:
    with (DATA / "city" / "centres.csv").open(encoding="utf-8", newline="") as stream:
        centres = {row["centre_id"] for row in csv.DictReader(stream)}
    panel = dict(zip(written.panels["resident"], written.panels["team"], strict=True))
    visits = written.visits
    rows = np.isin(visits["centre"], list(centres)) & np.isin(visits["resident"], written.panels["resident"])
    rows &= visits["scheduled"]
    own = [panel[one] == team for one, team in zip(visits["resident"][rows], visits["team"][rows], strict=True)]
    assert 0.62 < np.mean(own) < 0.75, (
        "by the newest team alone: 0.82 x 0.88 of the visits on the list, fewer before it"
    )
