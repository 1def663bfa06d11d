"""What the buttons of a page need to send commands, and how what they did is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.html import Html, render

_SAID: Final = "target-said"


@dataclass(frozen=True, slots=True)
class Sender:
    """The store, the definitions, the person for whom the page is drawn, and the language of the answer."""

    database: Database
    catalog: Catalog
    actor: Actor
    t: Text

    def tell(self, said: str, *, is_done: bool = False) -> None:
        """Say something at the next drawing: that a thing is done, or else what stands in its way."""
        show_next(render("notice", self.t, text=said, is_done=is_done))

    def send(self, command: Callable[[datetime], object], done: str) -> bool:
        """Run a command at this moment; say that it is done, or why it was refused. Whether it was done."""
        is_done = self.attempt(command)
        if is_done:
            self.tell(done, is_done=True)
        return is_done

    def attempt(self, command: Callable[[datetime], object]) -> bool:
        """Run a command whose result the page shows by itself; say only why it was refused. Whether it was done."""
        try:
            command(datetime.now(UTC).replace(tzinfo=None))
        except Refusal as refusal:
            self.tell(self.t.refusal(refusal))
            return False
        return True


def show_next(said: Html) -> None:
    """Show something at the next drawing, once."""
    st.session_state[_SAID] = said


def draw_said(*, is_told: bool = False) -> None:
    """What the last click has to say, once; nothing where the page tells it in another way.

    Its place is there also when it is empty: were it not, everything below would move up at the next run, and the
    browser would make the fields anew under the hands of who is typing.
    """
    found: Html | None = st.session_state.pop(_SAID, None)
    with st.container():
        if found is not None and not is_told:
            st.html(found)
