"""The real app on a store built from data/, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bahealth.config import PROJECT
from bench.servers import Server, built_store, serving_app
from tests.installation import made_once, without_sessions

expect.set_options(timeout=20_000)  # two browsers and two servers share two cores: what comes late still comes


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built as `make run` builds it, without the sessions of the demonstration: the tests plan their own."""
    return made_once(
        tmp_path_factory, "store", lambda folder: built_store(folder / "app.duckdb", without_sessions(folder))
    )


@pytest.fixture(scope="module")
def app(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """The running app on a copy of the store, one for each module."""
    own = tmp_path_factory.mktemp("app") / "app.duckdb"
    shutil.copy(store, own)
    with serving_app(own, PROJECT / "data", own.with_suffix(".log")) as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Generator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
