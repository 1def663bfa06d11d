"""Times as a person feels them: Chromium, from navigation to the last thing drawn."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def browser_path() -> str | None:
    """A browser of this machine; None lets Playwright use its own."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("BAHEALTH_BROWSER") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def chromium() -> Generator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


_DRAWN = """ready => {
  const idle = document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton]');
  const there = document.querySelector(ready);
  const pictures = [...document.querySelectorAll('.ba img')].every(picture => picture.complete);
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
    .every(one => one.querySelector('svg, canvas'));
  return Boolean(idle && there && pictures && charts);
}"""


def seconds_to_draw(page: Page, url: str, ready: str, text: str = "") -> float:
    """Seconds from navigation until `ready` is there, holds `text`, and every picture and chart is drawn."""
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(_DRAWN, arg=ready, polling="raf", timeout=60_000)
    if text:
        page.get_by_text(text).first.wait_for()
    return time.perf_counter() - start


_QUIET_MILLISECONDS = 600
_WATCHED_LOAD = """() => {
  window.lastDrawn = 0;
  new MutationObserver(changes => {
    if (changes.some(one => one.target.closest && one.target.closest('[data-testid=stMain]')))
      requestAnimationFrame(() => setTimeout(() => { window.lastDrawn = performance.now(); }));
  }).observe(document, {subtree: true, childList: true});
}"""
_LAST_DRAWN = "quiet => window.lastDrawn && performance.now() - window.lastDrawn > quiet"


def cold_and_warm(browser: Browser, url: str, ready: str) -> tuple[float, float]:
    """Seconds from navigation to the last change of the page, painted: with an empty profile, and with a full cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR")
    context.add_init_script(f"({_WATCHED_LOAD})()")
    page = context.new_page()
    cold = _seconds_to_last_change(page, url, ready)
    page.goto("about:blank")
    warm = _seconds_to_last_change(page, url, ready)
    context.close()
    return cold, warm


def _seconds_to_last_change(page: Page, url: str, ready: str) -> float:
    seconds_to_draw(page, url, ready)
    page.wait_for_function(_LAST_DRAWN, arg=_QUIET_MILLISECONDS, polling=50)
    return float(page.evaluate("window.lastDrawn / 1000"))


_TIMED_CHOICE = """([selector, text, quiet]) => {
  window.chosenIn = new Promise(resolve => {
    let start = 0, last = 0, hasChanged = false;
    const watch = new MutationObserver(() => {
      if (!start) return;
      hasChanged ||= [...document.querySelectorAll(selector)].some(one => one.textContent.trim() === text);
      requestAnimationFrame(() => setTimeout(() => { last = performance.now(); }));
    });
    const page = document.querySelector('[data-testid=stMain]');
    watch.observe(page, {subtree: true, childList: true, characterData: true});
    document.addEventListener('click', () => { start = performance.now(); }, {capture: true, once: true});
    const timer = setInterval(() => {
      if (hasChanged && last && performance.now() - last > quiet) {
        clearInterval(timer);
        watch.disconnect();
        resolve((last - start) / 1000);
      }
    }, 50);
  });
}"""


def seconds_to_choose(page: Page, box: str, option: str, changed: str) -> float:
    """Seconds from the click on `option` of the box labelled `box` until the page has changed for the last time.

    `changed` is a selector of what must say the option by then. The last change counts when it is painted and nothing
    in the page changes for 0.6 s after it: a page that draws its charts late is not done. Taken inside the page, which
    must be in front: a page behind another one is drawn once a second.
    """
    page.bring_to_front()
    page.get_by_role("combobox", name=box).click()
    chosen = page.get_by_role("option", name=option, exact=True)
    chosen.wait_for()
    page.evaluate(_TIMED_CHOICE, [changed, option, _QUIET_MILLISECONDS])
    chosen.click()
    seconds = float(page.evaluate("window.chosenIn"))
    page.wait_for_function(_DRAWN, arg=changed, polling=50)
    return seconds


def median(values: list[float]) -> float:
    return statistics.median(values)
