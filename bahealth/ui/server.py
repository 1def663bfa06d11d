"""The server: app.py inside Streamlit's ASGI app, with our headers, shapes for maps and the local door."""

from __future__ import annotations

import gc
import logging
import os
import pkgutil
import socket
import threading
import tomllib
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime import get_instance

from bahealth.collect.commands import sweep_unaccepted
from bahealth.config import LOOPBACK_NAMES, PROJECT, Settings
from bahealth.errors import Refusal
from bahealth.i18n import Text, negotiate_language
from bahealth.ui import storehouse
from bahealth.ui.first_run import run_frame_once
from bahealth.ui.geometry import geometry_routes
from bahealth.ui.headers import LANGUAGE_PARAMETER, SecurityHeaders, ShellPage
from bahealth.ui.local_door import hang_out, local_door, new_key, take_in
from bahealth.ui.sign_in import BackToPage, auth_section, sign_in_routes
from bahealth.ui.warm import read_streets, walk_record, warm_scorecards

_LOG = logging.getLogger(__name__)
_LIVE_FOR_EVER = ("bahealth.views", "bahealth.charts", "bahealth.ui")


def application(
    settings: Settings, script: Path = PROJECT / "app.py", *, on_ready: Callable[[], None] = lambda: None
) -> st.App:
    """The whole app as one ASGI application; the store is opened when the server starts and closed when it stops.

    `on_ready` is called when the first visitor may come.
    """
    key = new_key(settings)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncGenerator[None]:
        database = storehouse.database()
        try:
            load_what_stays()
            sweep_unaccepted(database)  # rows of a delivery that a crash cut off
            await run_frame_once(get_instance())
            # What is loaded now stays until the end: Streamlit collects garbage after every run of the script, and
            # that cost grows with everything that is alive and not frozen.
            gc.collect()
            gc.freeze()
            hang_out(key, settings.token)
            on_ready()
            threading.Thread(target=warm_scorecards, name="warm", daemon=True).start()
            threading.Thread(target=read_streets, name="streets", daemon=True).start()
            threading.Thread(target=walk_record, name="record", daemon=True).start()
            yield
        finally:
            take_in(key, settings.token)
            storehouse.close()

    return st.App(
        script,
        secrets=auth_section(settings) or None,
        routes=[
            *geometry_routes(settings.data),
            *sign_in_routes(settings),
            local_door(settings, key, storehouse.database),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(BackToPage, settings=settings),
            Middleware(ShellPage),
        ],
        lifespan=lifespan,
        on_script_error=log_script_error,
    )


def load_what_stays() -> None:
    """Import every module behind the pages now, not while the first visitor waits."""
    for name in _LIVE_FOR_EVER:
        package = import_module(name)
        for module in pkgutil.iter_modules(package.__path__, prefix=f"{name}."):
            import_module(module.name)


def log_script_error(problem: Exception) -> bool:
    """Log an error that left app.py itself or a callback (the frame ends those of pages); show that, and no more.

    What a person can act on is said, and not logged.
    """
    t = Text(negotiate_language(st.query_params.get(LANGUAGE_PARAMETER)))
    if isinstance(problem, Refusal):
        st.error(t.refusal(problem))
        return True
    _LOG.error("app.py failed", exc_info=problem)
    st.error(t("This page could not be shown. The error is in the log; please try again in a moment."))
    return True


def streamlit_options(settings: Settings, file: Path = PROJECT / ".streamlit" / "config.toml") -> dict[str, Any]:
    """Streamlit's options by dotted name: those of the project whatever the current folder is, and the settings."""
    options = dict(_dotted(tomllib.loads(file.read_text(encoding="utf-8"))))
    options["server.address"] = settings.host
    options["server.port"] = settings.port
    if settings.is_local or settings.has_sign_in:
        named = urlsplit(settings.public_url or "").hostname
        options["server.allowedHosts"] = [*LOOPBACK_NAMES, *([named] if named else [])]
    return options


def _dotted(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _dotted(value, f"{prefix}{name}.")
        else:
            found.append((prefix + name, value))
    return found


def refuse_busy_port(settings: Settings) -> None:
    """Raise Refusal when something listens already where the app would, or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            raise Refusal(
                "Port %(port)s of %(host)s is taken or not this machine's: stop what uses it, or set BAHEALTH_PORT",
                host=settings.host,
                port=settings.port,
            ) from problem


def serve(settings: Settings, script: Path = PROJECT / "app.py", *, on_ready: Callable[[], None]) -> None:
    """Serve until the process is told to stop. Streamlit's own welcome, in English, goes nowhere."""
    app = application(settings, script, on_ready=on_ready)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        app.run(config=streamlit_options(settings))
