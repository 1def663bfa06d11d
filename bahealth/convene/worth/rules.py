"""When the question is open, and when its answers are told: never so early or so few that one could be guessed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from bahealth.convene.model import Session, SessionState
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen

ANSWER_DAYS: Final = 14  # from the day on which the session closed
FEWEST_ANSWERS: Final = 3
_OVER: Final = frozenset({SessionState.CLOSED, SessionState.SIGNED})


class Worth(Frozen):
    """What may be told of the answers about one session. `worth` is None while it would tell who said what."""

    session_id: str
    invited: int
    answered: int
    worth: int | None


def is_asked(session: Session, today: date) -> bool:
    """Whether the question can be answered: a session that was held, until fourteen days after."""
    return session.state in _OVER and (last := last_day(session)) is not None and today <= last


def last_day(session: Session) -> date | None:
    """The last day for an answer; None before the session is closed."""
    return day_of(session.closed_at) + timedelta(days=ANSWER_DAYS) if session.closed_at else None


def told(session: Session, *, answered: int, worth: int, today: date) -> Worth:
    """Counts once nobody can answer any more, from three answers on.

    While answers still come, the difference between two looks would be one person's answer.
    """
    is_safe = answered >= FEWEST_ANSWERS and not is_asked(session, today)
    return Worth(
        session_id=session.session_id,
        invited=len({one.person for one in session.people}),
        answered=answered,
        worth=worth if is_safe else None,
    )
