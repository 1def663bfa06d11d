"""A person who has no mouse: every control is reached by the tabulator and worked by keys."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Download, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.hands import settled, tab_to
from tests.browser.signing import Provider

_MOST_TABS = 250
PICTURES = os.environ.get("PICTURES_TO")


@dataclass
class Person:
    """Somebody at a browser of their own, with the keyboard alone."""

    page: Page
    email: str
    name: str

    @property
    def subject(self) -> str:
        return f"u-{self.email.partition('@')[0]}"

    def sign_in(self, address: str, provider: Provider) -> None:
        """Open an address, go through the provider's form, and be back."""
        provider.knows(self.subject, email=self.email, name=self.name, email_verified=True)
        self.page.goto(address)
        self.link("Ingresar con la cuenta de la Ciudad")
        self.to(self.page.get_by_placeholder("sub"))
        self.page.keyboard.type(self.subject)
        self.press("Authorize", is_app=False)
        expect(self.page.get_by_text(f"Ingresó como {self.email}")).to_be_visible()
        settled(self.page)

    def to(self, wanted: Locator) -> None:
        """Go to a control, forwards, and around the page where it lies behind."""
        tab_to(self.page, wanted, most=_MOST_TABS)

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None, is_app: bool = True) -> None:
        """A button."""
        self.to((within or self.page).get_by_role("button", name=name).first)
        self.page.keyboard.press("Enter")
        if is_app:
            settled(self.page)

    def link(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """A link; waiting for what it leads to is up to who follows it."""
        self.to((within or self.page).get_by_role("link", name=name).first)
        self.page.keyboard.press("Enter")

    def key(self, key: str) -> None:
        """A key of the page itself, such as the arrows in the room."""
        self.page.keyboard.press(key)

    def opens(self, name: str) -> None:
        """A part of the page that is closed."""
        self.to(self.page.locator("summary").filter(has_text=name).first)
        self.page.keyboard.press("Enter")
        settled(self.page)

    def writes(self, label: str | re.Pattern[str], text: str, *, within: Locator | None = None) -> None:
        """A field of text; what stands in it is replaced."""
        field = (within or self.page).get_by_role("textbox", name=label).first
        self.to(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def counts(self, label: str | re.Pattern[str], number: float, *, within: Locator | None = None) -> None:
        """A field of a number."""
        self.to((within or self.page).get_by_role("spinbutton", name=label).first)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(str(number))

    def dates(self, label: str, day: date, *, within: Locator | None = None) -> None:
        """A field of a day, typed part by part."""
        self.to((within or self.page).get_by_role("spinbutton", name=re.compile(f"(day|día), {label}")).first)
        self.page.keyboard.type(f"{day:%d%m%Y}")

    def chooses(self, label: str, start: str, option: str | None = None, *, within: Locator | None = None) -> None:
        """A list: type how the wanted entry begins, and take it."""
        box = (within or self.page).get_by_role("combobox", name=label).first
        self.to(box)
        self.page.keyboard.type(start)
        wanted = self.page.get_by_role("option", name=option or start).first
        expect(wanted).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(wanted).to_have_count(0)
        settled(self.page)

    def types_choice(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """A list that also takes what it does not hold: what is typed is taken as it is."""
        self.to((within or self.page).get_by_role("combobox", name=label).first)
        self.page.keyboard.type(text)
        expect(self.page.get_by_role("option").first).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("option")).to_have_count(0)

    def downloads(self, name: str) -> str:
        """The text of a PDF that a button of the page gives."""
        with self._download() as waiting:
            self.to(self.page.get_by_role("button", name=name))
            self.page.keyboard.press("Enter")
        settled(self.page)
        content = waiting[0]
        return " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages).split())

    @contextmanager
    def _download(self) -> Generator[list[bytes]]:
        found: list[bytes] = []
        with self.page.expect_download(timeout=60_000) as waiting:
            yield found
        download: Download = waiting.value
        found.append(Path(download.path()).read_bytes())

    def picture(self, name: str) -> None:
        """What is on the screen now, where somebody asked for pictures."""
        if PICTURES:
            packed = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB").quantize(128)
            packed.save(Path(PICTURES) / f"{name}.png", optimize=True)

    def top(self) -> None:
        """Back to the top of the page."""
        self.page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")

    def hears(self, text: str) -> None:
        """What the page says after a button was pressed."""
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_visible()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Somewhere on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def is_at(self, text: str | re.Pattern[str]) -> None:
        """The heading of the page."""
        expect(self.page.get_by_role("heading", level=1).filter(has_text=text).first).to_be_visible()


def same_moment(*people: Person) -> None:
    """Each presses what has the focus, one right after the other, and nobody waits for an answer."""
    for one in people:
        focused = one.page.evaluate("document.activeElement.tagName")
        if focused == "BODY":
            pytest.fail(f"{one.name} has lost the focus")
    for one in people:
        one.page.keyboard.press("Enter")
