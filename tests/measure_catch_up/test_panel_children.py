"""Who is on the list of a team: the words of docs/measures.md in plain Python, on random spells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.measure.catch_up.model import PanelChild
from bahealth.measure.catch_up.queries import has_simulated, known_visits, panel_children, team_on, teams_of
from bahealth.store import Database
from tests.measure_catch_up.city import TODAY, City, small_city


class Spell(NamedTuple):
    """A stretch from a day to before another, in days around today; `what` is a block or a team."""

    what: str
    start: int
    until: int | None


class Life(NamedTuple):
    born: int
    homes: list[Spell]
    panels: list[Spell]
    died: int | None
    visits: list[tuple[int, str]]


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def spells(names: list[str]) -> st.SearchStrategy[list[Spell]]:
    one = st.builds(
        lambda what, start, length: Spell(what, start, None if length is None else start + length),
        st.sampled_from(names),
        st.integers(-40, 1),
        st.none() | st.integers(1, 45) | st.integers(40, 90),
    )
    # a record is one for (person, from) or (person, team, from)
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda spell: (spell.what, spell.start))


LIVES = st.lists(
    st.builds(
        Life,
        st.sampled_from([-366, -365, -364, -300, -100, -50, -35, -20, -1, 0]),
        spells(["b1", "b2"]),
        spells(["team-1", "team-2"]),
        st.none() | st.none() | st.integers(-2, 2),
        st.lists(st.tuples(st.integers(-45, 2), st.sampled_from(["checkup", "emergency", "vaccination"])), max_size=5),
    ),
    min_size=1,
    max_size=5,
)


def holding(found: list[Spell], offset: int) -> Spell | None:
    """The spell that holds on a day: a later one ends the earlier, at the same day the later name holds."""
    begun = sorted((one for one in found if one.start <= offset), key=lambda one: (one.start, one.what))
    if not begun:
        return None
    last = begun[-1]
    return last if last.until is None or offset < last.until else None


def slow_children(lives: list[Life]) -> list[PanelChild]:
    """Day by day."""
    found: list[PanelChild] = []
    for key, life in enumerate(lives, start=1):
        born_on = day(life.born)
        own, home = holding(life.panels, 0), holding(life.homes, 0)
        is_dead = life.died is not None and life.died <= 0
        is_under_one = born_on <= TODAY < date(born_on.year + 1, born_on.month, born_on.day)
        if own is None or own.what != "team-1" or home is None or is_dead or not is_under_one:
            continue
        since = 0
        while holding(life.homes, since - 1) is not None:
            since -= 1
        checkups = {day(offset) for offset, kind in life.visits if kind == "checkup" and life.born <= offset <= 0}
        found.append(
            PanelChild(
                resident_key=key, born_on=born_on, resident_since=day(since), checkup_days=tuple(sorted(checkups))
            )
        )
    return found


@pytest.fixture(scope="module")
def store() -> Iterator[Database]:
    opened = Database(None)
    with opened.writing() as con:
        city = City(con)
        city.team("team-1")
        city.team("team-2")
    yield opened
    opened.close()


def measured(store: Database, lives: list[Life]) -> list[PanelChild]:
    """What the query gives of these lives, of which nothing stays."""
    with store.reading() as con:
        con.execute("BEGIN")
        city = City(con)
        for key, life in enumerate(lives, start=1):
            for what, start, until in life.homes:
                city.resident(key, day(life.born), day(start), None if until is None else day(until), what)
            for what, start, until in life.panels:
                city.panel(key, what, day(start), None if until is None else day(until))
            if life.died is not None:
                city.death(key, day(life.died))
            for offset, kind in life.visits:
                city.visit(key, day(offset), kind)
        found = panel_children(con, team_id="team-1", today=TODAY)
        con.execute("ROLLBACK")
    return found


@given(lives=LIVES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_the_children_of_a_team_agree_with_the_words(store: Database, lives: list[Life]):
    assert measured(store, lives) == slow_children(lives)


def test_a_child_born_on_29_february_is_one_year_old_on_the_28th(database: Database):
    with database.writing() as con:
        city = City(con)
        city.child(7, date(2024, 2, 29))
        assert len(panel_children(con, team_id="team-1", today=date(2025, 2, 27))) == 1
        assert panel_children(con, team_id="team-1", today=date(2025, 2, 28)) == []


def test_a_visit_that_was_taken_back_is_not_read(database: Database):
    with database.writing() as con:
        city = City(con)
        city.child(7, date(2025, 12, 1))
        visit = city.visit(7, date(2025, 12, 8))
        assert panel_children(con, team_id="team-1", today=TODAY)[0].checkup_days == (date(2025, 12, 8),)
        city.replace(visit)
        assert panel_children(con, team_id="team-1", today=TODAY)[0].checkup_days == ()


def test_teams_are_those_of_the_department_that_are_active_today(city: Database):
    with city.reading() as con:
        assert [one.team_id for one in teams_of(con, department_id="primary_care", today=TODAY)] == ["team-1", "team-2"]
        assert teams_of(con, department_id="hospitals", today=TODAY)[0].centre_name == "CeSAC 1"
        assert team_on(con, team_id="team-closed", today=TODAY) is None
        assert team_on(con, team_id="team-closed", today=TODAY - timedelta(days=1)) is not None


def test_a_team_that_changed_department_belongs_to_the_one_of_today(database: Database):
    with database.writing() as con:
        city = City(con)
        city.team("team-9", "hospitals", until_on=TODAY)
        city.team("team-9", "primary_care", from_on=TODAY)
        for today, department in ((TODAY - timedelta(days=1), "hospitals"), (TODAY, "primary_care")):
            team = team_on(con, team_id="team-9", today=today)
            assert team is not None
            assert team.department_id == department


def test_a_centre_is_called_as_its_newest_record_says(database: Database):
    with database.writing() as con:
        city = City(con)
        city.centre("cesac-1", "CeSAC 1, old house")
        city.centre("cesac-1", "CeSAC 1", date(2024, 1, 1))
        city.team("team-1")
        assert teams_of(con, department_id="primary_care", today=TODAY)[0].centre_name == "CeSAC 1"


def test_visits_are_known_up_to_the_last_one_of_any_kind(city: Database):
    with city.writing() as con:
        more = City(con)
        more.visit(99, date(2026, 3, 8), "emergency", centre_id="hospital-1")
        more.visit(99, date(2026, 3, 11), "illness")  # tomorrow
        known = known_visits(con, centre_id="cesac-1", today=TODAY)
    assert (known.from_on, known.until_on, known.at_centre_until_on) == (
        date(2025, 10, 10),
        date(2026, 3, 8),
        date(2026, 3, 2),
    )


def test_visits_of_more_than_thirteen_months_ago_are_not_looked_at(database: Database):
    with database.writing() as con:
        more = City(con)
        more.visit(99, date(2025, 2, 9))
        known = known_visits(con, centre_id="cesac-1", today=TODAY)
        assert (known.from_on, known.until_on, known.at_centre_until_on) == (None, None, None)
        more.visit(99, date(2025, 2, 10))
        assert known_visits(con, centre_id="cesac-1", today=TODAY).until_on == date(2025, 2, 10)


@pytest.mark.parametrize("is_simulated", [True, False])
def test_one_simulated_delivery_marks_the_list(database: Database, is_simulated: bool):
    with database.reading() as con:
        assert has_simulated(con) is False
    small_city(database, is_simulated=is_simulated)
    with database.reading() as con:
        assert has_simulated(con) is is_simulated
