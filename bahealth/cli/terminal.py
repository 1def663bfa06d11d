"""What a command sees of the outside: where it was typed, where its words go, and the store."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import typer

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.config import Settings
from bahealth.i18n import Text
from bahealth.people.model import COMMAND_LINE, Actor
from bahealth.store import Database


class Question(Exception):  # noqa: N818 - not an error: the command waits for an answer
    """A command has shown what it would do; with `answer` added to its words it does it."""

    def __init__(self, text: str, answer: tuple[str, ...]) -> None:
        super().__init__(text)
        self.text = text
        self.answer = answer


@dataclass(frozen=True)
class Terminal:
    """One run of one command, in the person's own process or, through the local door, in the running app.

    `words` are the command's arguments as typed. `database` is the running app's; None means that the
    file is opened for the time of the command. `out` and `err` are never the process's own streams in the app,
    where several commands may run at once.
    """

    settings: Settings
    text: Text
    words: tuple[str, ...]
    cwd: Path
    out: TextIO
    err: TextIO
    database: Database | None = None
    actor: Actor = COMMAND_LINE
    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))

    @property
    def catalog(self) -> Catalog:
        """All definitions of this installation."""
        return load_catalog(self.settings.data)

    def say(self, line: str = "") -> None:
        """One line of the answer."""
        print(line, file=self.out)

    def path(self, named: Path) -> Path:
        """The file that a person named, seen from the folder in which the command was typed."""
        return self.cwd / named.expanduser()

    @contextmanager
    def store(self) -> Generator[Database]:
        """The store; raises StoreInUse when the running app has it, NotFound where there is none yet."""
        if self.database is not None:
            yield self.database
            return
        with opened_store(self.settings) as database:
            yield database


@contextmanager
def opened_store(settings: Settings) -> Generator[Database]:
    """The existing store file, opened and closed again."""
    from bahealth.install.store import existing_store

    database = existing_store(settings)
    try:
        yield database
    finally:
        database.close()


def terminal_of(context: typer.Context) -> Terminal:
    """The terminal of the command that runs."""
    assert isinstance(context.obj, Terminal)  # noqa: S101 - `carry_out` gives it to every command
    return context.obj
