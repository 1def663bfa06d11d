"""Commands that turn records into indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bahealth.cli.progress import progress_bar
from bahealth.cli.terminal import Terminal, terminal_of
from bahealth.i18n import N_

if TYPE_CHECKING:
    from bahealth.measure.commands import MeasuresRun

MEASURE = N_("Measure from records what new deliveries touch.")
MEASURING = N_("measuring")


def measure(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help=N_("Measure every month again"))] = False,
) -> None:
    """Run the measures and say by measure how many months were measured and how many values changed."""
    from bahealth.measure.commands import RunMeasures, run_measures

    terminal = terminal_of(context)
    with terminal.store() as database, progress_bar(terminal.text, terminal.err) as progress:
        run = run_measures(
            database,
            terminal.catalog,
            RunMeasures(is_full=full),
            actor=terminal.actor,
            at=terminal.at,
            progress=lambda done, total: progress(MEASURING, done, total),
        )
    _tell(terminal, run)


def _tell(terminal: Terminal, run: MeasuresRun) -> None:
    t = terminal.text
    for measure_id, months in run.month_counts.items():
        if months or measure_id in run.changed_counts:
            terminal.say(
                t(
                    "%(measure)s: %(months)s months measured, %(changed)s values changed",
                    measure=measure_id,
                    months=t.number(months),
                    changed=t.number(run.changed_counts.get(measure_id, 0)),
                )
            )
    if not run.delivery_ids:
        terminal.say(t("Nothing has changed"))
    for delivery_id in run.delivery_ids:
        terminal.say(t("Accepted as delivery %(delivery)s", delivery=delivery_id))
