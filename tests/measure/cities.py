"""Random small cities whose days lie close to the edges of the definitions: birthdays, day 14, 31 and 42, 72 hours,
ends of months, 29 February, moves, deaths, S and H, the change of schedule, and records that were corrected."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from hypothesis import strategies as st

from tests.measure.lives import (
    UNKNOWN,
    WINDOWS,
    Window,
    care,
    checkups,
    days,
    death,
    edge_of_month,
    emergencies,
    first_birthday,
    often,
    panel,
    pick,
    postpartum,
    prenatal,
    residence,
    up_to,
    visit,
)
from tests.measure.small_city import KIND_OF, Birth, Centre, City, DiagnosisShare, Kept, Superseded, Team, Visit

ARRIVED = {"accepted": 2, "refused": 3}  # first deliveries are 1
KNOWN_DAYS = (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 6, 30), date(2025, 7, 1))


# --- places ---


def _places(chance: Random, window: Window) -> list[Kept]:
    moved = edge_of_month(chance, window.first, 14)
    was_hospital = pick(chance, "hospital", "cesac")
    records: list[Kept] = [
        Centre(centre_id="cesac-1", kind=was_hospital, comuna_id="comuna-2", from_on=date(2001, 1, 1), until_on=moved),
        Centre(centre_id="cesac-1", kind="cesac", comuna_id="comuna-1", from_on=moved),
        Centre(centre_id="medical-1", kind="medical_centre", comuna_id="comuna-2"),
        Centre(centre_id="hospital-1", kind="hospital", comuna_id="comuna-1"),
        Centre(centre_id="hospital-2", kind="hospital", comuna_id="comuna-3"),
        Team(team_id="north", centre_id="cesac-1"),
    ]
    closed, opened = edge_of_month(chance, window.first, 15), edge_of_month(chance, window.first, 15)
    records.append(Team(team_id="south", centre_id="medical-1", until_on=closed))
    if opened > closed:
        records.append(Team(team_id="south", centre_id=pick(chance, "cesac-1", UNKNOWN), from_on=opened))
    if often(chance, 5):
        records.append(Team(team_id="west", centre_id=pick(chance, UNKNOWN, "hospital-2"), from_on=moved))
    return records


def _shares() -> list[Kept]:
    return [
        DiagnosisShare(diagnosis_code="J069", non_emergent=0.5, primary_care_treatable=0.25, avoidable=0.25),
        DiagnosisShare(diagnosis_code="J06", non_emergent=0.125, primary_care_treatable=0.5, injury=0.375),
        DiagnosisShare(diagnosis_code="A09", not_avoidable=0.5, mental_health=0.25, alcohol=0.125, drug=0.125),
        DiagnosisShare(diagnosis_code="R101", primary_care_treatable=0.7, not_avoidable=0.3),
    ]


# --- people ---


def _child(chance: Random, number: int, window: Window, *, is_late: bool) -> list[Kept]:
    """A birth with its mother. Late ones are in follow-up at the end, but their pregnancies were observed whole."""
    child, mother = 100 + number, 500 + number
    born = edge_of_month(chance, window.day(330 if is_late else pick(chance, -20, 0, 0, 0)), 4)
    if not is_late and often(chance, 3):
        known = [day for day in KNOWN_DAYS if window.first <= day < window.day(60)]
        born = pick(chance, *(known or [born]))
    discharged = pick(chance, None, *(born + days(one) for one in (0, 2, 3, 13, 14, 15)))
    weeks = pick(chance, None, 40, 39, 36, 45, 22)
    centre = pick(chance, None, "hospital-1", "hospital-1", UNKNOWN)
    births: list[Kept] = [
        Birth(
            child_key=child,
            mother_key=mother,
            born_on=born,
            discharged_on=discharged,
            gestation_weeks=weeks,
            centre_id=centre,
        )
    ]
    if often(chance, 2):  # a twin, perhaps after midnight
        at = born + days(pick(chance, 0, 0, 0, 1))
        births.append(
            Birth(
                child_key=200 + number,
                mother_key=mother,
                born_on=at,
                discharged_on=pick(chance, None, at, at + days(3)),
                gestation_weeks=pick(chance, None, weeks, 38),
                centre_id=pick(chance, None, "hospital-2"),
            )
        )
    birthday = first_birthday(born)
    near = [birthday + days(one) for one in (-1, 0, 1)] + [born + days(one) for one in (14, 15, 30, 31, 32, 59)]
    around = [*near, *2 * [born + days(32)], birthday - days(100)]
    first = born - days(pick(chance, 0, 0, 0, 1, 300))
    mothers_edges = [born + days(one) for one in (-1, 0, 1, 30)]
    return [
        *births,
        *residence(chance, child, around, first),
        *panel(chance, child, around, first),
        *death(chance, child, [*around, born + days(13), *5 * [birthday]]),
        *checkups(chance, child, born),
        *residence(chance, mother, mothers_edges, date(2010, 1, 1)),
        *panel(chance, mother, mothers_edges, date(2010, 1, 1)),
        *death(chance, mother, mothers_edges),
        *(prenatal(chance, mother, born, weeks) if is_late else []),
        *postpartum(chance, mother, born),
    ]


def _adult(chance: Random, number: int, window: Window, *, comes_often: bool) -> list[Kept]:
    person = 800 + number
    visits = emergencies(chance, person, window) if comes_often else []
    around = [edge_of_month(chance, window.first, 16) for _ in range(2)]
    around += [one.occurred_on + days(1) for one in visits[:4]]
    visits += care(chance, person, window)
    return [
        *residence(chance, person, around, date(2015, 3, 1)),
        *panel(chance, person, around, date(2015, 3, 1)),
        *death(chance, person, around),
        *visits,
    ]


# --- what was sent again ---


WRONG: dict[str, dict[str, object]] = {
    "births": {"discharged_on": None},
    "residents": {"until_on": None, "block_id": "block-4", "comuna_id": "comuna-3"},
    "panels": {"until_on": None, "team_id": "north"},
    "teams": {"until_on": None, "centre_id": "medical-1"},
    "centres": {"kind": "hospital", "comuna_id": "comuna-3"},
    "diagnosis_shares": {"non_emergent": 1.0, "primary_care_treatable": 0.0},
}
DAYS_OF = ("occurred_on", "occurred_at", "born_on", "died_on", "from_on")


def _earlier_version(chance: Random, record: Kept) -> Kept:
    """The record as it may have been sent at first: near, but wrong."""
    off = days(pick(chance, -30, -1, 1, 40))
    moved = {name: getattr(record, name) + off for name in DAYS_OF if hasattr(record, name)}
    return replace(record, **moved, **WRONG.get(KIND_OF[type(record)], {}))


def _sent_again(chance: Random, record: Kept) -> tuple[list[Kept], list[Superseded]]:
    """A record with what came later about it: a correction, a withdrawal, or one in a delivery that was refused."""
    kind, key = KIND_OF[type(record)], record.record_key or 0
    match pick(chance, "corrected", "withdrawn", "correction refused", "withdrawal refused", "refused"):
        case "corrected":
            new = replace(record, delivery=ARRIVED["accepted"])
            return [_earlier_version(chance, record), new], [Superseded(kind, 1, key, ARRIVED["accepted"])]
        case "withdrawn":
            gone = replace(record, delivery=ARRIVED["accepted"], is_withdrawn=True)
            return [record, gone], [Superseded(kind, 1, key, ARRIVED["accepted"])]
        case "correction refused":
            wrong = replace(_earlier_version(chance, record), delivery=ARRIVED["refused"])
            return [record, wrong], [Superseded(kind, 1, key, ARRIVED["refused"])]
        case "withdrawal refused":
            gone = replace(record, delivery=ARRIVED["refused"], is_withdrawn=True)
            return [record, gone], [Superseded(kind, 1, key, ARRIVED["refused"])]
        case _:
            return [replace(record, delivery=ARRIVED["refused"])], []


@dataclass(frozen=True)
class Records:
    """What there is to know of a random city, each record once, and the days of the first and the last visit."""

    ends: tuple[date, date]
    records: tuple[Kept, ...]


def random_records(
    chance: Random, *, children: int = 6, mothers: int = 4, frequent: int = 3, others: int = 3
) -> Records:
    """Records of at most so many children with a whole first year, late births, emergency users and other people."""
    window = WINDOWS[pick(chance, *WINDOWS)]
    people = [
        *(_child(chance, n, window, is_late=False) for n in range(up_to(chance, children))),
        *(_child(chance, 50 + n, window, is_late=True) for n in range(up_to(chance, mothers))),
        *(_adult(chance, n, window, comes_often=True) for n in range(up_to(chance, frequent))),
        *(_adult(chance, 50 + n, window, comes_often=False) for n in range(up_to(chance, others))),
    ]
    ends = (window.first + days(pick(chance, 0, 20, 28, 35)), window.last - days(pick(chance, 0, 0, 0, 1, 31, 45)))
    # The first and the last visit, by somebody who lives elsewhere, say what is observed.
    anchors = [visit(chance, day, 999, pick(chance, "illness", "checkup", "emergency")) for day in ends]
    events = [
        one
        for person in people
        for one in person
        if not isinstance(one, Visit) or ends[0] <= one.occurred_on <= ends[1]
    ]
    records = [*_places(chance, window), *_shares(), *anchors, *events]
    return Records(ends, tuple(replace(one, record_key=1000 + n) for n, one in enumerate(records)))


def random_city(chance: Random, **most: int) -> City:
    """A city with at most so many people (random_records), in which some records were sent again."""
    found = random_records(chance, **most)
    keyed, last = found.records, found.ends[1]
    chosen = {chance.randrange(len(keyed)) for _ in range(chance.randint(0, 6))}
    sent = [_sent_again(chance, one) if n in chosen else ([one], []) for n, one in enumerate(keyed)]
    return City(
        records=tuple(one for kept, _ in sent for one in kept),
        today=pick(chance, *days_of_measuring(last)),
        accepted=frozenset({1, ARRIVED["accepted"]}),
        superseded=tuple(one for _, replaced in sent for one in replaced),
    )


def days_of_measuring(last: date) -> tuple[date, ...]:
    """Mostly long after the last visit; around the end of its month that decides whether the month is over."""
    month_over = date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])
    return (*3 * (date(2030, 1, 1),), month_over + days(1), month_over, max(last, month_over - days(3)))


def cities(**most: int) -> st.SearchStrategy[City]:
    """Random cities that Hypothesis can make smaller."""
    return st.builds(lambda chance: random_city(chance, **most), st.randoms(use_true_random=False))


CROWDED = range(6)


def crowded_city(seed: int) -> City:
    """A city with many people, the same each time. Together those of `CROWDED` hold every trap."""
    return random_city(Random(seed), children=49, mothers=49, frequent=49, others=10)  # noqa: S311 no secrets here
