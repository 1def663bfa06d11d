"""Drawing the questions for the pre-read."""

from __future__ import annotations

import streamlit as st

from bahealth.assess.gaming_words import chance_text, question_text
from bahealth.i18n import Text
from bahealth.publish.disclosure import CITY
from bahealth.ui import address
from bahealth.ui.html import Html, render
from bahealth.views.questions import QuestionsView


def draw_questions(view: QuestionsView | None, t: Text) -> None:
    """The section, on every page that has one; nothing before the first release."""
    if view is not None:
        st.html(questions_html(view, t))


def questions_html(view: QuestionsView, t: Text) -> Html:
    """Each question with the name of its indicator, which leads to it, and how many chance alone would raise."""
    rows = [
        {
            "name": t.pick(view.definitions[one.indicator_id].short_name),
            "address": address.address(
                address.INDICATOR,
                t.language,
                indicador=one.indicator_id,
                area=None if one.area_id == CITY else one.area_id,
            ),
            "said": question_text(one, view.definitions, view.areas, t),
            "is_simulated": one.is_simulated,
        }
        for one in view.shown
    ]
    return render("questions", t, rows=rows, chance=chance_text(view.whole, t))
