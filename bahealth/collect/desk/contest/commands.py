"""Contest a value, and rule on it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import Period
from bahealth.collect.checks import checked
from bahealth.collect.commands import AcceptDelivery, DeliveryRefused, preview_of, take_in
from bahealth.collect.content import Content
from bahealth.collect.desk.model import MAX_TEXT, Contest, Figures
from bahealth.collect.desk.queries import contest_named, contests, value_in_force
from bahealth.collect.model import Observation, Problem
from bahealth.collect.queries import CurrentObservation
from bahealth.collect.readers.reading import Found, Reading
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may
from bahealth.store import Cursor, Database, new_id, write_audit

PROVENANCE: Final = "contest "


class ClaimRefused(Refusal):
    """The claimed value cannot be right; `problems` say why."""

    def __init__(self, message: str, *, problems: tuple[Problem, ...], **values: object) -> None:
        super().__init__(message, **values)
        self.problems = problems


class ContestValue(Frozen):
    """Say that a value is wrong: what it should be, by which method, and why.

    Counts, or a value in the indicator's unit, or both. `stands_delivery_id` is the delivery of the value that the
    person saw.
    """

    indicator_id: str
    area_id: str
    period: str
    claimed: Figures
    method: str
    reason: str
    stands_delivery_id: str


class RuleOnContest(Frozen):
    """Say which of the two values counts. `stands_delivery_id` is the delivery of the value that now stands."""

    contest_id: str
    is_upheld: bool
    reason: str
    stands_delivery_id: str


def contest_value(database: Database, catalog: Catalog, command: ContestValue, *, actor: Actor, at: datetime) -> str:
    """Append the contest; its id. Nothing else changes until somebody rules.

    Raises NotAllowed, NotFound for the value, ClaimRefused with the problems, Stale when another value stands or
    the value is contested already, Refusal without method or reason.
    """
    indicator = catalog.indicator.get(command.indicator_id)
    if indicator is None:
        raise NotFound("There is no indicator %(indicator)s", indicator=command.indicator_id)
    check_may(actor, "contest_value", indicator.owner)
    _check_texts(command)
    period = _period(command.period)
    contest_id = new_id()
    with database.writing() as con:
        stands = _standing(con, command.indicator_id, command.area_id, period)
        if stands.delivery_id != command.stands_delivery_id:
            raise Stale("Another value stands since you opened this: look at it again.")
        _check_claim(catalog, stands, command.claimed, at)
        _check_not_contested(con, command, period)
        _write_contest(con, contest_id, command, stands, actor=actor, at=at)
    return contest_id


def rule_on_contest(
    database: Database, catalog: Catalog, command: RuleOnContest, *, actor: Actor, at: datetime
) -> str | None:
    """Append the ruling; the id of the delivery by which an upheld claim counts.

    That delivery has one row, under the value's own source: the next release shows it, those before stay. None when
    the contest is rejected or the claimed value stands already.

    Raises NotAllowed, NotFound, Refusal without a reason, Stale when somebody has ruled or another value stands.
    """
    check_may(actor, "rule_on_contest", None)
    if not command.reason.strip():
        raise Refusal("Write the reason of the ruling.")
    _check_length(command.reason)
    with database.reading() as con:
        contest = contest_named(con, command.contest_id)
        stands = _standing(con, contest.indicator_id, contest.area_id, contest.period)
        _check_seen(stands, command)
        content = _claimed_content(catalog, contest, stands)
        newest = preview_of(con, content).after_delivery_id
    if not command.is_upheld or contest.claimed == _stated(stands):
        with database.writing() as con:
            _check_seen(_standing(con, contest.indicator_id, contest.area_id, contest.period), command)
            _write_ruling(con, command, None, actor=actor, at=at)
        return None
    _check_claim(catalog, stands, contest.claimed, at)

    def also(con: Cursor, delivery_id: str) -> None:
        _write_ruling(con, command, delivery_id, actor=actor, at=at)

    accepting = AcceptDelivery(
        source_id=content.source_id,
        files=(),
        is_simulated=stands.is_simulated,
        content_hash=content.content_hash,
        after_delivery_id=newest,
    )
    try:
        return take_in(database, content, accepting, actor=actor, at=at, also=also)
    except DeliveryRefused as refused:  # the same ruling, made by somebody else in between
        with database.reading() as con:
            _check_open(contest_named(con, command.contest_id), refused)
        raise


def _check_texts(command: ContestValue) -> None:
    if not command.method.strip() or not command.reason.strip():
        raise Refusal("Write both: how the claimed value was worked out, and why the one that stands is wrong.")
    _check_length(command.method)
    _check_length(command.reason)


def _check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Refusal("The text is too long: at most %(limit)s characters are kept.", limit=MAX_TEXT)


def _period(key: str) -> Period:
    try:
        return Period.parse(key)
    except ValueError as problem:
        raise NotFound("There is no period %(period)s", period=key) from problem


def _standing(con: Cursor, indicator_id: str, area_id: str, period: Period) -> CurrentObservation:
    found = value_in_force(con, indicator_id=indicator_id, area_id=area_id, period=period)
    if found is None:
        raise NotFound("No value of its own stands there, so there is none to contest.")
    return found


def _as_claimed(stands: CurrentObservation, claimed: Figures) -> Observation:
    """The observation that an upheld contest delivers: the claimed figures, without the limits of the old ones."""
    return Observation(
        indicator_id=stands.indicator_id,
        area_id=stands.area_id,
        period_start=stands.period_start,
        period_months=stands.period_months,
        numerator=claimed.numerator,
        denominator=claimed.denominator,
        value=claimed.value,
        sampling_flag=stands.sampling_flag,
        note=stands.note,
    )


def _claimed_content(catalog: Catalog, contest: Contest, stands: CurrentObservation) -> Content:
    """The delivery of one row, whose file name tells where it comes from; simulated where what stands is."""
    source_id = catalog.indicator[contest.indicator_id].source
    claim = _as_claimed(stands, contest.claimed)
    return Content(source_id, (PROVENANCE + contest.contest_id,), (claim,), (), (), stands.is_simulated)


def _stated(stands: CurrentObservation) -> Figures:
    return Figures(numerator=stands.numerator, denominator=stands.denominator, value=stands.value)


def _check_claim(catalog: Catalog, stands: CurrentObservation, claimed: Figures, at: datetime) -> None:
    """Raise ClaimRefused where a file that says the same would be refused, and where the same value stands already."""
    claim = _as_claimed(stands, claimed)
    source = catalog.source[catalog.indicator[stands.indicator_id].source]
    problems = checked(Reading((Found(claim, ""),)), source, catalog, at.date()).problems
    if problems:
        raise ClaimRefused("The claimed value cannot be right.", problems=problems)
    if claimed == _stated(stands):
        raise Refusal("This is the value that stands already.")


def _check_not_contested(con: Cursor, command: ContestValue, period: Period) -> None:
    for one in contests(con, indicator_id=command.indicator_id, area_id=command.area_id):
        if one.is_open and one.period == period:
            raise Stale(
                "This value is contested already, since %(day)s: wait for the ruling.",
                day=one.contested_at.date(),
            )


def _write_contest(
    con: Cursor, contest_id: str, command: ContestValue, stands: CurrentObservation, *, actor: Actor, at: datetime
) -> None:
    claimed = command.claimed
    con.execute(
        "INSERT INTO ops.contest (contest_id, indicator_id, area_id, period_start, period_months, stands_numerator, "
        "stands_denominator, stands_value, stands_delivery_id, claimed_numerator, claimed_denominator, claimed_value, "
        "method, reason, contested_at, contested_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            contest_id,
            stands.indicator_id,
            stands.area_id,
            stands.period_start,
            stands.period_months,
            stands.numerator,
            stands.denominator,
            stands.value,
            stands.delivery_id,
            claimed.numerator,
            claimed.denominator,
            claimed.value,
            command.method.strip(),
            command.reason.strip(),
            at,
            actor.name,
        ],
    )
    write_audit(
        con,
        command="ContestValue",
        subject=f"{stands.indicator_id} {stands.area_id}",
        actor=actor.name,
        at=at,
        before=stands.observation.model_dump_json(),
        after=json.dumps({"contest_id": contest_id, "claimed": claimed.model_dump(), "method": command.method.strip()}),
        reason=command.reason.strip(),
    )


def _write_ruling(con: Cursor, command: RuleOnContest, delivery_id: str | None, *, actor: Actor, at: datetime) -> None:
    """The ruling and its audit line, if nobody has ruled."""
    contest = contest_named(con, command.contest_id)
    _check_open(contest)
    said = command.reason.strip()
    con.execute(
        "INSERT INTO ops.contest_ruling (contest_id, is_upheld, delivery_id, reason, ruled_at, ruled_by) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [contest.contest_id, command.is_upheld, delivery_id, said, at, actor.name],
    )
    write_audit(
        con,
        command="RuleOnContest",
        subject=f"{contest.indicator_id} {contest.area_id}",
        actor=actor.name,
        at=at,
        before=_both(contest),
        after=json.dumps(
            {"contest_id": contest.contest_id, "is_upheld": command.is_upheld, "delivery_id": delivery_id}
        ),
        reason=said,
    )


def _check_open(contest: Contest, cause: Exception | None = None) -> None:
    if not contest.is_open:
        raise Stale("Someone has ruled on this meanwhile: look at the desk again.") from cause


def _check_seen(stands: CurrentObservation, command: RuleOnContest) -> None:
    if stands.delivery_id != command.stands_delivery_id:
        raise Stale("Another value stands since you opened this: look at it again.")


def _both(contest: Contest) -> str:
    """Both values, so that the log keeps them whatever the ruling is."""
    return json.dumps({"stands": contest.stands.model_dump(), "claimed": contest.claimed.model_dump()})
