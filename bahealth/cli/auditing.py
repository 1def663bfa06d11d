"""The record on the command line: whether it is whole, its seal for the minutes, its lines."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer

from bahealth.cli.printing import Format, print_rows
from bahealth.cli.terminal import Terminal, terminal_of
from bahealth.errors import Refusal
from bahealth.i18n import N_

AUDIT = N_("Check the record, or print its seal or its lines.")


class AuditAction(StrEnum):
    """What to do with the record."""

    VERIFY = "verify"
    SEAL = "seal"
    LIST = "list"


def audit(
    context: typer.Context,
    action: Annotated[AuditAction, typer.Argument(help=N_("verify, seal or list"))],
    line: Annotated[int | None, typer.Option(help=N_("verify: number of a line as the minutes have it"))] = None,
    seal: Annotated[str | None, typer.Option("--hash", help=N_("verify: the seal of that line"))] = None,
    days: Annotated[int | None, typer.Option(help=N_("list: only the last days"))] = None,
    person: Annotated[str | None, typer.Option(help=N_("list: only lines of this person"))] = None,
    form: Annotated[Format, typer.Option("--format", help=N_("How to print: text, json or csv"))] = Format.TEXT,
) -> int:
    """Exit code 1 when the record is not whole or the seal of the minutes does not hold."""
    terminal = terminal_of(context)
    if action is AuditAction.VERIFY:
        return _verify(terminal, line, seal)
    if action is AuditAction.SEAL:
        return _print_seal(terminal)
    return _list(terminal, days, person, form)


def _verify(terminal: Terminal, line: int | None, seal: str | None) -> int:
    from bahealth.people.audit.words import findings, state_text
    from bahealth.store.chain import Seal, SealState, verify

    if (line is None) != (seal is None):
        raise Refusal("A seal is a number and a hash: give --line and --hash together")
    written = None if line is None or seal is None else Seal(line_number=line, line_hash=seal.strip().lower())
    with terminal.store() as database, database.reading() as con:
        found = verify(con, seal=written)
    t = terminal.text
    terminal.say(state_text(found, t))
    for one in findings(found, t):
        terminal.say(one)
    for broken in found.breaks:
        terminal.say(
            f"  {broken.line_number}  {broken.kind}" + (f" ({broken.missing_count})" * bool(broken.missing_count))
        )
    for alone in found.unmatched:
        terminal.say(f"  {alone.table}  {alone.side}  {alone.found}")
    if found.seal is SealState.HOLDS:
        terminal.say(t("The seal of the minutes holds."))
    elif found.seal is SealState.LINE_MISSING:
        terminal.say(t("The line of the minutes is missing: the end of the record was cut off."))
    elif found.seal is SealState.DIFFERS:
        terminal.say(t("The line of the minutes has another seal: the record was written anew."))
    return 0 if found.is_whole else 1


def _print_seal(terminal: Terminal) -> int:
    from bahealth.store.chain import last_seal

    with terminal.store() as database, database.reading() as con:
        found = last_seal(con)
    if found is None:
        raise Refusal("There is no line yet")
    terminal.say(f"{found.line_number} {found.line_hash}")
    return 0


def _list(terminal: Terminal, days: int | None, person: str | None, form: Format) -> int:
    from bahealth.people.audit.model import Sought
    from bahealth.people.audit.queries import lines
    from bahealth.people.audit.rules import sight

    seen = sight(terminal.actor, terminal.catalog)
    assert seen is not None  # noqa: S101 - the command line is the analytics office
    sought = Sought(person=person, from_at=terminal.at - timedelta(days=days) if days else None)
    with terminal.store() as database, database.reading() as con:
        found = lines(con, seen, sought)
    print_rows([one.model_dump(mode="json") for one in reversed(found)], form, terminal.out)
    return 0
