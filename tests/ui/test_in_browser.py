"""What a visitor of a freshly started app sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request

from tests.running import App

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_first_visitor_of_a_deep_link_meets_the_frame_and_no_request_leaves(app: App, browser: Browser) -> None:
    asked: list[str] = []
    said: list[str] = []

    def keep_request(request: Request) -> None:
        asked.append(request.url)

    def keep_message(message: ConsoleMessage) -> None:
        said.append(message.text)

    page = browser.new_page()
    page.on("request", keep_request)
    page.on("console", keep_message)
    page.goto(f"http://127.0.0.1:{app.port}/interior")
    page.get_by_text("PAGINA INTERIOR").wait_for()
    shown = page.inner_text("body")
    assert "MARCO" in shown
    assert "Page not found" not in shown, "the pages were registered before the server listened"
    assert page.evaluate("document.documentElement.lang") == "es"
    page.close()
    assert [url for url in asked if not url.startswith((f"http://127.0.0.1:{app.port}/", "data:", "blob:"))] == []
    assert [line for line in said if "Content Security Policy" in line] == []


def test_an_error_is_logged_and_never_shown(app: App, log: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{app.port}/rota?idioma=en")
    page.get_by_text("This page could not be shown").wait_for()
    shown = page.content()
    page.close()
    assert "secret detail" not in shown
    assert "Traceback" not in shown
    assert "secret detail" in log.read_text()
