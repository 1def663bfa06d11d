"""Commands that print what the installation knows."""

from __future__ import annotations

from typing import Annotated

import typer

from bahealth.cli.printing import Format, print_rows
from bahealth.cli.terminal import terminal_of
from bahealth.i18n import N_

INDICATORS = N_("Print indicators: unit, direction, owner, source.")
SOURCES = N_("Print the sources that deliveries come from.")

FormatOption = Annotated[Format, typer.Option("--format", help=N_("How to print: text, json or csv"))]


def indicators(context: typer.Context, form: FormatOption = Format.TEXT) -> None:
    """One line per indicator of the catalogue."""
    terminal = terminal_of(context)
    t = terminal.text
    rows = [
        {
            "indicator_id": one.indicator_id,
            "name": t.pick(one.name),
            "unit": t.pick(one.unit),
            "direction": one.direction.value,
            "kind": one.kind.value,
            "frequency": one.frequency.value,
            "owner": one.owner,
            "source": one.source,
        }
        for one in sorted(terminal.catalog.indicators, key=lambda one: (one.group.value, one.order))
    ]
    print_rows(rows, form, terminal.out)


def sources(context: typer.Context, form: FormatOption = Format.TEXT) -> None:
    """One line per source of the catalogue."""
    terminal = terminal_of(context)
    t = terminal.text
    rows = [
        {
            "source_id": one.source_id,
            "name": t.pick(one.name),
            "publisher": one.publisher,
            "owner": one.owner,
            "licence": one.licence,
        }
        for one in terminal.catalog.sources
    ]
    print_rows(rows, form, terminal.out)
