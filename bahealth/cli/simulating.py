"""The command that writes the records of a simulated city."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bahealth.catalog.periods import Period, add_months
from bahealth.cli.progress import progress_bar
from bahealth.cli.terminal import terminal_of
from bahealth.errors import Refusal
from bahealth.i18n import N_

SIMULATE = N_("Write the records of a simulated city into a folder.")


def simulate(
    context: typer.Context,
    into: Annotated[Path, typer.Option("--into", help=N_("The new folder for the files"))],
    scale: Annotated[float, typer.Option("--scale", help=N_("Share of the city's people; 1 is the whole city"))] = 0.05,
    months: Annotated[int, typer.Option("--months", help=N_("How many months, 24 to 240"))] = 48,
    seed: Annotated[int, typer.Option("--seed", help=N_("The same number gives the same people"))] = 1,
    until: Annotated[
        str | None, typer.Option("--until", help=N_("Last month, as 2026-10; without it, the month before this one"))
    ] = None,
) -> None:
    """Simulate; what was planted stands in truth.toml beside the records."""
    from bahealth.simulate import simulate as write_city

    terminal = terminal_of(context)
    t = terminal.text
    last = add_months(terminal.at.date(), -1) if until is None else _month(until)
    if last >= add_months(terminal.at.date(), 0):
        raise Refusal("The last month has to be over: %(month)s is not", month=f"{last:%Y-%m}")
    with progress_bar(t, terminal.err) as progress:
        made = write_city(
            terminal.settings.data,
            terminal.path(into),
            scale=scale,
            months=months,
            seed=seed,
            until=last,
            progress=progress,
        )
    terminal.say(
        t(
            "A simulated city stands in %(folder)s: %(residents)s stretches of residence, %(visits)s visits",
            folder=made.folder,
            residents=t.number(made.rows["residents"]),
            visits=t.number(made.rows["visits"]),
        )
    )


def _month(text: str) -> date:
    """The first day of a month written as 2026-10; Refusal for anything else."""
    try:
        period = Period.parse(text)
    except ValueError as problem:
        raise Refusal("%(month)s is not a month such as 2026-10", month=text) from problem
    if period.months != 1:
        raise Refusal("%(month)s is not a month such as 2026-10", month=text)
    return period.start
