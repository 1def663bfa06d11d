"""Commands about nearness: measure who lives near a centre, and list the delivered times."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bahealth.cli.terminal import Terminal, terminal_of
from bahealth.i18n import N_

ACCESS = N_("Measure who lives near a centre.")


class AccessAction(StrEnum):
    """What to do."""

    MEASURE = "measure"
    TIMES = "times"


def access(
    context: typer.Context,
    action: Annotated[AccessAction, typer.Argument(help=N_("measure or times"))],
    times: Annotated[
        str, typer.Option(help=N_("measure: network, newest, or a delivered matrix such as transit@2026-03-10T08:00"))
    ] = "newest",
    since: Annotated[
        int | None, typer.Option(help=N_("measure: first year, also where the dates of centres are not told"))
    ] = None,
) -> None:
    """Measure nearness year by year, or print one line for each delivered matrix."""
    terminal = terminal_of(context)
    if action is AccessAction.MEASURE:
        _measure(terminal, times, since)
    else:
        _print_times(terminal)


def _measure(terminal: Terminal, times: str, since: int | None) -> None:
    from bahealth.access.commands import MeasureAccess, measure_access

    with terminal.store() as database:
        run = measure_access(
            database,
            terminal.catalog,
            MeasureAccess(times=times, since=since),
            city=terminal.settings.data / "city",
            actor=terminal.actor,
            at=terminal.at,
        )
    t = terminal.text
    terminal.say(
        t(
            "%(first)s to %(last)s measured, %(count)s values changed",
            first=str(run.years[0]),
            last=str(run.years[-1]),
            count=t.number(run.changed_count),
        )
    )
    if run.delivery_id is None:
        terminal.say(t("Nothing has changed"))
    else:
        terminal.say(t("Accepted as delivery %(delivery)s", delivery=run.delivery_id))


def _print_times(terminal: Terminal) -> None:
    from bahealth.access.measuring import departure_key
    from bahealth.access.queries import matrices

    with terminal.store() as database, database.reading() as con:
        found = matrices(con)
    t = terminal.text
    for one in found:
        said = t(
            "%(blocks)s blocks, %(centres)s centres, delivered on %(day)s",
            blocks=t.number(one.block_count),
            centres=t.number(one.centre_count),
            day=t.day(one.accepted_at.date()),
        )
        terminal.say(f"{departure_key(one)}  {said}")
    if not found:
        terminal.say(t("No travel times were delivered: walks are measured along the streets"))
