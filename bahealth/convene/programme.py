"""How the programme itself does: is convening held, on time, followed up, and does it look at signals or at noise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Final

from bahealth.assess.model import Status, Verdict
from bahealth.assess.queries import latest_release, release_verdicts
from bahealth.convene.agenda.queries import all_stories
from bahealth.convene.follow_up.rules import DONE, OPEN, done_on
from bahealth.convene.model import Commitment, CommitmentState, Outcome, Session, Story
from bahealth.convene.sessions.queries import session_versions
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen
from bahealth.store import Cursor

FEWEST_FORECASTS: Final = 10
FEWEST_AUTHORS: Final = 3  # below, a sum would tell who had said what
_DECIDED: Final = frozenset({Status.MET, Status.OFF_TRACK})


class Part(Frozen):
    """So many of so many."""

    count: int
    total: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.count / self.total if self.total else None


class Scored(Frozen):
    """A stated probability of meeting a target, and whether it was met on its day."""

    session_id: str
    indicator_id: str
    area_id: str
    author: str
    probability: float
    is_met: bool

    @property
    def brier(self) -> float:
        """Squared distance of the probability from what came, 0 to 1; 0.25 is what a coin would get."""
        return (self.probability - self.is_met) ** 2


class Calibration(Frozen):
    """All stated probabilities together: the mean said, the share that came true, and the Brier score."""

    count: int
    mean_probability: float
    share_met: float
    brier: float


class CommitmentFigures(Frozen):
    """Commitments of the sessions that were held, as they stand now. `closed_on_time`: by the day first promised."""

    closed_on_time: Part
    closed: int
    open: int
    overdue: int
    on_hold: int
    overtaken: int
    median_days_to_close: float | None
    median_days_open: float | None
    carried: int
    refused_closings: int
    due_days_moved: int
    outcomes: Mapping[Outcome, int]


class ProgrammeFigures(Frozen):
    """Counts over the sessions that began, or should have, in a span of days."""

    held: int
    held_on_planned_day: Part
    cancelled: int
    data_on_time: Part  # rows in scope of the sessions held that were not late in their release
    commitments: CommitmentFigures
    minutes_on_signals: float
    minutes_on_rest: float
    expected_false_alarms: float
    calibration: Calibration | None


def scored_stories(con: Cursor, *, author: str | None = None) -> list[Scored]:
    """Stated probabilities whose target has had its day, by the newest release; those of `author` for nobody else."""
    newest = latest_release(con)
    if newest is None:
        return []
    verdicts = {
        (one.indicator_id, one.area_id): one for one in release_verdicts(con, release_number=newest.release_number)
    }
    return [
        Scored(
            session_id=one.session_id,
            indicator_id=one.indicator_id,
            area_id=one.area_id,
            author=one.author,
            probability=one.probability,
            is_met=verdict.status is Status.MET,
        )
        for one in _asked(all_stories(con), author)
        if one.probability is not None
        and (verdict := verdicts.get((one.indicator_id, one.area_id)))
        and is_decided(verdict)
    ]


def is_decided(verdict: Verdict) -> bool:
    """Whether the day of a target is past and a value of the period in which it falls is known.

    Then its status is met or off track; before that day these words are forecasts.
    """
    target, period = verdict.target, verdict.period
    return bool(target and period and verdict.status in _DECIDED and period.end >= target.goal.due_on)


def calibration(scored: Sequence[Scored]) -> Calibration | None:
    """All together, from ten forecasts of three people on; None below, so that no sum tells who had said what."""
    if len(scored) < FEWEST_FORECASTS or len({one.author for one in scored}) < FEWEST_AUTHORS:
        return None
    count = len(scored)
    return Calibration(
        count=count,
        mean_probability=sum(one.probability for one in scored) / count,
        share_met=sum(one.is_met for one in scored) / count,
        brier=sum(one.brier for one in scored) / count,
    )


def _asked(found: Iterable[Story], author: str | None) -> list[Story]:
    return [one for one in found if author is None or one.author == author]


def is_on_planned_day(con: Cursor, session: Session) -> bool:
    """Opened on the day for which it was first planned."""
    first = session_versions(con, session.session_id)[0].session
    return session.opened_at is not None and day_of(session.opened_at) == day_of(first.starts_at)


def commitment_figures(promised: Sequence[Commitment], today: date) -> CommitmentFigures:
    """Counts and median ages in days, from the close of the session to the claim that was accepted, or to today."""
    done = [one for one in promised if one.state in DONE]
    running = [one for one in promised if one.state in OPEN]
    states = [one.state for one in promised]
    return CommitmentFigures(
        closed_on_time=Part(count=sum(_on_first_day(one) for one in done), total=len(done)),
        closed=len(done),
        open=len(running),
        overdue=states.count(CommitmentState.OVERDUE),
        on_hold=states.count(CommitmentState.ON_HOLD),
        overtaken=states.count(CommitmentState.OVERTAKEN),
        median_days_to_close=_median([_days(one, done_on(one)) for one in done]),
        median_days_open=_median([_days(one, today) for one in running]),
        carried=sum(one.times_carried for one in promised),
        refused_closings=sum(one.times_refused for one in promised),
        due_days_moved=sum(one.due_on != one.promised.due_on for one in promised),
        outcomes={kind: sum(one.outcome is kind for one in promised) for kind in Outcome},
    )


def _on_first_day(one: Commitment) -> bool:
    """Done by the day that was first promised: a day that was moved since does not make it punctual."""
    day, due = done_on(one), one.promised.due_on
    return day is not None and due is not None and day <= due


def _days(one: Commitment, until: date | None) -> int:
    return max(0, (until - day_of(one.promised_at)).days) if until else 0


def _median(days: Sequence[int]) -> float | None:
    return float(median(days)) if days else None
