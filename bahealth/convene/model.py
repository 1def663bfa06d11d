"""What a session is made of. Each thing is kept as numbered versions: appended, never updated, the newest counts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from bahealth.frozen import Frozen

LONGEST_MINUTES = 90  # GovEx: longer sessions are cut in two


class Series(Frozen):
    """Sessions that come again and again: the same theme, people and length, with dates held a year ahead."""

    series_id: str
    name: str
    theme: str
    department_ids: tuple[str, ...] = Field(default=(), description="none: the whole city")
    first_at: datetime = Field(description="UTC")
    every_weeks: int = Field(ge=1, le=52)
    reserve_days: int = Field(default=7, ge=0, le=60, description="days from the date to its reserve date; 0: none")
    minutes: int = Field(default=LONGEST_MINUTES, ge=15, le=240)
    is_ended: bool = False
    is_demonstration: bool = Field(default=False, description="made up, to show how sessions work")


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    OPEN = "open"  # in the room, on its pinned release
    CLOSED = "closed"  # every commitment has owner, deliverable, proof, date and rank
    SIGNED = "signed"  # minutes signed off by the convenor
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What a person is there for."""

    CONVENOR = "convenor"
    HEAD = "head"
    PRESENTER = "presenter"
    NOTE_TAKER = "note_taker"
    GUEST = "guest"


class Invited(Frozen):
    """One person of a session; `is_present` None until attendance is taken."""

    person: str = Field(description="name that the person acts under: the e-mail address of a member")
    part: Part
    department_id: str | None = None
    is_present: bool | None = None


class Session(Frozen):
    """One session. `version` is its newest number: what a command must have seen."""

    session_id: str
    series_id: str | None = None
    title: str
    theme: str
    department_ids: tuple[str, ...] = ()
    starts_at: datetime = Field(description="UTC")
    reserve_at: datetime | None = None
    minutes: int = Field(default=LONGEST_MINUTES, ge=15, le=240)
    people: tuple[Invited, ...] = ()
    state: SessionState = SessionState.PLANNED
    release_number: int | None = Field(default=None, description="pinned: the numbers that were known")
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    signed_at: datetime | None = None
    signed_by: str | None = None
    reason: str = Field(default="", description="of the newest change: cancelled, moved, longer than 90 minutes")
    is_demonstration: bool = Field(default=False, description="made up, to show how sessions work")
    version: int = 0


class LineKind(StrEnum):
    """What a line of the agenda is about, in the order in which a draft puts them."""

    COMMITMENT = "commitment"  # open or overdue from earlier sessions
    SIGNAL = "signal"  # off track or worsening beyond chance
    DEVIATION = "deviation"  # an accepted deviation has ended or ends soon
    PRIORITY = "priority"  # of the theme, whatever its verdict
    GOOD_NEWS = "good_news"  # improving beyond chance, or met
    NEW = "new"  # what somebody adds


class Line(Frozen):
    """One line of an agenda, with why it is there in figures: words are made where it is shown."""

    line_id: str
    kind: LineKind
    indicator_id: str | None = None
    area_id: str | None = None
    commitment_id: str | None = None
    plan_id: str | None = Field(default=None, description="of a plan of sites that the line is about")
    title: str = Field(default="", description="of a new item; others are named by what they are about")
    minutes: int = Field(ge=1, le=60)
    weight: float = Field(default=0.0, description="size x certainty x people, as the verdict gives it")
    days_overdue: int | None = None
    times_carried: int | None = None
    added_by: str | None = Field(default=None, description="None: the draft put it there")
    dropped_reason: str | None = Field(default=None, description="why somebody took it off; it stays on the record")


class Agenda(Frozen):
    """The lines of a session in order. `expected_false_alarms` among its signals, from the verdicts' error rate."""

    session_id: str
    lines: tuple[Line, ...]
    expected_false_alarms: float
    version: int = 0

    @property
    def in_order(self) -> tuple[Line, ...]:
        """The lines that are not dropped."""
        return tuple(one for one in self.lines if one.dropped_reason is None)


class Story(Frozen):
    """What a head writes about a flagged row before the session.

    `why` may claim a cause only for a signal. `probability` of meeting the target is scored later and shown to its
    author alone.
    """

    session_id: str
    indicator_id: str
    area_id: str
    happened: str
    why: str = ""
    next_steps: str
    needed: str = ""
    probability: float | None = Field(default=None, ge=0.0, le=1.0)
    author: str
    version: int = 0


class CaptureKind(StrEnum):
    """What is written down in the room."""

    COMMITMENT = "commitment"
    DECISION = "decision"
    QUESTION = "question"


class Deliverable(StrEnum):
    """What a commitment hands over (GovEx): without a type nobody can say whether it came."""

    MEMO = "memo"
    BRIEFING = "briefing"
    LAUNCH = "launch"
    DATA = "data"
    MONEY = "money"
    PEOPLE = "people"
    RULE = "rule"
    WORK = "work"


class Effect(Frozen):
    """What a commitment is expected to do to its indicator: the size in its unit, the good way positive, by a day."""

    size: float = Field(allow_inf_nan=False)
    on: date


class Captured(Frozen):
    """One line written in the room; the browser gives `capture_id`, so that sending it twice keeps one.

    A commitment may be captured with gaps; the session closes only when owner, deliverable, proof, date and rank are
    there. `answer` belongs to a question.
    """

    capture_id: str
    session_id: str
    line_id: str | None = None
    kind: CaptureKind
    text: str
    owner: str = Field(default="", description="the person who promised it")
    department_id: str | None = None
    deliverable: Deliverable | None = None
    proof: str = ""
    due_on: date | None = None
    rank: int | None = Field(default=None, ge=1, description="1 is the most important of its session")
    indicator_id: str | None = None
    area_id: str | None = None
    effect: Effect | None = None
    answer: str = ""
    is_struck: bool = Field(default=False, description="taken back in the room; stays on the record")
    written_by: str = ""
    version: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """What a commitment still lacks before its session can close."""
        if self.kind is not CaptureKind.COMMITMENT or self.is_struck:
            return ()
        needed = {
            "owner": self.owner,
            "deliverable": self.deliverable,
            "proof": self.proof,
            "due_on": self.due_on,
            "rank": self.rank,
        }
        return tuple(name for name, value in needed.items() if not value)


class Happening(StrEnum):
    """What happened to a commitment after its session."""

    REPORTED = "reported"  # its owner says how it goes
    DONE_CLAIMED = "done_claimed"  # with evidence; under review until somebody else accepts
    ACCEPTED = "accepted"
    REFUSED = "refused"  # the closing was refused, with the reason; counted
    OVERTAKEN = "overtaken"
    PUT_ON_HOLD = "put_on_hold"
    TAKEN_UP = "taken_up"  # again, after a hold
    CARRIED = "carried"  # into a later session; the third time forces a decision
    DUE_MOVED = "due_moved"


class Event(Frozen):
    """One thing that happened to a commitment. `evidence`: a link, or the name of a file kept with the event."""

    event_id: str
    commitment_id: str
    kind: Happening
    text: str = ""
    evidence: str = ""
    due_on: date | None = None
    session_id: str | None = None
    at: datetime
    by: str


class CommitmentState(StrEnum):
    """The eight states of GovEx, moved by rule where dates allow."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    UNDER_REVIEW = "under_review"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OVERTAKEN = "overtaken"
    ON_HOLD = "on_hold"


class Outcome(StrEnum):
    """Whether the indicator moved after a commitment was done: never a proof of cause."""

    MOVED = "moved"  # the good way, beyond chance
    NO_SIGNAL = "no_signal"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


class Commitment(Frozen):
    """A commitment with its life so far."""

    promised: Captured
    promised_at: datetime
    state: CommitmentState
    due_on: date
    events: tuple[Event, ...]
    times_carried: int
    times_refused: int
    needs_decision: bool
    outcome: Outcome | None = None

    @property
    def version(self) -> int:
        """What a command must have seen: how many things have happened to it."""
        return len(self.events)
