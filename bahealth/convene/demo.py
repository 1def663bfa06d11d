"""The sessions of the demonstration: data/demo/sessions.toml, read strictly. Days are told from the session."""

from __future__ import annotations

import tomllib
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bahealth.convene.model import Deliverable, Part
from bahealth.frozen import Frozen


class DemoSeries(Frozen):
    """[series]: what is held every few weeks, for a year; Monday is weekday 0."""

    name: str
    theme: str
    every_weeks: int = Field(ge=2, le=8)
    weekday: int = Field(ge=0, le=4)
    starts: time
    minutes: int = Field(ge=15, le=90)


class DemoPerson(Frozen):
    """One [[person]]; `name` says that nobody stands behind it."""

    key: str
    name: str = Field(pattern="^demostración: ")
    part: Part
    department_id: str | None = None


class DemoStory(Frozen):
    """One [[session.story]]; `why` is said only where the row moves beyond chance on the day."""

    indicator_id: str
    area_id: str = "city"
    author: str
    happened: str
    why: str = ""
    next_steps: str
    needed: str = ""
    probability: float | None = Field(default=None, ge=0, le=1)


class DemoQuestion(Frozen):
    """One [[session.question]], answered in the room or not."""

    text: str
    answer: str = ""


class Deed(StrEnum):
    """What is done about a commitment."""

    REPORT = "report"
    CLAIM = "claim"
    ACCEPT = "accept"
    REFUSE = "refuse"
    OVERTAKE = "overtake"
    HOLD = "hold"
    TAKE_UP = "take_up"
    MOVE = "move"


class DemoDeed(Frozen):
    """One thing that happens to a commitment, some days after the session that made it."""

    day: int = Field(ge=1)
    deed: Deed
    text: str = ""
    evidence: str = ""
    due: int | None = Field(default=None, description="of a move: the new day, in days after the session")


class DemoCommitment(Frozen):
    """One [[session.commitment]]; `due` and `effect_on` are days after the session, `effect` the good way."""

    text: str
    owner: str
    deliverable: Deliverable
    proof: str
    due: int = Field(ge=1)
    indicator_id: str | None = None
    area_id: str = "city"
    effect: float | None = None
    effect_on: int | None = None
    life: tuple[DemoDeed, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.effect is None) is not (self.effect_on is None) or (self.effect and self.indicator_id is None):
            raise ValueError("an effect has a size, a day and an indicator")
        if [one.day for one in self.life] != sorted(one.day for one in self.life):
            raise ValueError("a life is told in order")
        return self


class DemoSession(Frozen):
    """One [[session]], oldest first; the last is the one to come. `has_release`: new numbers are there for it."""

    has_release: bool = False
    cancelled: str = ""
    moved_days: int = Field(default=0, ge=0, le=14)
    moved_reason: str = ""
    absent: tuple[str, ...] = ()
    unread: tuple[str, ...] = Field(default=(), description="who did not open the pre-read")
    pace: tuple[float, ...] = Field(default=(1.0,), description="minutes of a line over those planned, in turn")
    worth: int = Field(default=0, ge=0, description="answers that it was worth the time")
    not_worth: int = Field(default=0, ge=0)
    is_signed: bool = True
    decision: tuple[str, ...] = ()
    story: tuple[DemoStory, ...] = ()
    question: tuple[DemoQuestion, ...] = ()
    commitment: tuple[DemoCommitment, ...] = ()


class DemoSessions(Frozen):
    """Everything in data/demo/sessions.toml."""

    series: DemoSeries
    person: tuple[DemoPerson, ...]
    session: tuple[DemoSession, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = {one.key for one in self.person}
        named = {
            name
            for one in self.session
            for name in (
                *one.absent,
                *one.unread,
                *(story.author for story in one.story),
                *(promised.owner for promised in one.commitment),
            )
        }
        if named - known:
            raise ValueError(f"nobody is called {', '.join(sorted(named - known))}")
        return self


def load_demo_sessions(path: Path) -> DemoSessions | None:
    """The sessions of the demonstration; None without the file, pydantic's ValidationError when it is wrong."""
    return DemoSessions.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
