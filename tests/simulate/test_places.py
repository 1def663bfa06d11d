"""Places of care: what is nearest, who looks after whom, and the one centre that does not exist."""

from __future__ import annotations

import csv
from collections import Counter
from math import cos, hypot, radians

import numpy as np
import pytest

from bahealth.simulate.assumptions import load_assumptions
from bahealth.simulate.draw import NEVER
from bahealth.simulate.places import NEW_CENTRE, SETTLING_DAYS
from bahealth.simulate.plan import Plan
from bahealth.simulate.published import COMUNAS
from bahealth.simulate.setting import Setting, setting
from tests.simulate.written import DATA, UNTIL


@pytest.fixture(scope="module")
def whole() -> Setting:
    assumed = load_assumptions(DATA)
    return setting(DATA, Plan(1, 1.0, 48, UNTIL, assumed.planted), assumed)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / "city" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def kilometres(one: dict[str, str], other: dict[str, str]) -> float:
    """On a flat map of the city."""
    east = (float(one["longitude"]) - float(other["longitude"])) * cos(radians(34.6))
    return hypot(east, float(one["latitude"]) - float(other["latitude"])) * 111.32


def test_each_block_belongs_to_a_team_of_its_nearest_real_centre(whole: Setting) -> None:
    centres, care = rows("centres"), whole.care
    for number, block in list(enumerate(rows("blocks")))[::23]:
        nearest = min(kilometres(block, one) for one in centres)
        own = care.places[care.team_centre[care.team[number]]].centre_id
        assert kilometres(block, next(one for one in centres if one["centre_id"] == own)) < nearest + 0.005
        others = [care.places[one].centre_id for one in care.others[number]]
        assert len({own, *others}) == 4


def test_a_team_has_about_four_thousand_people_on_public_cover(whole: Setting) -> None:
    """The public people of a block: those of 2010 in proportion, times the comuna's projection and cover."""
    people = {
        one["area_id"]: int(one["people"])
        for one in rows("population")
        if one["year"] == "2025" and one["sex"] == "both"
    }
    blocks = rows("blocks")
    counted = Counter()
    for one in blocks:
        counted[one["comuna_id"]] += int(one["people"])
    of_team = Counter()
    for one, team in zip(blocks, whole.care.team, strict=True):
        comuna = COMUNAS.index(one["comuna_id"])
        share = whole.published.public_cover[comuna] * people[one["comuna_id"]] / counted[one["comuna_id"]]
        of_team[int(team)] += int(one["people"]) * share
    real = [number for number, team in enumerate(whole.care.teams) if team.centre != whole.care.new_centre]
    assert set(of_team) <= set(real)
    assert sum(of_team.values()) / len(real) == pytest.approx(4000, rel=0.1)
    per_centre = Counter(whole.care.team_centre[real].tolist())
    assert len(per_centre) == 69


def test_emergency_doors_are_those_that_are_known(whole: Setting) -> None:
    known = {one["hospital_id"]: one for one in rows("hospitals")}
    care = whole.care
    for table, kind in ((care.acute, "acute"), (care.childrens, "children")):
        named = {care.places[one].centre_id for one in np.unique(table)}
        assert {known[one]["kind"] for one in named} == {kind}
        assert {known[one]["has_emergency"] for one in named} == {"true"}
    assert "hospital-grierson" not in {
        care.places[one].centre_id for one in [*np.unique(care.acute), *care.other_doors]
    }


def test_the_new_centre_stands_in_its_comuna_and_takes_only_blocks_around_it(whole: Setting) -> None:
    care, blocks = whole.care, whole.published.blocks
    new = care.places[care.new_centre]
    assert (new.centre_id, COMUNAS[new.comuna]) == (NEW_CENTRE, "comuna-3")
    around = care.new_team >= 0
    assert 0 < around.sum() < (blocks.comuna == new.comuna).sum()
    assert set(blocks.comuna[around]) == {new.comuna}
    assert {care.teams[one].centre for one in care.new_team[around]} == {care.new_centre}


def test_people_around_the_new_centre_change_over_within_sixty_days(whole: Setting) -> None:
    block = np.repeat(np.arange(len(whole.care.team), dtype=np.int16), 5)
    days = whole.care.switches(block, whole.plan)
    around = whole.care.new_team[block] >= 0
    assert (days[~around] == NEVER).all()
    assert days[around].min() >= whole.care.opens_on
    assert days[around].max() < whole.care.opens_on + SETTLING_DAYS
