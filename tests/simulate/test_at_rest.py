"""What nobody planted stays as it is from the first month on: homes, covers and lists are at rest when it begins."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bahealth.simulate.draw import NEVER, Days, Flags, Numbers
from bahealth.simulate.panels import PanelRows, panel_rows
from tests.simulate.written import Families, families

RARE = 1e-4
LATELY = 90


@pytest.fixture(scope="module")
def lists(people: Families) -> PanelRows:
    return panel_rows(people.setting, people.population.spells, people.enrolled)


def residents(people: Families, day: int) -> Numbers:
    """Row of the spell of everybody who lives in the city on a day."""
    spells = people.population.spells
    return np.flatnonzero((spells.since <= day) & (day <= spells.last)).astype(np.int32)


def on_a_list(people: Families, rows: PanelRows, day: int) -> Flags:
    """By person."""
    found = np.zeros(len(people.population.people), dtype=bool)
    found[rows.person[(rows.since <= day) & (day < rows.until)]] = True
    return found


def alike(hits: tuple[int, int], of: tuple[int, int]) -> bool:
    """Whether two shares may be one: the same people are in both, so they differ less than two samples would."""
    return bool(stats.chi2_contingency([hits, np.array(of) - hits]).pvalue > RARE)


def test_as_many_have_moved_lately_on_the_first_day_as_later(people: Families) -> None:
    spells, plan = people.population.spells, people.plan

    def lately(day: int) -> tuple[int, int]:
        rows = residents(people, day)
        has_moved = spells.since[rows] > people.population.people.born[spells.person[rows]]
        return int((has_moved & (spells.since[rows] > day - LATELY)).sum()), len(rows)

    first, later = lately(plan.start), lately(plan.starts[24])
    assert alike((first[0], later[0]), (first[1], later[1]))
    # 0.03 arrivals and 0.09 changes a year: nearly 3 in 100 within 90 days.
    assert first[0] / first[1] == pytest.approx(0.12 * LATELY / 365, abs=0.002)


def test_the_share_of_residents_of_other_cover_on_a_list_stays(people: Families, lists: PanelRows) -> None:
    """Few of them join; who loses public cover leaves the list that day, so that they do not add up."""
    spells, found = people.population.spells, []
    for day in (people.plan.start, people.plan.end - 1):
        rows = residents(people, day)
        rows = rows[spells.cover[rows] > 0]
        found.append((int(on_a_list(people, lists, day)[spells.person[rows]].sum()), len(rows)))
    assert alike((found[0][0], found[1][0]), (found[0][1], found[1][1]))


def test_the_share_of_public_cover_on_a_list_stays_from_the_first_day(people: Families, lists: PanelRows) -> None:
    spells, found = people.population.spells, []
    for month in (0, 12, 24, 36):
        rows = residents(people, people.plan.starts[month])
        rows = rows[spells.cover[rows] == 0]
        found.append(float(on_a_list(people, lists, people.plan.starts[month])[spells.person[rows]].mean()))
    # 74,000 people: the standard error of the share is 0.14 points, of its change in a year about a third of that.
    assert max(found) - min(found) < 0.004


def test_who_waits_for_a_new_team_is_on_the_old_ones_list_at_the_end_as_before(
    people: Families, lists: PanelRows
) -> None:
    """Also when the new one begins after the last day: without that, every city seemed to lose people at its end."""
    spells, since, found = people.population.spells, people.enrolled.since, []
    for day in (people.plan.starts[24], people.plan.end - 1):
        rows = residents(people, day)
        rows = rows[(spells.since[rows] > day - LATELY // 3) & (since[rows] < NEVER) & (rows > 0)]
        before = rows - 1
        rows = rows[(spells.person[before] == spells.person[rows]) & (since[before] < spells.since[rows])]
        found.append((int(on_a_list(people, lists, day)[spells.person[rows]].sum()), len(rows)))
    assert alike((found[0][0], found[1][0]), (found[0][1], found[1][1]))
    assert found[1][0] / found[1][1] > 0.8


def test_only_who_left_or_died_stays_on_a_list_by_mistake(people: Families, lists: PanelRows) -> None:
    spells, rows = people.population.spells, lists
    ends = np.searchsorted(spells.person, np.arange(len(people.population.people)), side="right") - 1
    gone: Days = spells.last[ends]
    open_rows = rows.until >= NEVER
    is_gone = gone[rows.person] < people.plan.end
    assert open_rows[is_gone].any()
    last_spell = ends[rows.person[open_rows & ~is_gone]]
    assert (people.enrolled.since[last_spell] < NEVER).all(), "who stays is on the list of where they live now"


def test_residents_of_the_first_day_are_as_many_as_published_and_older_spells_end_before(people: Families) -> None:
    spells, plan = people.population.spells, people.plan
    first = residents(people, plan.start)
    of_comuna = np.bincount(people.setting.published.blocks.comuna[spells.block[first]])
    born_that_day = int((people.population.people.born[spells.person[first]] == plan.start).sum())
    expected = np.round(people.setting.published.people * plan.scale)
    # On the first day itself some move in, out or die, and some are born.
    assert abs(len(first) - born_that_day - expected.sum()) < 0.001 * expected.sum()
    assert np.abs(of_comuna / expected - 1).max() < 0.005
    before = np.flatnonzero(spells.last < plan.start)
    assert len(before) > 0
    follower = before + 1
    assert (spells.person[follower] == spells.person[before]).all()
    assert (spells.since[follower] == spells.last[before] + 1).all()


def test_nobody_has_lived_here_before_birth() -> None:
    small = families(scale=0.02, months=24, seed=11)
    spells, people = small.population.spells, small.population.people
    assert (spells.since >= people.born[spells.person]).all()
    assert (spells.last >= spells.since).all() or (people.died[spells.person] <= spells.since).any()
