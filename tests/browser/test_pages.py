"""What holds on every page: no word to strangers, nothing refused by the policy, nothing out of reach."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from bench.browser import seconds_to_draw
from bench.servers import Server
from tests.browser.places import DRAWN, EVERY, OFFICE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# From Streamlit itself (../shared PLATFORM section 8 lists them), not of our making.
STREAMLITS_OWN = {"presentation-role-conflict", "empty-table-header"}


@pytest.mark.parametrize("path", EVERY)
def test_no_request_leaves_this_machine(app: Server, page: Page, path: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    seconds_to_draw(page, f"{app.url}/{path}", DRAWN)
    page.wait_for_timeout(500)
    own = (app.url, app.url.replace("http", "ws"), "data:", "blob:", "about:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert len(asked) > 10  # the test would see a request


@pytest.mark.parametrize("path", EVERY)
def test_the_page_draws_everything_under_the_content_security_policy(app: Server, page: Page, path: str):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    answer = page.request.get(f"{app.url}/{path}")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    seconds_to_draw(page, f"{app.url}/{path}", DRAWN)
    refused = [text for text in said if "Content Security Policy" in text or "Content-Security-Policy" in text]
    # One inline script of Streamlit's own is refused without harm.
    assert len([text for text in refused if "inline script" not in text]) == 0
    broken = page.evaluate("[...document.querySelectorAll('.ba img')].filter(one => !one.naturalWidth).length")
    assert broken == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY[1:])
def test_axe_finds_nothing_of_our_own_making(app: Server, browser, path: str, scheme: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    seconds_to_draw(page, f"{app.url}/{path}", DRAWN)
    found = Axe().run(page).response["violations"]
    told = [(one["id"], node["target"]) for one in found for node in one["nodes"] if one["id"] not in STREAMLITS_OWN]
    context.close()
    assert told == []


@pytest.mark.parametrize("path", OFFICE)
def test_after_a_fresh_start_a_deep_link_meets_the_frame_first(store, tmp_path, context: BrowserContext, path: str):
    from bahealth.config import PROJECT
    from bench.servers import serving_app

    own = tmp_path / "fresh.duckdb"
    own.write_bytes(store.read_bytes())
    with serving_app(own, PROJECT / "data") as fresh:
        page = context.new_page()
        seconds_to_draw(page, f"{fresh.url}/{path}", DRAWN)
        expect(page.get_by_role("radio", name="English")).to_be_visible()  # the frame's own language switch


@pytest.mark.parametrize("path", EVERY[1:])
@pytest.mark.parametrize("width", [360, 1440, 1920])
def test_nothing_sticks_out_sideways(app: Server, browser, path: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    seconds_to_draw(page, f"{app.url}/{path}", DRAWN)
    page.wait_for_timeout(300)
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('.ba *')].filter(one => {
             const box = one.getBoundingClientRect();
             const hidden = one.closest('.ba-unseen, .ba-scroll, thead') || !box.width;
             return !hidden && (box.right > innerWidth + 1 || box.left < -1);
           }).map(one => one.outerHTML.slice(0, 120))"""
    )
    context.close()
    assert beyond == []
