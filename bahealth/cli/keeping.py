"""Commands for those who keep the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bahealth.cli.terminal import terminal_of
from bahealth.i18n import N_

BACKUP = N_("Copy the whole store, also while the app runs.")
DERIVE = N_("Make data/city from a folder with the official files.")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The new file; an existing one is never replaced"))],
) -> None:
    """Write a copy that `BAHEALTH_STORE` can name."""
    from bahealth.store import copy_store

    terminal = terminal_of(context)
    target = terminal.path(file)
    with terminal.store() as database:
        copy_store(database, target)
    terminal.say(terminal.text("The store was copied to %(path)s", path=target))


def derive(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help=N_("The folder with the official files"))],
) -> None:
    """Write every table of data/city again; the same files give the same bytes."""
    from bahealth.collect.derive import derive as derive_tables

    terminal = terminal_of(context)
    derive_tables(terminal.path(folder), terminal.settings.data, terminal.say)
