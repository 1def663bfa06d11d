"""Published figures are matched: every difference is within the sampling error of drawing so many people."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from bahealth.simulate.draw import NEVER
from bahealth.simulate.published import COMUNAS
from tests.simulate.written import DATA, Families

RARE = 1e-4
"""Chance of a difference at least so large, if the process is right; the seed is fixed, so a test never wavers."""


def rows(name: str) -> Iterator[dict[str, str]]:
    with Path(DATA / "city" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def living_on(people: Families, day: int) -> np.ndarray:
    spells = people.population.spells
    return np.flatnonzero((spells.since <= day) & (day <= spells.last))


def comuna_of(people: Families, spell: np.ndarray) -> np.ndarray:
    return people.setting.published.blocks.comuna[people.population.spells.block[spell]]


def fits(observed: float, total: float, share: float) -> bool:
    """Whether a binomial count so far from what is expected, or farther, is not too rare."""
    return stats.binomtest(int(observed), int(total), share).pvalue > RARE


@pytest.fixture(scope="module")
def first_day(people: Families) -> np.ndarray:
    return living_on(people, people.plan.start)


def test_each_comuna_begins_with_its_projected_people(people: Families, first_day: np.ndarray) -> None:
    published = {(row["area_id"], row["year"], row["sex"]): int(row["people"]) for row in rows("population")}
    found = np.bincount(comuna_of(people, first_day), minlength=15)
    arrived = people.population.spells.since[first_day] == people.plan.start  # moved in on that very day
    found = found - np.bincount(comuna_of(people, first_day)[arrived], minlength=15)
    for comuna, count in zip(COMUNAS, found, strict=True):
        expected = round(published[comuna, "2025", "both"] * people.plan.scale)
        assert 0 <= expected - count <= 30, "some leave, move or die on the first day"


def test_women_are_as_many_as_projected(people: Families, first_day: np.ndarray) -> None:
    published = {(row["area_id"], row["year"], row["sex"]): int(row["people"]) for row in rows("population")}
    is_woman = people.population.people.is_woman[people.population.spells.person[first_day]]
    for number, comuna in enumerate(COMUNAS):
        own = is_woman[comuna_of(people, first_day) == number]
        share = published[comuna, "2025", "women"] / published[comuna, "2025", "both"]
        assert fits(own.sum(), len(own), share), comuna


def test_public_cover_is_as_the_survey_says(people: Families, first_day: np.ndarray) -> None:
    shares = {
        row["area"]: float(row["value"]) / 100
        for row in rows("series/idecba_coverage__survey")
        if row["indicator"] == "public_only_coverage" and row["period"] == "2022"
    }
    is_public = people.population.spells.cover[first_day] == 0
    for number, comuna in enumerate(COMUNAS):
        own = is_public[comuna_of(people, first_day) == number]
        assert fits(own.sum(), len(own), shares[comuna]), comuna


def test_public_cover_and_population_stay_as_they_are(people: Families, first_day: np.ndarray) -> None:
    last_day = living_on(people, people.plan.end - 1)
    spells = people.population.spells
    window = (spells.since > people.plan.start) & (spells.since < people.plan.end)
    came = np.bincount(comuna_of(people, np.flatnonzero(window)), minlength=15)
    for number in range(15):
        before, after = ((comuna_of(people, one) == number).sum() for one in (first_day, last_day))
        # Arrivals and departures are Poisson and about as many: the difference has twice the variance of one.
        assert abs(int(after) - int(before)) < stats.norm.isf(RARE / 2) * np.sqrt(2 * came[number]), COMUNAS[number]
        share = people.setting.published.public_cover[number]
        own = spells.cover[last_day[comuna_of(people, last_day) == number]] == 0
        # Mothers hand their cover on and families stay together: at most two people are drawn as one.
        sd = np.sqrt(2 * share * (1 - share) / len(own))
        assert abs(own.mean() - share) < stats.norm.isf(RARE / 2) * sd, COMUNAS[number]


def test_ages_follow_the_census(people: Families, first_day: np.ndarray) -> None:
    census = {row["area_id"]: row for row in rows("census_2022")}
    persons = people.population.spells.person[first_day]
    age = (people.plan.start - people.population.people.born[persons]) / 365.2425
    band = np.minimum(age // 5, 19).astype(int)
    for number, comuna in enumerate(COMUNAS):
        found = np.bincount(band[comuna_of(people, first_day) == number], minlength=20)
        shares = np.array([float(census[comuna][f"age_{low}_{low + 4}_percent"]) for low in range(0, 100, 5)])
        joined = [*range(17), 17]  # 85 and over together: few
        counts = [found[one] for one in joined[:-1]] + [found[17:].sum()]
        expected = [shares[one] for one in joined[:-1]] + [shares[17:].sum()]
        expected = np.array(expected) / sum(expected) * sum(counts)
        assert stats.chisquare(counts, expected).pvalue > RARE, comuna


def test_people_of_a_comuna_live_in_its_blocks_as_the_census_of_2010_counted(
    people: Families, first_day: np.ndarray
) -> None:
    blocks = people.setting.published.blocks
    found = np.bincount(people.population.spells.block[first_day], minlength=len(blocks.ids))
    for number in range(15):
        own = blocks.comuna == number
        expected = blocks.people[own] / blocks.people[own].sum() * found[own].sum()
        kept = expected > 5
        statistic = ((found[own] - expected)[kept] ** 2 / expected[kept]).sum()
        assert stats.chi2.sf(statistic, kept.sum() - 1) > RARE, COMUNAS[number]


def test_births_by_year_and_comuna_are_those_known_or_the_last_known(people: Families) -> None:
    known = {(row["area_id"], row["year"]): int(row["births_estimated"]) for row in rows("births_estimated")}
    plan, born = people.plan, people.born
    for year in (2024, 2025):  # after the last known year, which is carried on
        start, end = plan.starts[(year - 2022) * 12 - 10], plan.starts[(year - 2022) * 12 + 2]
        assert end - start in {365, 366}
        inside = (born.born >= start) & (born.born < end)
        for number, comuna in enumerate(COMUNAS):
            found = (comuna_of(people, born.spell[inside]) == number).sum()
            expected = known[comuna, "2023"] * plan.scale
            low, high = stats.poisson.interval(1 - RARE, expected)
            assert low - 2 <= found <= high + 2, f"{comuna} {year}: twins come in twos"


def test_low_weight_and_preterm_births_are_as_counted(people: Families) -> None:
    counted = {row["indicator"]: row for row in rows("series/deis_vital__births_2023")}
    born = people.born
    low = counted["low_birth_weight"]
    assert fits(
        (born.weight_known & (born.weight < 2500)).sum(), len(born), float(low["numerator"]) / float(low["denominator"])
    )
    once = ~born.is_twin  # the weeks of twins are drawn once
    early = counted["preterm"]
    assert fits(
        (born.weeks_known & (born.weeks < 37))[once].sum(),
        once.sum(),
        float(early["numerator"]) / float(early["denominator"]),
    )


def test_infant_deaths_by_comuna_follow_the_published_rates(people: Families) -> None:
    rates = {
        row["area"]: float(row["value"]) / 1000
        for row in rows("series/idecba_infant__avoidability")
        if row["indicator"] == "infant_mortality" and row["period"] == "2023"
    }
    died = (people.born.died < NEVER) & (people.born.died - people.born.born < 365)
    comuna = comuna_of(people, people.born.spell)
    total = 0.0
    for number, name in enumerate(COMUNAS):
        own = comuna == number
        total += rates[name] * own.sum()
        assert fits(died[own].sum(), own.sum(), rates[name]), name
    low, high = stats.poisson.interval(0.99, total)
    assert low <= died.sum() <= high


def test_mothers_are_women_of_fertile_age_and_rest_between_deliveries(people: Families) -> None:
    born, adults = people.born, people.population.people
    assert adults.is_woman[born.mother].all()
    age = (born.born - adults.born[born.mother]) / 365.2425
    assert age.min() >= 15
    assert age.max() < 45
    order = np.lexsort((born.born, born.mother))
    gaps = [
        later - earlier
        for (one, earlier), (other, later) in pairwise(zip(born.mother[order], born.born[order], strict=True))
        if one == other and later > earlier
    ]
    assert gaps
    assert min(gaps) > 14 * 30
