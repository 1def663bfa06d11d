"""Commands that make an installation and start it. What they load is loaded when they run: help stays quick."""

from __future__ import annotations

import typer

from bahealth.cli.progress import progress_bar
from bahealth.cli.terminal import Terminal, terminal_of
from bahealth.errors import Refusal
from bahealth.i18n import N_
from bahealth.store import Database

RUN = N_("Start the app; the first start builds the store.")
BUILD = N_("Build the store from data/ without starting the app.")
INIT = N_("Begin an empty store, as production does.")


def run(context: typer.Context) -> None:
    """Serve until the process is told to stop."""
    from bahealth.ui.server import refuse_busy_port, serve

    terminal = _own_process(context)
    refuse_busy_port(terminal.settings)
    _prepare_store(terminal)
    t, chosen = terminal.text, terminal.settings
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host

    def say_ready() -> None:
        if not chosen.is_local and not chosen.has_sign_in:
            print(
                t("Nobody can sign in (no provider is set), so only the public pages are shown: docs/settings.md"),
                file=terminal.err,
            )
        print(
            t("BA Salud is ready at %(address)s (Ctrl+C stops it)", address=f"http://{host}:{chosen.port}"),
            file=terminal.err,
        )

    serve(chosen, on_ready=say_ready)


def init(context: typer.Context) -> None:
    """Make a store without any data."""
    from bahealth.install.store import init_store

    terminal = _own_process(context)
    init_store(terminal.settings, actor=terminal.actor, at=terminal.at)
    terminal.say(terminal.text("An empty store stands at %(path)s", path=terminal.settings.store))


def build(context: typer.Context) -> None:
    """Make the store, or bring the one that was built from data/ up to it."""
    terminal = _own_process(context)
    _prepare_store(terminal)
    terminal.say(terminal.text("The store stands at %(path)s", path=terminal.settings.store))


def _own_process(context: typer.Context) -> Terminal:
    """The terminal, unless the command came through the door of a running app."""
    terminal = terminal_of(context)
    if terminal.database is not None:
        raise Refusal("This command starts or makes an installation; the running app does not carry it out")
    return terminal


def _prepare_store(terminal: Terminal) -> None:
    """Build the store where there is none; bring one that was built from data/ up to it; leave others alone."""
    from bahealth.install.fingerprint import has_news
    from bahealth.install.store import existing_store

    chosen = terminal.settings
    if not chosen.store.is_file():
        from bahealth.install.build import build_new

        with progress_bar(terminal.text, terminal.err) as progress:
            build_new(chosen, progress=progress, at=terminal.at)
        return
    database = existing_store(chosen)
    try:
        if has_news(database, chosen.data):
            _take_in_news(terminal, database)
    finally:
        database.close()


def _take_in_news(terminal: Terminal, database: Database) -> None:
    """Deliver and release what is new in data/; where that is refused, the app starts with what it has."""
    from bahealth.install.build import take_in_changes

    try:
        with progress_bar(terminal.text, terminal.err) as progress:
            take_in_changes(database, terminal.catalog, terminal.settings.data, progress=progress, at=terminal.at)
    except Refusal as problem:
        print(terminal.text.refusal(problem), file=terminal.err)
