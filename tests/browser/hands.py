"""What a person does by hand, at the pace of the page: wait until it is drawn, open a list, choose from it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Locator, Page, expect

STILL_MILLISECONDS = 400
OPENED_AGAIN = 4
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]:not(:has([data-testid=stSkeleton]))"
_STILL = """([idle, milliseconds]) => {
  const now = performance.now();
  if (!document.querySelector(idle)) window.idleSince = now;
  window.idleSince ??= now;
  return now - window.idleSince > milliseconds;
}"""


def settled(page: Page) -> None:
    """Nothing is drawn any more: no run of the page for a while on end, in which a second one would have begun."""
    page.evaluate("window.idleSince = performance.now()")
    page.wait_for_function(_STILL, arg=[_IDLE, STILL_MILLISECONDS], polling=50)
    expect(page.locator(_IDLE)).to_have_count(1)


def choose(page: Page, opener: Locator, wanted: Locator) -> None:
    """Open a list and choose from it; one that a late redraw closes is opened again, as a person does."""
    settled(page)
    for _ in range(OPENED_AGAIN):
        opener.click()
        try:
            wanted.first.click(timeout=4_000)
        except Error:
            page.keyboard.press("Escape")
            continue
        settled(page)
        return
    message = f"{opener} never offered {wanted}"
    raise AssertionError(message)


def tab_to(page: Page, wanted: Locator, most: int = 150) -> None:
    """Press the tabulator until the element has the focus: what cannot be reached so is not there for a keyboard."""
    expect(wanted).to_be_visible()
    for _ in range(most):
        if wanted.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")
