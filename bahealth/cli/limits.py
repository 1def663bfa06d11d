"""Commands about the statistics themselves: what became of stated chances, and limits that begin again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from bahealth.cli.printing import Format, print_rows
from bahealth.cli.reading import FormatOption
from bahealth.cli.terminal import terminal_of
from bahealth.errors import NotFound
from bahealth.i18n import N_

CALIBRATION = N_("Print what became of the stated chances of meeting targets.")
REBASE = N_("Let the limits of a series begin again, or undo that.")

DayOption = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=N_("The day from which limits begin again"))
]


def calibration(context: typer.Context, form: FormatOption = Format.JSON) -> None:
    """Scores of every chance that a release stated and whose period is known."""
    from bahealth.assess.kept import kept
    from bahealth.assess.queries import latest_release

    terminal = terminal_of(context)
    with terminal.store() as database, database.reading() as con:
        release = latest_release(con)
        if release is None:
            raise NotFound("There is no release yet: `bahealth release` makes the first")
        found = kept(con, release_number=release.release_number)
    scores = found.calibration.model_dump(mode="json", exclude={"bins"})
    row = {"release_number": release.release_number, **scores, "waiting_count": found.waiting_count}
    if form is Format.JSON:
        row["bins"] = [one.model_dump(mode="json") for one in found.calibration.bins]
        print_rows([row], form, terminal.out)
        return
    print_rows([row], form, terminal.out)
    print_rows([one.model_dump(mode="json") for one in found.calibration.bins], form, terminal.out)


def rebase(
    context: typer.Context,
    indicator: Annotated[str, typer.Option(help=N_("The indicator, as `bahealth indicators` prints it"))] = "",
    area: Annotated[str, typer.Option(help=N_("The area, such as city or comuna-8"))] = "city",
    day: DayOption = None,
    cause: Annotated[str, typer.Option(help=N_("What caused the change"))] = "",
    evidence: Annotated[str, typer.Option(help=N_("What shows it"))] = "",
    undo: Annotated[str | None, typer.Option(help=N_("Take this decision back; its reason is --cause"))] = None,
) -> None:
    """Append the decision, or its end; the next release follows it."""
    from bahealth.assess.rebasing.commands import BeginLimitsAgain, UndoRebasing, begin_limits_again, undo_rebasing

    terminal = terminal_of(context)
    with terminal.store() as database:
        if undo is not None:
            taken = UndoRebasing(rebasing_id=undo, reason=cause)
            undo_rebasing(database, terminal.catalog, taken, actor=terminal.actor, at=terminal.at)
            terminal.say(terminal.text("Taken back; the next release draws the limits that held before"))
            return
        command = BeginLimitsAgain(
            indicator_id=indicator,
            area_id=area,
            from_on=(day or terminal.at).date(),
            cause=cause,
            evidence=evidence,
        )
        made = begin_limits_again(database, terminal.catalog, command, actor=terminal.actor, at=terminal.at)
    terminal.say(terminal.text("The next release begins the limits again; to take it back: --undo %(id)s", id=made))
