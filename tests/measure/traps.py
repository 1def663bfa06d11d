"""Which of the traps a random city holds; most are named only where a measure that is given looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from tests.measure import slow_children as children
from tests.measure import slow_emergency as emergency
from tests.measure import slow_mothers as mothers
from tests.measure.slow_care import primary_care
from tests.measure.slow_words import Facts, days, first_birthday, in_force, last_of_month
from tests.measure.small_city import Birth, City, Visit

SWITCH = date(2025, 7, 1)
EDGES_OF_RETURN = {0: "return at once", 72 * 3600: "return at 72 hours", 72 * 3600 + 1: "return after 72 hours"}


def of_children(facts: Facts) -> Iterator[str]:
    members = {id(birth) for birth, _, _ in children.birthday_cohorts(facts)}
    for birth in facts.births:
        if id(birth) in members:
            yield from _of_member(facts, birth)
        elif birth.born_on >= facts.observed_from:
            yield from _why_no_member(facts, birth)
        else:
            yield "born before records"


def _of_member(facts: Facts, birth: Birth) -> Iterator[str]:
    birthday = first_birthday(birth.born_on)
    visits = [one for one in facts.visits if one.resident_key == birth.child_key]
    found = children.checkup_days(facts, birth, birth.born_on, birthday)
    gaps = {(later - earlier).days for earlier, later in pairwise(found)}
    yield from (f"check-ups {gap} days apart" for gap in gaps & {3, 13, 14})
    if (birth.born_on.month, birth.born_on.day) == (2, 29):
        yield "born on 29 February"
    if birth.born_on >= SWITCH:
        yield "born after the switch"
    if children.schedule_count(facts, birth, birthday) >= facts.schedule(birth.born_on).required:
        yield f"complete with {facts.schedule(birth.born_on).required}"
    if children.schedule_count(facts, birth, birthday) > children.plain_count(facts, birth, birthday):
        yield "counts differ between schedule and plain"
    if len([one for one in visits if one.kind == "checkup" and one.occurred_on <= birthday]) > len(found):
        yield "two check-ups on a day"
    yield from (f"check-up {off:+d} days from the birthday" for off in (0, 1) if _has(facts, birth, off, birthday))
    if any(one.kind in {"vaccination", "emergency"} and one.occurred_on <= birthday for one in visits):
        yield "a contact that is no check-up"
    if facts.home(birth.child_key, birth.born_on) is None:
        yield "came within 31 days"
    if len({facts.home(birth.child_key, birth.born_on + days(40)), facts.home(birth.child_key, birthday)}) == 2:
        yield "moved within the year"


def _has(facts: Facts, birth: Birth, off: int, birthday: date) -> bool:
    return bool(children.checkup_days(facts, birth, birthday + days(off), birthday + days(off)))


def _why_no_member(facts: Facts, birth: Birth) -> Iterator[str]:
    child, birthday = birth.child_key, first_birthday(birth.born_on)
    if last_of_month(birthday) + days(30) > facts.observed_until:
        yield "in follow-up"
        return
    died = [(one.died_on - birthday).days for one in facts.deaths if one.resident_key == child]
    yield from ("died on the birthday" for off in died if off == 0)
    yield from ("died before the birthday" for off in died if off < 0)
    first = birth.born_on + days(31)
    if facts.home(child, first) is None and facts.home(child, first + days(1)) is not None and not died:
        yield "came on the 32nd day"
    if facts.home(child, first) is not None and facts.home(child, birthday) is not None:
        is_gap = not facts.is_resident_throughout(child, first, birthday)
        yield "gap in the year" if is_gap else "no own team on the birthday"


def of_newborns(facts: Facts) -> Iterator[str]:
    for birth in facts.births:
        if last_of_month(birth.born_on) + days(44) <= facts.observed_until:
            fourteenth = birth.born_on + days(14)
            if birth.discharged_on == fourteenth:
                yield "discharged on the 14th day"
            found = children.checkup_days(facts, birth, birth.born_on, fourteenth + days(1))
            if fourteenth in found[:1]:
                yield "first check-up on the 14th day"
            if fourteenth + days(1) in found[:1]:
                yield "first check-up on the 15th day"
            if found and birth.discharged_on and found[0] < birth.discharged_on:
                yield "check-up before discharge"


def of_mothers(facts: Facts) -> Iterator[str]:
    for one, _ in mothers.whole_pregnancies(facts):
        births = [birth for birth in facts.births if (birth.mother_key, birth.born_on) == (one.mother, one.day)]
        if len(births) == 2:
            yield "twins"
        if any(birth.mother_key == one.mother and birth.born_on == one.day + days(1) for birth in facts.births):
            yield "twins on two days"
        if one.weeks is None:
            yield "unknown weeks"
        found = mothers.prenatal_days(facts, one.mother)
        yield from ("prenatal visit on the birth day" for _ in [0] if one.day in found)
        if one.begins is not None:
            offs = {(day - one.begins).days for day in found}
            yield from (f"prenatal visit on day {off} of pregnancy" for off in offs & {-1, 0, 90, 91})
        if mothers.prenatal_before_birth(facts, one) == 5:
            yield "five prenatal visits"
    for one, _ in mothers.deliveries(facts):
        if last_of_month(one.day) + days(72) <= facts.observed_until:
            offs = {(visit.occurred_on - one.day).days for visit in facts.visits_of(one.mother, "postpartum")}
            yield from (f"postpartum visit on day {off}" for off in offs & {0, 42, 43})
            if one.left is not None and any(0 < off < (one.left - one.day).days for off in offs):
                yield "postpartum visit before discharge"


def of_emergency(facts: Facts) -> Iterator[str]:
    for visit, _ in emergency.given_visits(facts, further=3):
        later = [one for one in facts.visits_of(visit.resident_key, "emergency") if one is not visit]
        for one in later if not visit.is_scheduled and visit.discharge == "home" else []:
            apart = one.occurred_at - visit.occurred_at
            yield from (name for seconds, name in EDGES_OF_RETURN.items() if apart.total_seconds() == seconds)
            if timedelta(0) < apart <= timedelta(hours=72):
                yield "return to another hospital" if one.centre_id != visit.centre_id else "return"
                if one.is_scheduled:
                    yield "scheduled return"
                if facts.home(one.resident_key, one.occurred_on) is None:
                    yield "return when no longer resident"
        code = visit.diagnosis_code
        if code is None:
            yield "uncoded"
        elif code in facts.shares:
            yield "shares of the code itself"
        else:
            yield "shares of three characters" if code[:3] in facts.shares else "unclassified"
    counts = {count for _, count, _ in emergency.users(facts)}
    yield from (f"person with {count} visits" for count in counts & {3, 4, 5, 6, 10})
    for visit in facts.visits:
        if visit.kind == "emergency" and facts.home(visit.resident_key, visit.occurred_on) is None:
            yield "emergency visit of a non-resident"


def of_care(facts: Facts) -> Iterator[str]:
    for visit, _ in primary_care(facts):
        own = facts.own_team(visit.resident_key, visit.occurred_on)
        if facts.home(visit.resident_key, visit.occurred_on) is None:
            yield "visit of a non-resident"
        elif own is not None and visit.is_scheduled:
            yield "seen by the own team" if visit.team_id == own.team_id else "seen by another team"
        if visit.occurred_on != visit.occurred_at.date():
            yield "another day in UTC"
        if visit.occurred_on in {facts.observed_from, facts.observed_until}:
            yield "visit on the first or last day"
    if len({one.centre_id for one in facts.visits}) > len({one.centre_id for _, one in primary_care(facts)}):
        yield "place that is no primary care"


def of_deliveries(city: City) -> Iterator[str]:
    for one in city.superseded:
        later = [row for row in city.records if (row.delivery, row.record_key) == (one.by_delivery, one.record_key)]
        what = "withdrawn" if any(row.is_withdrawn for row in later) else "corrected"
        yield what if one.by_delivery in city.accepted else f"{what} in vain"
    if any(one.delivery not in city.accepted for one in city.records):
        yield "refused"


def traps(city: City, facts: Facts) -> set[str]:
    found = {*of_children(facts), *of_newborns(facts), *of_mothers(facts), *of_emergency(facts), *of_care(facts)}
    is_open = any(one.occurred_on > facts.observed_until for one in in_force(city, Visit))
    return found | set(of_deliveries(city)) | ({"month not over"} if is_open else set())


# All that `traps` may find, so that a test can ask for each.
EVERY = frozenset(
    {
        "a contact that is no check-up",
        "another day in UTC",
        "born after the switch",
        "born before records",
        "born on 29 February",
        "came on the 32nd day",
        "came within 31 days",
        "check-up +0 days from the birthday",
        "check-up +1 days from the birthday",
        "check-up before discharge",
        "check-ups 13 days apart",
        "check-ups 14 days apart",
        "check-ups 3 days apart",
        "complete with 10",
        "complete with 14",
        "corrected",
        "corrected in vain",
        "counts differ between schedule and plain",
        "died before the birthday",
        "died on the birthday",
        "discharged on the 14th day",
        "emergency visit of a non-resident",
        "first check-up on the 14th day",
        "first check-up on the 15th day",
        "five prenatal visits",
        "gap in the year",
        "in follow-up",
        "month not over",
        "moved within the year",
        "no own team on the birthday",
        "person with 10 visits",
        "person with 3 visits",
        "person with 4 visits",
        "person with 5 visits",
        "person with 6 visits",
        "place that is no primary care",
        "postpartum visit before discharge",
        "postpartum visit on day 0",
        "postpartum visit on day 42",
        "postpartum visit on day 43",
        "prenatal visit on day -1 of pregnancy",
        "prenatal visit on day 0 of pregnancy",
        "prenatal visit on day 90 of pregnancy",
        "prenatal visit on day 91 of pregnancy",
        "prenatal visit on the birth day",
        "refused",
        "return",
        "return after 72 hours",
        "return at 72 hours",
        "return at once",
        "return to another hospital",
        "return when no longer resident",
        "scheduled return",
        "seen by another team",
        "seen by the own team",
        "shares of the code itself",
        "shares of three characters",
        "twins",
        "twins on two days",
        "two check-ups on a day",
        "unclassified",
        "uncoded",
        "unknown weeks",
        "visit of a non-resident",
        "visit on the first or last day",
        "withdrawn",
        "withdrawn in vain",
    }
)
