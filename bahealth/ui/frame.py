"""The frame around every page: language, navigation by role, and the one place where errors end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import cast

import streamlit as st

from bahealth.config import PROJECT, settings
from bahealth.errors import Refusal
from bahealth.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language, Text
from bahealth.people.rights import may_open_page
from bahealth.ui import address
from bahealth.ui.choices import is_taken_up_again
from bahealth.ui.drafts import keep_what_is_typed
from bahealth.ui.html import render, style
from bahealth.ui.people import SignInNeeded, current_actor
from bahealth.ui.sign_in import sign_in_address

_LOG = logging.getLogger(__name__)
_LANGUAGE_NAMES = {"es": "Español", "en": "English"}
LANGUAGE = "idioma"
_ROOM = "office/room.py"  # a session leads there
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


def pages(t: Text) -> dict[str, list[st.Page]]:
    """The pages of the person of this session by menu, home first; what a day needs most stands outside of menus.

    The navigation names those that the table of rights opens to them. Where people sign in the others exist too, each
    beginning with its refusal, so that a link that somebody was sent leads to the sign-in and back.
    """
    actor = current_actor()

    def page(script: str, title: str, path: str, *, is_home: bool = False) -> st.Page:
        is_shown = (
            not is_home
            and script != _ROOM
            and (script.startswith("public/") or may_open_page(actor, Path(script).stem))
        )
        return st.Page(
            PROJECT / "pages" / script,
            title=title,
            url_path=path or None,
            default=is_home,
            visibility="visible" if is_shown else "hidden",
        )

    def parts(*several: st.Page) -> list[st.Page]:
        return [one for one in several if settings().has_sign_in or one.visibility == "visible"]

    home = page("public/home.py", "BA Salud", address.HOME, is_home=True)
    room = page("office/room.py", t("Room"), address.ROOM)  # in no navigation, but a session leads there
    for_residents = [
        page("public/scorecard.py", t("Public scorecard"), address.PUBLIC_SCORECARD),
        page("public/indicator.py", t("Public indicator"), address.PUBLIC_INDICATOR),
        page("public/fifteen.py", t("Fifteen minutes"), address.PUBLIC_FIFTEEN),
        page("public/centre.py", t("My nearest centre"), address.MY_CENTRE),
    ]
    is_resident = not may_open_page(actor, "scorecard")
    every_day = parts(
        page("office/scorecard.py", t("Scorecard"), address.SCORECARD),
        page("office/indicator.py", t("Indicator"), address.INDICATOR),
        page("office/targets.py", t("Targets"), address.TARGETS),
        page("office/sessions.py", t("Sessions"), address.SESSIONS),
        page("office/commitments.py", t("Commitments"), address.COMMITMENTS),
        page("office/care.py", t("Care"), address.CARE),
    )
    near = parts(page("office/fifteen.py", t("Fifteen minutes"), address.FIFTEEN))
    data = parts(
        page("office/desk.py", t("Deliveries"), address.DESK),
        page("office/send.py", t("Send data"), address.SEND),
        page("office/catch_up.py", t("Catch-up lists"), address.CATCH_UP),
    )
    order = parts(
        page("office/effect.py", t("Did it help?"), address.EFFECT),
        page("office/programme.py", t("Programme"), address.PROGRAMME),
        page("office/responsibilities.py", t("Responsibilities"), address.RESPONSIBILITIES),
        page("office/siting.py", t("Where to open"), address.SITING),
        page("office/teams.py", t("Teams"), address.TEAMS),
        page("office/calibration.py", t("Forecasts"), address.CALIBRATION),
        page("office/audit.py", t("Record"), address.AUDIT),
        page("office/members.py", t("People"), address.MEMBERS),
    )
    if is_resident:
        return {
            "": [home, *for_residents, *every_day, *([room] if settings().has_sign_in else []), *near, *data, *order]
        }
    return {
        "": [home, *every_day, room],
        t("Nearness"): near,
        t("Data"): data,
        t("Who and how"): order,
        t("For residents"): for_residents,
    }


def run_page(run: Callable[[], None], t: Text, *, path: str = "") -> None:
    """Draw the page at `path`. What a person can act on is said in a sentence; all else is logged and never shown."""
    try:
        run()
    except SignInNeeded as needed:
        keep_what_is_typed()
        where = sign_in_address(path, st.query_params.to_dict())
        st.html(render("sign_in", t, message=t.refusal(needed), address=where))
    except Refusal as refusal:
        st.html(render("refusal", t, message=t.refusal(refusal)))
    except Exception:  # noqa: BLE001 - the one place where errors end
        _LOG.exception("page failed")
        st.html(render("failure", t))
