"""Who acts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """From residents up; a higher role sees what a lower one sees."""

    PUBLIC = 0
    STAFF = 1
    HEAD = 2
    CONVENOR = 3
    ADMIN = 4


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or command line) behind a request. `department_id` is None above departments."""

    name: str
    role: Role
    department_id: str | None = None


COMMAND_LINE = Actor("command line", Role.ADMIN)
