"""Asking where somebody is: an address, a barrio, a tap. What is typed lives in the memory of the open page alone."""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache, partial
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from bahealth.access.address.model import Answer, Outcome, Place
from bahealth.access.address.plain import LONGEST
from bahealth.catalog.model import Catalog, Level
from bahealth.charts.compile import Kind as ChartKind
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.near_map import (
    PICK_BARRIO,
    PICK_CORNER,
    barrio_rows,
    centre_rows,
    corner_rows,
    start_row,
    street_rows,
)
from bahealth.config import settings
from bahealth.errors import NotFound
from bahealth.i18n import N_, Text
from bahealth.ui.choices import has_arrived
from bahealth.ui.html import render
from bahealth.ui.near_words import answer_words, offered_places, place_name
from bahealth.ui.storehouse import catalog as opened_catalog
from bahealth.ui.title import title_page
from bahealth.views.centre import CityOnFoot, read_city_on_foot

_TYPED: Final = "near-typed"
_HOW: Final = "near-how"
_BARRIO: Final = "near-barrio"
_ANSWER: Final = "near-answer"
_PLACE: Final = "near-place"
_CITY_MAP: Final = "chart-near-city"
_BARRIO_MAP: Final = "chart-near-barrio"
_lock = threading.Lock()


class How(StrEnum):
    """How somebody says where they are."""

    ADDRESS = "address"
    MAP = "map"


_HOWS: Final = {How.ADDRESS: N_("By address"), How.MAP: N_("By barrio or on the map")}


@cache
def _read() -> CityOnFoot:
    found = read_city_on_foot(settings().data, opened_catalog())
    gc.freeze()  # it stays until the end: collecting garbage need not look through it after every rerun
    return found


def city_on_foot() -> CityOnFoot:
    """The streets and centres, read when the first visitor asks. Raises NotFound in an installation without them."""
    if not (settings().data / "city" / "street_stretches.csv").is_file():
        raise NotFound("This installation has no street data.")
    with _lock:
        return _read()


def draw_head(t: Text) -> None:
    """What the page is for, and what becomes of what is typed. Who comes to the page begins anew."""
    title_page(t("My nearest centre"))
    if has_arrived():
        for key in (_TYPED, _HOW, _BARRIO, _ANSWER, _PLACE):
            st.session_state.pop(key, None)
    st.html(render("near_head", t))


def choose_how(t: Text) -> How:
    """By address or on the map."""
    with st.container(key="filters"):
        chosen = st.segmented_control(
            t("How do you want to search?"),
            list(How),
            default=How.ADDRESS,
            required=True,
            format_func=lambda one: t(_HOWS[one]),
            key=_HOW,
            on_change=_forget,
        )
    return chosen or How.ADDRESS


def asked_place() -> Place | None:
    """The place that somebody has given."""
    return cast("Place | None", st.session_state.get(_PLACE))


def draw_asking(how: How, city: CityOnFoot, catalog: Catalog, t: Text) -> None:
    """The field for an address, or the barrio and the map."""
    with st.container(key="near-asking"):
        if how is How.ADDRESS:
            _draw_field(city, t)
        else:
            _draw_barrio(city, catalog, t)


def _draw_field(city: CityOnFoot, t: Text) -> None:
    search = partial(_search, city)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            t("Street and number, or two streets that cross"),
            key=_TYPED,
            max_chars=LONGEST,
            placeholder=t("For example: Av. Corrientes 1234"),
            autocomplete="off",
            on_change=search,
            width=460,
        )
        st.button(t("Search"), key="near-search", type="primary", on_click=search)


def _search(city: CityOnFoot) -> None:
    """Answer what stands in the field; nothing is written anywhere."""
    answer = city.addresses.find(str(st.session_state.get(_TYPED) or ""))
    _forget()
    st.session_state[_ANSWER] = answer
    if answer.outcome in {Outcome.FOUND, Outcome.ABOUT}:
        st.session_state[_PLACE] = answer.places[0]
    elif answer.outcome is Outcome.AREA and answer.area_id in city.middles:
        st.session_state[_PLACE] = city.middle_of(answer.area_id)


def _forget() -> None:
    st.session_state.pop(_ANSWER, None)
    st.session_state.pop(_PLACE, None)


def _take(place: Place) -> None:
    st.session_state[_PLACE] = place
    st.session_state.pop(_ANSWER, None)


def draw_answer(city: CityOnFoot, catalog: Catalog, t: Text) -> None:
    """What became of the search when it is not simply found, with what may be chosen instead."""
    answer = cast("Answer | None", st.session_state.get(_ANSWER))
    if answer is None:
        return
    names = {one.area_id: one.name for one in catalog.areas}
    if said := answer_words(answer, names, t):
        st.html(render("near_answer", t, said=said))
    offered: Sequence[Place] = offered_places(answer)
    with st.container(key="near-offered"):
        for number, place in enumerate(offered):
            st.button(place_name(place, names, t), key=f"near-offer-{number}", on_click=partial(_take, place))
        if answer.outcome is Outcome.AREA and answer.area_id not in city.middles:
            for one in catalog.areas:
                if one.level is Level.BARRIO and one.parent_id == answer.area_id:
                    st.button(one.name, key=f"near-{one.area_id}", on_click=partial(_take, city.middle_of(one.area_id)))


def _draw_barrio(city: CityOnFoot, catalog: Catalog, t: Text) -> None:
    barrios = {one.area_id: one.name for one in catalog.areas if one.level is Level.BARRIO}
    chosen = st.selectbox(
        t("Barrio"),
        sorted(barrios, key=barrios.__getitem__),
        index=None,
        format_func=barrios.__getitem__,
        placeholder=t("Choose a barrio, or tap it on the map"),
        key=_BARRIO,
        on_change=partial(_take_barrio, city),
        width=460,
    )
    if chosen is None:
        rows = barrio_rows(barrios.items()) + _centre_rows(city)
        said = t("Map of the barrios with the centres. The list above does the same.")
        _tapped("near_city", rows, _CITY_MAP, PICK_BARRIO, partial(_tap_barrio, city), said, t)
        return
    nodes = city.corners_of_barrio.get(chosen, ())
    streets = city.addresses.streets
    rows = street_rows(city.segments(nodes))
    rows += corner_rows(
        (node, streets.corners[node], t.joined([streets.streets[one].shown for one in streets.at_corner[node][:2]]))
        for node in nodes
    )
    rows += _centre_rows(city, chosen)
    place = asked_place()
    if place is not None:
        rows.append(start_row((place.longitude, place.latitude), place_name(place, {}, t), t("From here")))
    st.html(render("near_tap", t, barrio=barrios[chosen]))
    said = t("Streets of %(barrio)s with their corners. Tap the corner nearest to you.", barrio=barrios[chosen])
    _tapped("near_barrio", rows, _BARRIO_MAP, PICK_CORNER, partial(_tap_corner, city), said, t)


def _centre_rows(city: CityOnFoot, barrio_id: str | None = None) -> list[dict[str, Any]]:
    return centre_rows(
        ((one.longitude, one.latitude), one.name, "")
        for one in city.centres
        if barrio_id is None or one.barrio_id == barrio_id
    )


def _tapped(  # noqa: PLR0917
    kind: ChartKind, rows: list[dict[str, Any]], key: str, pick: str, on_tap: partial[None], said: str, t: Text
) -> None:
    """A map whose taps come back as a choice; they travel as what is typed does."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    compiled = with_rows(spec(kind, t.language, theme), rows)
    with st.container(key=f"pick-{kind}"):
        st.vega_lite_chart(
            pd.DataFrame(rows),
            compiled,
            theme=None,
            width="stretch",
            key=key,
            alt=said,
            on_select=on_tap,
            selection_mode=pick,
        )


def picked(state: object, pick: str, field: str) -> object | None:
    """The value of `field` that was tapped, in what the map sends; None for a tap beside everything."""
    found = cast("Mapping[str, Any]", state or {}).get("selection", {}).get(pick) or []
    return found[0].get(field) if isinstance(found, list) and found else None


def _take_barrio(city: CityOnFoot) -> None:
    _forget()
    if barrio := st.session_state.get(_BARRIO):
        st.session_state[_PLACE] = city.middle_of(barrio)


def _tap_barrio(city: CityOnFoot) -> None:
    barrio = picked(st.session_state.get(_CITY_MAP), PICK_BARRIO, "area_id")
    if barrio in city.middles:
        st.session_state[_BARRIO] = barrio
        _take_barrio(city)


def _tap_corner(city: CityOnFoot) -> None:
    node = picked(st.session_state.get(_BARRIO_MAP), PICK_CORNER, "node")
    if isinstance(node, int | float) and int(node) in city.addresses.streets.at_corner:
        st.session_state[_PLACE] = city.at_corner(int(node))
