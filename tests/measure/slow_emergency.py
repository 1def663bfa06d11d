"""Emergency of docs/measures.md in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bahealth.collect.records.model import SHARES
from tests.measure.slow_people import per_1000
from tests.measure.slow_words import Facts, Parts, Rows, Tally, areas_of, days, last_of_month, plus_months
from tests.measure.small_city import DiagnosisShare, Residence, Visit


def is_given(facts: Facts, day: date, further: int = 0) -> bool:
    """Whether the month of `day` is complete: its last day, what a measure looks at further, and the delay."""
    return day >= facts.observed_from and last_of_month(day) + days(further + 30) <= facts.observed_until


def emergency_visits(facts: Facts) -> Iterator[tuple[Visit, Residence]]:
    """Of people resident on the day, with where they lived."""
    for visit in facts.visits:
        home = facts.home(visit.resident_key, visit.occurred_on)
        if visit.kind == "emergency" and home is not None:
            yield visit, home


def given_visits(facts: Facts, further: int = 0) -> Iterator[tuple[Visit, list[str]]]:
    """Emergency visits of given months, with city, comuna and hospital."""
    for visit, home in emergency_visits(facts):
        if is_given(facts, visit.occurred_on, further):
            yield visit, [*areas_of(home), f"centre-{visit.centre_id}"]


def shares_of(facts: Facts, code: str | None) -> DiagnosisShare | None:
    """Those of the code itself, else of its first three characters."""
    return None if code is None else facts.shares.get(code) or facts.shares.get(code[:3])


def ed_visits_per_1000(facts: Facts) -> Rows:
    return per_1000(
        facts,
        [(visit, home) for visit, home in emergency_visits(facts) if is_given(facts, visit.occurred_on)],
        [month for month in facts.months() if is_given(facts, month)],
    )


def ed_low_triage(facts: Facts) -> Rows:
    tally = Tally()
    for visit, areas in given_visits(facts):
        if visit.triage_level is not None:
            tally.add(areas, visit.occurred_on, visit.triage_level in {4, 5})
    return tally.rows()


def ed_solvable_in_primary_care(facts: Facts) -> Rows:
    tally = Tally()
    for visit, areas in given_visits(facts):
        shares = shares_of(facts, visit.diagnosis_code)
        if shares is not None:
            tally.add(areas, visit.occurred_on, shares.non_emergent + shares.primary_care_treatable)
    return tally.rows()


def returns_within_72_hours(facts: Facts, visit: Visit) -> bool:
    """Another unscheduled emergency visit of the same person, wherever that person lives by then."""
    return any(
        timedelta(0) < other.occurred_at - visit.occurred_at <= timedelta(hours=72)
        for other in facts.visits_of(visit.resident_key, "emergency")
        if not other.is_scheduled
    )


def ed_return_72_hours(facts: Facts) -> Rows:
    tally = Tally()
    for visit, areas in given_visits(facts, further=3):
        if not visit.is_scheduled and visit.discharge == "home":
            tally.add(areas, visit.occurred_on, returns_within_72_hours(facts, visit))
    return tally.rows()


# --- people with several visits in twelve months ---


def users(facts: Facts) -> Iterator[tuple[date, int, list[str]]]:
    """For each given month: residents on its last day with unscheduled visits in the 12 months, and how many."""
    unscheduled = [visit for visit, _ in emergency_visits(facts) if not visit.is_scheduled]
    for month in facts.months():
        last, first = last_of_month(month), plus_months(month, -11)
        if first < facts.observed_from or not is_given(facts, month):
            continue
        for person in facts.people:
            home = facts.home(person, last)
            count = sum(one.resident_key == person and first <= one.occurred_on <= last for one in unscheduled)
            if home is not None and count > 0:
                yield month, count, areas_of(home)


def ed_frequent_users(facts: Facts) -> Rows:
    tally = Tally()
    for month, count, areas in users(facts):
        tally.add(areas, month, count >= 4)
    return tally.rows()


def ed_frequent_user_visits(facts: Facts) -> Rows:
    tally = Tally()
    for month, count, areas in users(facts):
        tally.add(areas, month, count if count >= 4 else 0, count)
    return tally.rows()


def band(count: int) -> str:
    if count <= 3:
        return str(count)
    return "4-5" if count <= 5 else "6-9" if count <= 9 else "10+"


def ed_people_by_visits(facts: Facts) -> Rows:
    parts = Parts()
    for month, count, areas in users(facts):
        parts.add(areas, month, {band(count): 1})
    return parts.rows()


def ed_visits_by_visits(facts: Facts) -> Rows:
    parts = Parts()
    for month, count, areas in users(facts):
        parts.add(areas, month, {band(count): count}, count)
    return parts.rows()


# --- what the visits were ---


def ed_triage(facts: Facts) -> Rows:
    parts = Parts()
    for visit, areas in given_visits(facts):
        parts.add(areas, visit.occurred_on, {"none" if visit.triage_level is None else str(visit.triage_level): 1})
    return parts.rows()


def ed_classes(facts: Facts) -> Rows:
    parts = Parts()
    for visit, areas in given_visits(facts):
        shares = shares_of(facts, visit.diagnosis_code)
        if shares is not None:
            classes = {name: getattr(shares, name) for name in SHARES}
        else:
            classes = {"uncoded" if visit.diagnosis_code is None else "unclassified": 1}
        parts.add(areas, visit.occurred_on, classes)
    return parts.rows()
