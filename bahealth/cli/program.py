"""The program: its commands, its language, and what it does with an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from bahealth.cli import (
    auditing,
    convening,
    delivering,
    keeping,
    limits,
    measuring,
    nearness,
    peopling,
    reading,
    running,
    simulating,
)
from bahealth.cli.door import ask_running_app
from bahealth.cli.terminal import Question, Terminal
from bahealth.config import settings
from bahealth.errors import Refusal
from bahealth.i18n import N_, Language, Text, negotiate_language
from bahealth.store import StoreInUse

COMMANDS = (
    (running.run, running.RUN),
    (running.init, running.INIT),
    (running.build, running.BUILD),
    (delivering.deliver, delivering.DELIVER),
    (delivering.template, delivering.TEMPLATE),
    (measuring.measure, measuring.MEASURE),
    (nearness.access, nearness.ACCESS),
    (reading.release, reading.RELEASE),
    (reading.releases, reading.RELEASES),
    (reading.verdicts, reading.VERDICTS),
    (limits.calibration, limits.CALIBRATION),
    (limits.rebase, limits.REBASE),
    (reading.observations, reading.OBSERVATIONS),
    (reading.indicators, reading.INDICATORS),
    (reading.sources, reading.SOURCES),
    (peopling.member, peopling.MEMBER),
    (peopling.group, peopling.GROUP),
    (convening.judge, convening.JUDGE),
    (convening.remind, convening.REMIND),
    (keeping.derive, keeping.DERIVE),
    (keeping.backup, keeping.BACKUP),
    (auditing.audit, auditing.AUDIT),
    (simulating.simulate, simulating.SIMULATE),
)
# Typer's own words.
FRAME_OF_HELP = (
    N_("Usage:"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("Arguments:"),
    N_("Options:"),
    N_("Commands:"),
    N_("[required]"),
)
HELP = N_("Show this message and exit.")
ABOUT = N_("Performance management for a city government's health promises.")


def _top(
    lang: Annotated[str | None, typer.Option(help=N_("Language of what is printed: es or en"))] = None,
) -> None:
    """Take the language; `main` has read it already, because help needs it too."""
    del lang


def program(t: Text) -> TyperGroup:
    """All commands, their help in the language of `t`."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=ABOUT)
    app.callback(help=ABOUT)(_top)
    for command, line in COMMANDS:
        app.command(help=line)(command)
    group = get_command(app)
    assert isinstance(group, TyperGroup)  # noqa: S101 - several commands always make a group
    for one in (group, *group.commands.values()):
        _translate(one, t)
    return group


def _translate(command: Any, t: Text) -> None:
    """Put the help of one command and of its options into the reader's language."""
    command.help = t((command.help or "").strip())
    for parameter in command.params:
        if parameter.help:
            parameter.help = t(parameter.help)
    written = command.get_help

    def translated(context: Any) -> str:
        text: str = written(context)
        for word in FRAME_OF_HELP:
            text = text.replace(word, t(word))
        return text

    command.get_help = translated


def without_language(words: Sequence[str], environment: Mapping[str, str]) -> tuple[Language, tuple[str, ...]]:
    """The language, from `--lang` anywhere or else from the terminal (Spanish otherwise), and the other words."""
    spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    chosen = spoken.split(".")[0]
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--lang":
            chosen = next(left, "")
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
        else:
            rest.append(word)
    return negotiate_language(chosen), tuple(rest)


def carry_out(terminal: Terminal) -> int:
    """Run the command of `terminal`; its exit code. Raises Question where it waits for an answer.

    A refusal is one line and exit code 1; a command that was not understood is exit code 2.
    """
    t = terminal.text
    try:
        result = program(t).main(list(terminal.words), prog_name="bahealth", standalone_mode=False, obj=terminal)
    except StoreInUse as locked:
        if terminal.database is None:
            return _through_the_door(terminal, locked)
        raise
    except Refusal as problem:
        print(t.refusal(problem), file=terminal.err)
        return 1
    except typer.Abort:
        return 130
    except Exception as problem:
        shown = getattr(problem, "format_message", None)
        if shown is None:
            raise
        print(shown(), file=terminal.err)
        return int(getattr(problem, "exit_code", 2))
    return result if isinstance(result, int) else 0


def _through_the_door(terminal: Terminal, locked: StoreInUse) -> int:
    try:
        return ask_running_app(terminal, locked=locked)
    except StoreInUse as problem:
        print(terminal.text.refusal(problem), file=terminal.err)
        return 1


def main(words: Sequence[str] | None = None) -> int:
    """Run what was typed (`words`; the process's own arguments by default) and give the exit code."""
    language, rest = without_language(sys.argv[1:] if words is None else words, os.environ)
    t = Text(language)
    try:
        own = settings()
    except Refusal as problem:
        print(t.refusal(problem), file=sys.stderr)
        return 1
    terminal = Terminal(settings=own, text=t, words=rest, cwd=Path.cwd(), out=sys.stdout, err=sys.stderr)
    try:
        return _answered(terminal)
    except BrokenPipeError:  # somebody closed the pager
        sys.stdout = None  # type: ignore[assignment]
        return 0
    except KeyboardInterrupt:
        return 130


def _answered(terminal: Terminal) -> int:
    try:
        return carry_out(terminal)
    except Question as question:
        if not _said_yes(terminal, question.text):
            print(terminal.text("Nothing was changed."), file=terminal.err)
            return 1
        return carry_out(replace(terminal, words=(*terminal.words, *question.answer)))


def _said_yes(terminal: Terminal, question: str) -> bool:
    t = terminal.text
    terminal.err.write(f"{question} {t('[y/N]')} ")
    terminal.err.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "s", "si", "sí"}
