"""The frame around every page: language, navigation by role, and the one place where errors end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import cast

import streamlit as st

from bahealth.config import PROJECT
from bahealth.errors import Refusal
from bahealth.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language, Text
from bahealth.people.model import Role
from bahealth.ui import address
from bahealth.ui.choices import is_taken_up_again
from bahealth.ui.html import render, style
from bahealth.ui.people import current_actor

_LOG = logging.getLogger(__name__)
_LANGUAGE_NAMES = {"es": "Español", "en": "English"}
LANGUAGE = "idioma"
_ICON = Path(__file__).parent / "icon.svg"


def text() -> Text:
    """Texts in the language of this session."""
    return Text(cast(Language, st.session_state.get(LANGUAGE) or DEFAULT_LANGUAGE))


def open_frame() -> None:
    """Page settings and the style sheet; the first thing app.py does."""
    st.set_page_config(page_title="BA Salud", page_icon=str(_ICON), layout="wide", initial_sidebar_state="collapsed")
    st.html(style())


def language_switch() -> None:
    """Spanish first, English one click away."""
    asked = st.query_params.get(LANGUAGE)
    if not is_taken_up_again(LANGUAGE):
        if asked in LANGUAGES and asked != st.session_state.get(f"{LANGUAGE}-address"):
            st.session_state[LANGUAGE] = asked
        elif st.session_state.pop(f"{LANGUAGE}-back", False):
            st.session_state[LANGUAGE] = DEFAULT_LANGUAGE
        st.session_state.setdefault(LANGUAGE, st.session_state.get(f"{LANGUAGE}-kept", DEFAULT_LANGUAGE))
    st.segmented_control(
        "Idioma / Language",
        LANGUAGES,
        required=True,
        format_func=_LANGUAGE_NAMES.__getitem__,
        key=LANGUAGE,
        label_visibility="collapsed",
    )


def keep_language(*, has_arrived: bool) -> None:
    """Write the language into the address, where it goes along to the next page; follow the button back.

    On a page that was there before, an address that has lost its language without a click means that the reader went
    back to Spanish. Only the next run can turn the switch, which is drawn already.
    """
    asked = st.query_params.get(LANGUAGE)
    chosen = st.session_state[LANGUAGE]
    shown = None if chosen == DEFAULT_LANGUAGE else chosen
    went_back = asked is None and shown is not None and chosen == st.session_state.get(f"{LANGUAGE}-kept")
    if went_back and not has_arrived:
        st.session_state[f"{LANGUAGE}-back"] = True
        st.session_state[f"{LANGUAGE}-kept"] = DEFAULT_LANGUAGE
        st.session_state[f"{LANGUAGE}-address"] = None
        st.rerun()
    if asked != shown:
        if shown is None:
            del st.query_params[LANGUAGE]
        else:
            st.query_params[LANGUAGE] = shown
    st.session_state[f"{LANGUAGE}-kept"] = chosen
    st.session_state[f"{LANGUAGE}-address"] = shown


def pages(t: Text) -> list[st.Page]:
    """The pages that the person of this session may open, home first."""
    folder = PROJECT / "pages"

    def page(script: str, title: str, path: str, *, is_home: bool = False) -> st.Page:
        return st.Page(
            folder / script,
            title=title,
            url_path=path or None,
            default=is_home,
            visibility="hidden" if is_home else "visible",
        )

    shown = [page("public/home.py", "BA Salud", address.HOME, is_home=True)]
    if current_actor().role >= Role.STAFF:
        shown += [
            page("office/scorecard.py", t("Scorecard"), address.SCORECARD),
            page("office/indicator.py", t("Indicator"), address.INDICATOR),
            page("office/care.py", t("Care"), address.CARE),
            page("office/catch_up.py", t("Catch-up lists"), address.CATCH_UP),
            page("office/send.py", t("Send data"), address.SEND),
            page("office/responsibilities.py", t("Responsibilities"), address.RESPONSIBILITIES),
            page("office/audit.py", t("Record"), address.AUDIT),
        ]
    return [
        *shown,
        page("public/scorecard.py", t("Public scorecard"), address.PUBLIC_SCORECARD),
        page("public/indicator.py", t("Public indicator"), address.PUBLIC_INDICATOR),
    ]


def run_page(run: Callable[[], None], t: Text) -> None:
    """Draw a page. What a person can act on is said in a sentence; everything else is logged and never shown."""
    try:
        run()
    except Refusal as refusal:
        st.html(render("refusal", t, message=t.refusal(refusal)))
    except Exception:  # noqa: BLE001 - the one place where errors end
        _LOG.exception("page failed")
        st.html(render("failure", t))
