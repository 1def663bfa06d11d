"""Numbered versions: what a command must have seen, and what both sides get to see when somebody was faster."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bahealth.errors import Stale
from bahealth.frozen import Frozen
from bahealth.i18n import N_

_BUENOS_AIRES: Final = ZoneInfo("America/Argentina/Buenos_Aires")


class Versioned(Protocol):
    """A thing that is kept as numbered versions; 0 is not kept yet."""

    @property
    def version(self) -> int:
        """Number of the newest version that is known."""
        ...


Kept = TypeVar("Kept", bound=Versioned)


class Body(Frozen):
    """A row whose thing is kept as JSON."""

    body: str


class SessionConflict(Stale):
    """Somebody was faster. `stands` is what is kept now (None: nothing yet), `sent` the command that was refused."""

    def __init__(self, stands: Versioned | None, sent: Frozen) -> None:
        super().__init__(N_("Somebody changed this since you opened it. Compare both texts and send yours again."))
        self.stands = stands
        self.sent = sent


def check_version(stands: Versioned | None, seen: int, sent: Frozen) -> None:
    """Raise SessionConflict unless `seen` is the newest version; 0 stands for nothing yet."""
    if (stands.version if stands else 0) != seen:
        raise SessionConflict(stands, sent)


def day_of(at: datetime) -> date:
    """The day in Buenos Aires of an instant in UTC without a zone: the day that people write on an agenda."""
    return at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES).date()


def clock_of(at: datetime) -> time:
    """The time of day in Buenos Aires of an instant in UTC without a zone."""
    return at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES).time()


def instant_of(day: date, clock: time) -> datetime:
    """The instant in UTC, without a zone, of a day and a time of day in Buenos Aires."""
    return datetime.combine(day, clock, _BUENOS_AIRES).astimezone(UTC).replace(tzinfo=None)
