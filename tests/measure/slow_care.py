"""Primary care of docs/measures.md in plain Python."""

from __future__ import annotations

from collections.abc import Iterator

from tests.measure.slow_people import per_1000
from tests.measure.slow_words import Facts, Parts, Rows, Tally, areas_of, last_of_month
from tests.measure.small_city import Centre, Visit


def primary_care(facts: Facts) -> Iterator[tuple[Visit, Centre]]:
    """Visits to a place that is known and no hospital, and not for an emergency. All lie between S and H."""
    for visit in facts.visits:
        centre = facts.centre(visit.centre_id)
        if centre is not None and centre.kind != "hospital" and visit.kind != "emergency":
            yield visit, centre


def visits(facts: Facts) -> Rows:
    tally = Tally()
    for visit, centre in primary_care(facts):
        team = [] if visit.team_id is None else [f"team-{visit.team_id}"]
        tally.add(["city", centre.comuna_id, f"centre-{visit.centre_id}", *team], visit.occurred_on, 1)
    return {key: (numerator, None) for key, (numerator, _) in tally.rows().items()}


def visits_per_1000(facts: Facts) -> Rows:
    found = [(visit, facts.home(visit.resident_key, visit.occurred_on)) for visit, _ in primary_care(facts)]
    return per_1000(facts, [(visit, home) for visit, home in found if home is not None], facts.months())


def continuity_own_team(facts: Facts) -> Rows:
    tally = Tally()
    for visit, _ in primary_care(facts):
        home = facts.home(visit.resident_key, visit.occurred_on)
        team = facts.own_team(visit.resident_key, visit.occurred_on)
        if visit.is_scheduled and home is not None and team is not None:
            tally.add(areas_of(home, team), visit.occurred_on, visit.team_id == team.team_id)
    return tally.rows()


def residents_with_team(facts: Facts) -> Rows:
    tally = Tally()
    for month in facts.months():
        last = last_of_month(month)
        for person in facts.people:
            home = facts.home(person, last)
            if home is not None and home.coverage == "public":
                tally.add(areas_of(home), month, facts.own_team(person, last) is not None)
    return tally.rows()


def residents_per_team(facts: Facts) -> Rows:
    tally = Tally()
    for month in facts.months():
        last = last_of_month(month)
        listed = [facts.own_team(one, last) for one in facts.people if facts.home(one, last) is not None]
        for team in facts.active_teams(last):
            centre = facts.centre(team.centre_id)
            comuna = [] if centre is None else [centre.comuna_id]
            areas = ["city", *comuna, f"team-{team.team_id}"]
            tally.add(areas, month, sum(one is team for one in listed), 1)
    return tally.rows()


def visits_by_kind(facts: Facts) -> Rows:
    parts = Parts()
    for visit, centre in primary_care(facts):
        parts.add(["city", centre.comuna_id, f"centre-{visit.centre_id}"], visit.occurred_on, {visit.kind: 1})
    return parts.rows()
