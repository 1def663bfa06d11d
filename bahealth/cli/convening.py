"""Commands that follow sessions up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bahealth.cli.printing import Format, print_rows
from bahealth.cli.terminal import Terminal, terminal_of
from bahealth.i18n import N_

if TYPE_CHECKING:
    from bahealth.convene.judging.commands import Judged
    from bahealth.convene.reminders.queries import DueReminder

JUDGE = N_("Judge commitments that have reached their effect date.")
REMIND = N_("Mail the reminders that are due, or print them.")

_OUTCOMES = {
    "moved": N_("moved the good way beyond chance"),
    "no_signal": N_("no signal"),
    "worse": N_("worse beyond chance"),
    "cannot_tell": N_("cannot tell"),
}


def judge(
    context: typer.Context,
    number: Annotated[int | None, typer.Option("--release", help=N_("Number of the release"))] = None,
) -> None:
    """Say of each what the indicator did afterwards; never that the commitment was the cause."""
    from bahealth.convene.judging.commands import JudgeDue, judge_due

    terminal = terminal_of(context)
    with terminal.store() as database:
        command = JudgeDue(release_number=number)
        found = judge_due(database, terminal.catalog, command, actor=terminal.actor, at=terminal.at)
    tell_judged(terminal, found)
    if not found:
        terminal.say(terminal.text("Nothing has reached its effect date."))


def tell_judged(terminal: Terminal, found: Sequence[Judged]) -> None:
    """One line each: what was promised, and what the indicator did afterwards."""
    for one in found:
        terminal.say(f"{one.text}: {terminal.text(_OUTCOMES[one.judgement.outcome.value])}")


def remind(
    context: typer.Context,
    is_list: Annotated[bool, typer.Option("--list", help=N_("Print them and send nothing"))] = False,
    form: Annotated[Format, typer.Option("--format", help=N_("How to print: text, json or csv"))] = Format.TEXT,
) -> None:
    """Each is sent at most once; the list shows all, with when they were sent."""
    from bahealth.convene.mail import opened_post
    from bahealth.convene.reminders.commands import SendReminders, send_reminders
    from bahealth.convene.reminders.queries import reminders_due

    terminal = terminal_of(context)
    t = terminal.text
    with terminal.store() as database:
        if is_list:
            with database.reading() as con:
                found = reminders_due(con, at=terminal.at)
            print_rows([_row(terminal, one) for one in found], form, terminal.out)
            return
        with opened_post(terminal.settings) as post:
            done = send_reminders(database, post, SendReminders(), actor=terminal.actor, at=terminal.at, t=t)
    terminal.say(
        t(
            "Reminders: %(sent)s sent, %(refused)s refused by the server, %(unknown)s not certain",
            sent=t.number(done.sent),
            refused=t.number(done.refused),
            unknown=t.number(done.unknown),
        )
    )


def _row(terminal: Terminal, due: DueReminder) -> dict[str, object]:
    from bahealth.convene.reminders.words import subject_of

    return {
        "person": due.reminder.person,
        "reminder": subject_of(due, terminal.text),
        "sent_at": due.sent_at,
    }
