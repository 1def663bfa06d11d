"""How a random city's records came to be known: late, wrong at first, withdrawn, with ends that were learned later."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from bahealth.collect.records.model import KINDS
from tests.measure.cities import Records, days_of_measuring, random_records
from tests.measure.lives import days, edge_of_month, often, pick, visit
from tests.measure.sent import identity
from tests.measure.small_city import KIND_OF, DiagnosisShare, Kept, Visit

ROUNDS = 3
DAYS_OF = ("occurred_on", "occurred_at", "born_on", "died_on")
WRONG: dict[str, dict[str, object]] = {
    "births": {"discharged_on": None, "centre_id": "hospital-2"},
    "residents": {"block_id": "block-4", "comuna_id": "comuna-3"},
    "panels": {},
    "teams": {"centre_id": "medical-1"},
    "centres": {"kind": "hospital", "comuna_id": "comuna-3"},
    "visits": {"kind": "checkup", "centre_id": "cesac-1", "is_scheduled": True},
}
# One code, one class: what the shares of a diagnosis may have been before.
OTHER_SHARES = {"non_emergent": 1.0} | dict.fromkeys(
    ("primary_care_treatable", "avoidable", "not_avoidable", "injury", "mental_health", "alcohol", "drug"), 0.0
)


@dataclass(frozen=True, repr=False)
class Story:
    """What arrives in each round, and on which day it is measured; the days never go back."""

    rounds: tuple[tuple[Kept, ...], ...]
    days: tuple[date, ...]

    def __repr__(self) -> str:
        later = [f"round {n}: {list(one)}" for n, one in enumerate(self.rounds) if n]
        return f"Story({len(self.rounds[0])} records, {', '.join(later)}, days={self.days})"


def random_story(chance: Random, **most: int) -> Story:
    """Most records arrive at once. Few come later: many would touch every month, and none could be forgotten."""
    found = random_records(chance, **most)
    rounds: list[list[Kept]] = [[] for _ in range(ROUNDS)]
    records = _each_once(found.records)
    chosen = _chosen(chance, records)
    for record in records:
        versions = _versions(chance, record) if identity(record) in chosen else [record]
        for turn, one in enumerate(versions):
            if one is not None:
                rounds[turn].append(one)
    for number, edge in enumerate(_edges(chance, found)):
        stands = replace(edge, record_key=9000 + number)
        arrives, leaves = pick(chance, (0, 1), (0, 2), (1, 2), (1, None), (2, None))
        rounds[arrives].append(stands)
        if leaves is not None:
            rounds[leaves].append(replace(stands, is_withdrawn=True))
    last = max(
        one.occurred_on for turn in rounds for one in turn if isinstance(one, Visit)
    )  # nothing comes before it is over
    measured = sorted(max(last, pick(chance, *days_of_measuring(found.ends[1]))) for _ in rounds)
    return Story(tuple(tuple(one) for one in rounds), tuple(measured))


def _each_once(records: tuple[Kept, ...]) -> list[Kept]:
    return list({identity(one): one for one in records}.values())


def _chosen(chance: Random, records: list[Kept]) -> set[tuple[object, ...]]:
    """A few records; every kind as often as the others, though there are far more visits."""
    by_kind: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
    for one in records:
        by_kind[KIND_OF[type(one)]].append(identity(one))
    kinds = [name for name in sorted(by_kind) for _ in range(3 if name in {"visits", "births"} else 1)]
    return {pick(chance, *by_kind[pick(chance, *kinds)]) for _ in range(chance.randint(0, 4))}


def _versions(chance: Random, record: Kept) -> list[Kept | None]:
    """What is sent of a record in each round; nothing more after the last."""
    gone = replace(record, is_withdrawn=True)
    return pick(
        chance,
        [None, record],
        [None, None, record],
        [_wrong(chance, record), record],
        [_wrong(chance, record), _wrong(chance, record), record],
        [record, gone],
        [record, None, gone],
        [record, gone, _wrong(chance, record)],
        [_with_another_end(chance, record), record],
    )


def _wrong(chance: Random, record: Kept) -> Kept:
    """The record as it may have been sent at first: near, but wrong. What identifies it is the same."""
    if isinstance(record, DiagnosisShare):
        return replace(record, **OTHER_SHARES)
    kind = KIND_OF[type(record)]
    off = days(pick(chance, -30, -1, 1, 40))
    moved = {name: getattr(record, name) + off for name in DAYS_OF if hasattr(record, name) and kind != "residents"}
    return replace(_with_another_end(chance, record), **moved, **WRONG.get(kind, {}))


def _with_another_end(chance: Random, record: Kept) -> Kept:
    """A stretch that ends on another day, or not. A team's stays: two of one team must not hold on one day."""
    kind = KINDS[KIND_OF[type(record)]]
    if not kind.is_spell or kind.kind == "teams":
        return record
    begins: date = record.from_on  # type: ignore[attr-defined]
    end = edge_of_month(chance, pick(chance, date(2024, 6, 1), date(2025, 3, 1)), 12)
    return replace(record, until_on=pick(chance, None, max(end, begins + days(1))))  # type: ignore[call-arg]


def _edges(chance: Random, found: Records) -> list[Kept]:
    """Visits outside the days of all others, by somebody from elsewhere: they move what is observed."""
    first, last = found.ends
    outside = []
    if often(chance, 3):
        outside.append(first - days(pick(chance, 1, 31, 45, 70)))
    if often(chance, 3):
        outside.append(last + days(pick(chance, 1, 20, 31, 45, 70)))
    return [visit(chance, day, 999, pick(chance, "illness", "emergency")) for day in outside]
