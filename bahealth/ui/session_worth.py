"""The question after a session: was it worth your time? Asked once, kept without a name."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from bahealth.convene.worth.commands import AnswerWorth, answer_worth
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.views.session import SessionView


def draw_worth(view: SessionView, sender: Sender) -> None:
    """The question for who is asked; after a session, what may be told of the answers."""
    t = sender.t
    if view.worth is None:
        return
    st.html(render("session_worth", t, is_asked=view.may_answer_worth, worth=view.worth))
    if view.may_answer_worth:
        with st.container(horizontal=True):
            for is_worth, label in ((True, t("Yes, it was worth it")), (False, t("No, it was not"))):
                st.button(label, key=f"worth-{is_worth}", on_click=partial(_answer, view, sender, is_worth=is_worth))


def _answer(view: SessionView, sender: Sender, *, is_worth: bool) -> None:
    command = AnswerWorth(session_id=view.session.session_id, is_worth=is_worth)

    def send(at: datetime) -> None:
        answer_worth(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.send(send, sender.t("Thank you. Your answer is counted without your name."))
