"""What happens to a commitment of the demonstration after its session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from bahealth.catalog.model import Catalog
from bahealth.convene.demo import Deed, DemoCommitment, DemoDeed
from bahealth.convene.follow_up.commands import (
    AcceptDone,
    ClaimDone,
    MoveDue,
    Overtake,
    PutOnHold,
    RefuseDone,
    ReportProgress,
    TakeUp,
    accept_done,
    claim_done,
    move_due,
    overtake,
    put_on_hold,
    refuse_done,
    report_progress,
    take_up,
)
from bahealth.convene.follow_up.queries import commitments
from bahealth.convene.versions import day_of
from bahealth.people.model import Actor
from bahealth.store import Database

_OF_OWNER: Final = frozenset({Deed.REPORT, Deed.CLAIM})
_LATER: Final = timedelta(hours=5)  # things happen in the afternoon


class OnStage(Protocol):
    """A planned session with who acts in it."""

    @property
    def database(self) -> Database: ...  # noqa: D102 - as everywhere
    @property
    def catalog(self) -> Catalog: ...  # noqa: D102
    @property
    def session_id(self) -> str: ...  # noqa: D102
    @property
    def mayor(self) -> Actor: ...  # noqa: D102
    @property
    def people(self) -> Mapping[str, Actor]: ...  # noqa: D102


def deeds_of(
    stage: OnStage, promised: DemoCommitment, starts_at: datetime
) -> Iterator[tuple[datetime, Callable[[datetime], object]]]:
    """The life of one commitment, by its owner and by the mayor's office."""
    for one in promised.life:
        yield (
            starts_at + _LATER + timedelta(days=one.day),
            lambda at, one=one: _do(stage, promised, one, day_of(starts_at), at),
        )


def _do(stage: OnStage, promised: DemoCommitment, one: DemoDeed, session_on: date, at: datetime) -> None:
    with stage.database.reading() as con:
        (found,) = [
            each for each in commitments(con, at=at, session_id=stage.session_id) if each.promised.text == promised.text
        ]
    identity, seen = found.promised.capture_id, found.version
    actor = stage.people[promised.owner] if one.deed in _OF_OWNER else stage.mayor
    database, catalog = stage.database, stage.catalog
    match one.deed:
        case Deed.REPORT:
            report_progress(
                database,
                catalog,
                ReportProgress(commitment_id=identity, version=seen, text=one.text),
                actor=actor,
                at=at,
            )
        case Deed.CLAIM:
            claim_done(
                database,
                catalog,
                ClaimDone(commitment_id=identity, version=seen, text=one.text, evidence=one.evidence),
                actor=actor,
                at=at,
            )
        case Deed.ACCEPT:
            accept_done(
                database, catalog, AcceptDone(commitment_id=identity, version=seen, text=one.text), actor=actor, at=at
            )
        case Deed.REFUSE:
            refuse_done(
                database, catalog, RefuseDone(commitment_id=identity, version=seen, reason=one.text), actor=actor, at=at
            )
        case Deed.OVERTAKE:
            overtake(
                database, catalog, Overtake(commitment_id=identity, version=seen, reason=one.text), actor=actor, at=at
            )
        case Deed.HOLD:
            put_on_hold(
                database, catalog, PutOnHold(commitment_id=identity, version=seen, reason=one.text), actor=actor, at=at
            )
        case Deed.TAKE_UP:
            take_up(
                database, catalog, TakeUp(commitment_id=identity, version=seen, reason=one.text), actor=actor, at=at
            )
        case Deed.MOVE:
            due_on = session_on + timedelta(days=one.due or one.day)
            move_due(
                database,
                catalog,
                MoveDue(commitment_id=identity, version=seen, due_on=due_on, reason=one.text),
                actor=actor,
                at=at,
            )
