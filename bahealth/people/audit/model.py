"""Lines of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bahealth.frozen import Frozen


class Line(Frozen):
    """One accepted command: who, when, about what, what it was before and after, and why."""

    line_number: int
    written_at: datetime
    actor: str
    command: str
    subject: str
    before: str | None
    after: str | None
    reason: str | None


@dataclass(frozen=True)
class Sought:
    """Which lines a reader wants; None does not narrow. `command` is as in `command_key`, instants are UTC."""

    indicator_id: str | None = None
    area_id: str | None = None
    source_id: str | None = None
    person: str | None = None
    member_email: str | None = None
    command: str | None = None
    from_at: datetime | None = None
    before_line: int | None = None


def command_key(command: str) -> str:
    """The name of a command without capitals and underscores: `AcceptDelivery` and `accept_delivery` are one."""
    return command.replace("_", "").lower()
