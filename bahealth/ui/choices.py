"""Choices that stand in the address, by their keys and not by their labels, so that a link works in both languages.

Streamlit's own binding writes the label of an option into the address. Here the key of the option stands there: a
link, a bookmark and the buttons back and forward give the same view, and a choice goes along to the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bahealth.errors import NotFound

Value = TypeVar("Value", str, str | None)
_PAGE = "page-shown"
_ARRIVED = "page-arrived"


def note_page(path: str) -> bool:
    """Remember which page is drawn; the frame says it before the page runs. Whether the reader has just arrived."""
    has_arrived = st.session_state.get(_PAGE) != path
    st.session_state[_ARRIVED] = has_arrived
    st.session_state[_PAGE] = path
    return has_arrived


def is_taken_up_again(key: str) -> bool:
    """Whether the browser holds a choice for the widget `key` that this session has never drawn.

    So it is when the server was started again while the page stood open: the first thing that arrives is the new
    choice, and the address still tells the one before.
    """
    if f"{key}-address" in st.session_state:
        return False
    run = get_script_run_ctx()
    return run is not None and any(one.id.endswith(f"-{key}") for one in run.session_state.get_widget_states())


def in_address(key: str, draw: Callable[[], Value], *, allowed: Collection[str], default: Value) -> Value:
    """The choice of the widget `key` that `draw` draws; what is not the default stands in the address.

    Raises NotFound when the address names what `allowed` does not hold.
    """
    asked = st.query_params.get(key)
    if asked is not None and asked not in allowed:
        raise NotFound("The address names what does not exist: %(name)s", name=asked)
    has_arrived = st.session_state.get(_ARRIVED, True)
    if not is_taken_up_again(key):
        if has_arrived and asked is None:  # the choice comes along from the page before
            kept = st.session_state.get(f"{key}-kept", default)
            st.session_state[key] = kept if kept in allowed else default
        elif has_arrived or asked != st.session_state.get(f"{key}-address"):  # a link, or back and forward
            st.session_state[key] = asked or default
    value = draw()
    shown = None if value == default else value
    if asked != shown:
        if shown is None:
            del st.query_params[key]
        else:
            st.query_params[key] = shown
    st.session_state[f"{key}-kept"] = value
    st.session_state[f"{key}-address"] = shown
    return value


def forget_choices(*, but: str) -> None:
    """Begin anew, as another reader would: every choice leaves the address and the session, except `but`."""
    chosen = [name.removesuffix("-kept") for name in map(str, st.session_state) if name.endswith("-kept")]
    for key in chosen:
        if key != but:
            for name in (key, f"{key}-kept", f"{key}-address"):
                st.session_state.pop(name, None)
            st.query_params.pop(key, None)


def has_arrived() -> bool:
    """Whether the reader has just come to the page that is drawn."""
    return bool(st.session_state.get(_ARRIVED, True))
