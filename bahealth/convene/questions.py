"""Questions that the convenor may ask of a line, chosen by what its verdict says.

A cause is asked for only where there is a signal: of noise the question is about the way of working, not about the
newest figure (METHODS section 6). For each kind of line two or three are enough.
"""

from __future__ import annotations

from enum import StrEnum

from bahealth.assess.model import Change, Status, Verdict
from bahealth.convene.model import Commitment, CommitmentState, Line, LineKind
from bahealth.i18n import N_, Text


class Topic(StrEnum):
    """What the questions of a line are about."""

    COMMITMENT = "commitment"
    OVERDUE = "overdue"
    UNDER_REVIEW = "under_review"
    MUST_DECIDE = "must_decide"
    WORSENING = "worsening"
    OFF_TRACK = "off_track"
    UNCERTAIN = "uncertain"
    NO_FORECAST = "no_forecast"
    IMPROVING = "improving"
    GOING_WELL = "going_well"
    MOVED = "moved"
    STEADY = "steady"
    LATE = "late"
    NOT_COLLECTED = "not_collected"
    TOO_FEW = "too_few"
    WITHHELD = "withheld"
    DEVIATION = "deviation"
    NEW = "new"


_QUESTIONS: dict[Topic, tuple[str, ...]] = {
    Topic.COMMITMENT: (
        N_("What is done and what is missing for the proof that was agreed?"),
        N_("Does anything in this room stand in the way of its date?"),
    ),
    Topic.OVERDUE: (
        N_("What stands in the way, and who in this room can remove it today?"),
        N_("What is the new date, and what will be different this time?"),
    ),
    Topic.UNDER_REVIEW: (
        N_("Where can the proof be seen, and who has looked at it besides its owner?"),
        N_("When should the effect show in the indicator?"),
    ),
    Topic.MUST_DECIDE: (
        N_("It has been carried three times: do we do it, change it or drop it? Decide today."),
        N_("If we do it: what will be taken off its owner's hands?"),
    ),
    Topic.WORSENING: (
        N_("What was different in the services when the change began?"),
        N_("Where is it concentrated: comunas, facilities, groups of people?"),
        N_("What will be done, by when, and when should it show?"),
    ),
    Topic.OFF_TRACK: (
        N_("What must change in the way of working to reach the level of the target?"),
        N_("What has the most effect for the effort, and what is needed from others?"),
        N_("If nothing changes the target will be missed: what do we decide about it today?"),
    ),
    Topic.UNCERTAIN: (
        N_("What would make reaching the target likely, and what does it depend on?"),
        N_("What is the first thing that we would notice if it went wrong?"),
    ),
    Topic.NO_FORECAST: (
        N_("What else do we know about it while the series is too short for a forecast?"),
        N_("Which intermediate step can be checked before the target's date?"),
    ),
    Topic.IMPROVING: (
        N_("What was done differently, and how do we know that it has to do with the improvement?"),
        N_("What is needed to keep it, and where else could it be done?"),
        N_("Did anything else get worse meanwhile?"),
    ),
    Topic.GOING_WELL: (
        N_("What keeps it at this level, and what could put it at risk?"),
        N_("Is the target still demanding enough?"),
    ),
    Topic.MOVED: (
        N_("Was the change expected, and what does it mean for the planning of services?"),
        N_("Who has to know about it?"),
    ),
    Topic.STEADY: (
        N_("Is this level acceptable? If not: what must change in the way of working?"),
        N_("Are there comunas that stand apart from the city?"),
    ),
    Topic.LATE: (
        N_("Why has the newest figure not arrived, and on which day will it?"),
        N_("What do we know in the meantime from other sources?"),
    ),
    Topic.NOT_COLLECTED: (
        N_("Who could send this figure, and what would be needed for it?"),
        N_("Which decision depends on having it?"),
    ),
    Topic.TOO_FEW: (
        N_("Which wider area or longer period does let us judge?"),
        N_("What do the individual cases teach, reviewed one by one where that is allowed?"),
    ),
    Topic.WITHHELD: (N_("Which wider area or longer period can be shown without pointing to anybody?"),),
    Topic.DEVIATION: (
        N_("Has the reason for the accepted deviation ended?"),
        N_("Back to the target, or another end date: who decides it?"),
    ),
    Topic.NEW: (
        N_("Which decision is asked for today?"),
        N_("By which indicator will we know that it worked?"),
    ),
}
_ABSENT = {
    Status.NOT_COLLECTED: Topic.NOT_COLLECTED,
    Status.LATE: Topic.LATE,
    Status.SUPPRESSED: Topic.WITHHELD,
    Status.TOO_FEW: Topic.TOO_FEW,
    Status.NOT_APPLICABLE: Topic.TOO_FEW,
}
_CHANGED = {
    Change.WORSENING: Topic.WORSENING,
    Change.IMPROVING: Topic.IMPROVING,
    Change.HIGHER: Topic.MOVED,
    Change.LOWER: Topic.MOVED,
}
_TARGETS = {
    Status.OFF_TRACK: Topic.OFF_TRACK,
    Status.UNCERTAIN: Topic.UNCERTAIN,
    Status.NO_FORECAST: Topic.NO_FORECAST,
    Status.MET: Topic.GOING_WELL,
    Status.ON_TRACK: Topic.GOING_WELL,
}


def topic_of(line: Line, verdict: Verdict | None, commitment: Commitment | None = None) -> Topic:
    """What to ask about: the promise first, then an absence, then a signal, then the target.

    An improving figure that is still off track is asked about its target; a worsening one about the worsening,
    whatever its target says.
    """
    if line.kind is LineKind.COMMITMENT:
        return _topic_of_commitment(commitment)
    if line.kind is LineKind.DEVIATION:
        return Topic.DEVIATION
    if verdict is None:
        return Topic.NEW
    return _topic_of_verdict(verdict)


def _topic_of_commitment(commitment: Commitment | None) -> Topic:
    if commitment is None:
        return Topic.COMMITMENT
    if commitment.needs_decision:
        return Topic.MUST_DECIDE
    if commitment.state is CommitmentState.UNDER_REVIEW:
        return Topic.UNDER_REVIEW
    return Topic.OVERDUE if commitment.state is CommitmentState.OVERDUE else Topic.COMMITMENT


def _topic_of_verdict(verdict: Verdict) -> Topic:
    change = verdict.change.change
    if verdict.status in _ABSENT:
        return _ABSENT[verdict.status]
    if change in _CHANGED and not (change is Change.IMPROVING and verdict.status is Status.OFF_TRACK):
        return _CHANGED[change]
    return _TARGETS.get(verdict.status, Topic.STEADY)


def questions(topic: Topic, t: Text) -> tuple[str, ...]:
    """What may be asked, most useful first."""
    return tuple(t(one) for one in _QUESTIONS[topic])
