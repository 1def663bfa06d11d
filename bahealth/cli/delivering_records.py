"""What `bahealth deliver` does for a source of records: counts before the yes, never a row of a person."""

from __future__ import annotations

import hashlib
from pathlib import Path

import typer

from bahealth.cli.terminal import Question, Terminal
from bahealth.collect.records.commands import AcceptRecords, accept_staged
from bahealth.collect.records.door import door_of
from bahealth.collect.records.look import staged_records
from bahealth.collect.records.preview import RecordPreview
from bahealth.collect.returned import problem_line
from bahealth.errors import Stale


def deliver_records(
    terminal: Terminal, source: str, paths: tuple[Path, ...], *, accept: bool, simulated: bool, seen: str | None
) -> None:
    """Read the files once, tell what they would do, and with a yes take them in. `seen` as in `deliver`."""
    t = terminal.text
    with (
        terminal.store() as database,
        staged_records(
            database,
            terminal.catalog,
            door=door_of(terminal.settings),
            source_id=source,
            files=paths,
            at=terminal.at,
            is_simulated=simulated,
        ) as staged,
    ):
        preview = staged.preview
        if preview.problems:
            _tell_problems(terminal, preview)
            raise typer.Exit(1)
        if preview.already_accepted_at is not None:
            terminal.say(t("The same content was already accepted on %(day)s.", day=preview.already_accepted_at.date()))
            return
        if seen is None:
            _tell_changes(terminal, preview)
        elif seen != _seal(preview):
            raise Stale("The files have changed since they were looked at: look at the preview again.")
        if not accept:
            raise Question(t("Accept this delivery?"), ("--accept", "--seen", _seal(preview)))
        command = AcceptRecords(
            source_id=source,
            files=paths,
            is_simulated=simulated,
            content_hash=preview.content_hash,
            after_delivery_id=preview.after_delivery_id,
        )
        delivery_id = accept_staged(database, staged, command, actor=terminal.actor, at=terminal.at)
    terminal.say(t("Accepted as delivery %(delivery)s", delivery=delivery_id))


def _seal(preview: RecordPreview) -> str:
    """What the person looked at: the content, and what it was compared with."""
    return hashlib.sha256(f"{preview.content_hash} {preview.after_delivery_id}".encode()).hexdigest()


def _tell_changes(terminal: Terminal, preview: RecordPreview) -> None:
    t = terminal.text
    terminal.say(
        t(
            "%(source)s: %(added)s new, %(changed)s changed, %(withdrawn)s withdrawn, %(unchanged)s unchanged",
            source=preview.source_id,
            added=t.number(preview.new_count),
            changed=t.number(preview.changed_count),
            withdrawn=t.number(preview.withdrawn_count),
            unchanged=t.number(preview.unchanged_count),
        )
    )
    if preview.first_on and preview.last_on:
        terminal.say(t("From %(first)s to %(last)s", first=preview.first_on, last=preview.last_on))


def _tell_problems(terminal: Terminal, preview: RecordPreview) -> None:
    t = terminal.text
    for problem in preview.problems:
        print(problem_line(problem, t), file=terminal.err)
    print(
        t.plural(
            "Refused whole: %(count)s problem; nothing was changed",
            "Refused whole: %(count)s problems; nothing was changed",
            len(preview.problems),
        ),
        file=terminal.err,
    )
