"""Drawing who lives within 15 minutes of a centre: choices, sentence, map, worst places, equity, what was left out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from bahealth.access.measuring import MORE, ON_FOOT, departure_key
from bahealth.access.model import BANDS, CENTRE_KINDS, Walker, WalkSettings
from bahealth.catalog.model import Catalog
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.comuna_map import GEOMETRY
from bahealth.charts.house import Row
from bahealth.charts.nearness_map import BARRIOS
from bahealth.config import settings
from bahealth.i18n import N_, Text
from bahealth.measure.catch_up.rules import day_in_buenos_aires
from bahealth.publish.disclosure import CITY
from bahealth.ui import address
from bahealth.ui.choices import in_address
from bahealth.ui.fifteen_words import (
    WALKERS,
    WEEKDAYS,
    area_rows,
    band_bars,
    equity_rows,
    furthest_blocks,
    how_text,
    left_out,
    matrix_name,
    said_of,
)
from bahealth.ui.filters import choose_area
from bahealth.ui.html import Html, kept, render
from bahealth.ui.storehouse import database
from bahealth.ui.title import title_page
from bahealth.views.fifteen import FifteenChoice, FifteenOptions, FifteenView, fifteen_options

_WALKER, _KINDS, _DAY, _HOUR, _SERVICE, _TIMES = "camina", "centros", "dia", "hora", "servicio", "tiempos"
_ALL, _ANY = "todos", "cualquiera"
_STREETS: Final = "calles"
_KIND_NAMES: Final = {
    _ALL: N_("CeSAC and neighbourhood centres"),
    "cesac": N_("CeSAC only"),
    "cmb": N_("Neighbourhood centres only"),
}


def today() -> datetime:
    """Now, UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def fifteen_filters(t: Text, catalog: Catalog) -> FifteenChoice:
    """The reader's choices; what nobody delivered is not offered."""
    folder = settings().data / "city"
    options = fifteen_options(database(), folder=folder, today=day_in_buenos_aires(today()))
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        area_id = choose_area(t, catalog)
        times = _choose_times(t, options)
        walker = _choose_walker(t) if times is None else Walker.ADULT
        kind = _choose_kind(t)
        weekday, minute = _choose_hour(t) if options.has_hours else (None, None)
        services = _choose_service(t, options)
    asked = WalkSettings.of(
        walker,
        kinds=CENTRE_KINDS if kind == _ALL else (kind,),
        weekday=weekday,
        minute=minute,
        services=services,
    )
    return FifteenChoice(area_id=area_id, asked=asked, times=times)


def _choose_walker(t: Text) -> Walker:
    names = {one.value: t(said) for one, said in WALKERS.items()}
    return Walker(_select(_WALKER, t("Who walks"), names, Walker.ADULT.value, width=310))


def _choose_kind(t: Text) -> str:
    names = {one: t(said) for one, said in _KIND_NAMES.items()}
    return _select(_KINDS, t("Centres"), names, _ALL, width=280)


def _choose_times(t: Text, options: FifteenOptions) -> str | None:
    """The streets, or a delivered matrix; without any there is nothing to choose."""
    if not options.matrices and _TIMES not in st.query_params:
        return None
    names = {_STREETS: t("On foot along the streets")}
    names |= {departure_key(one): matrix_name(one, t) for one in options.matrices}
    chosen = _select(_TIMES, t("Times"), names, _STREETS, width=320)
    return None if chosen == _STREETS else chosen


def _choose_hour(t: Text) -> tuple[int | None, int | None]:
    days = {_ANY: t("Any day")} | {str(number): t(name) for number, name in enumerate(WEEKDAYS)}
    day = _select(_DAY, t("Day"), days, _ANY, width=160)
    if day == _ANY:
        return None, None
    hours = {str(hour): f"{hour}:00" for hour in range(24)}
    return int(day), 60 * int(_select(_HOUR, t("Hour"), hours, "10", width=110))


def _choose_service(t: Text, options: FifteenOptions) -> tuple[str, ...]:
    if not options.services:
        return ()
    names = {_ANY: t("Any service")} | {one: one.replace("_", " ") for one in options.services}
    chosen = _select(_SERVICE, t("Service"), names, _ANY, width=200)
    return () if chosen == _ANY else (chosen,)


def _select(key: str, label: str, names: dict[str, str], default: str, *, width: int) -> str:
    return in_address(
        key,
        lambda: st.selectbox(label, names, format_func=names.__getitem__, key=key, width=width),
        allowed=names,
        default=default,
    )


def draw_fifteen(view: FifteenView, t: Text, *, page: str, indicator_page: str) -> None:
    """The page below its filters; `page` and `indicator_page` are the addresses that its links lead to."""
    title_page(t("Fifteen minutes"), view.area.name)
    st.html(_head(view, t, indicator_page))
    map_column, table_column = st.columns([6, 5], gap="large")
    with map_column:
        _draw_map(view, t)
    with table_column:
        st.html(_worst(view, t, page))
    st.html(_lower(view, t, page))


def _draw_map(view: FifteenView, t: Text) -> None:
    frame, rows = _drawn(view, t)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    geometry = GEOMETRY if view.area.area_id == CITY else BARRIOS
    compiled = with_rows(spec("nearness_map", t.language, theme, geometry=geometry), rows)
    said = t("Map of the blocks by minutes to the nearest centre. %(sentence)s", sentence=said_of(view, t))
    st.vega_lite_chart(frame, compiled, theme=None, width="stretch", key="chart-nearness", alt=said)


@lru_cache(maxsize=16)
def _drawn(view: FifteenView, t: Text) -> tuple[pd.DataFrame, list[Row]]:
    """The table behind the map, and one row of each of its layers."""
    rows = _map_rows(view, t)
    return pd.DataFrame(rows), list({row["layer"]: row for row in rows}.values())


def _map_rows(view: FifteenView, t: Text) -> list[Row]:
    """One row for each shape, block, centre and worst place."""
    is_city = view.area.area_id == CITY
    areas = [one.area for one in (view.comunas if is_city else view.places)]
    rows: list[Row] = [_row("shape", area_id=one.area_id) for one in areas]
    size = 13.0 if is_city else 60.0
    for one in view.blocks:
        if not one.is_joined:
            continue
        band = next((str(limit) for limit in BANDS if one.minutes is not None and one.minutes <= limit + 1e-7), MORE)
        rows.append(
            _row(
                "block",
                name=one.barrio,
                longitude=one.longitude,
                latitude=one.latitude,
                size=size if band in {"5", "10", "15"} else 1.4 * size,
                band=band,
                minutes_text=t("none reached") if one.minutes is None else t.number(one.minutes, 1),
                centre=one.centre or "–",
                people_text=t.number(one.people),
            )
        )
    used = {one.centre for one in view.blocks}
    inside = [one for one in view.sites if is_city or one.comuna_id == view.area.area_id or one.name in used]
    rows += [
        _row("site", name=one.name, longitude=one.longitude, latitude=one.latitude, size=70.0 if is_city else 150.0)
        for one in inside
    ]
    for number, one in enumerate(view.worst, start=1):
        rows.append(
            _row(
                "worst",
                name=one.area.name,
                longitude=one.longitude,
                latitude=one.latitude,
                size=420.0,
                mark=str(number),
                people_text=t.number(one.figures.beyond),
            )
        )
    return rows


_COLUMNS: Final = ("area_id", "name", "longitude", "latitude", "size", "band", "mark", "minutes_text", "centre")


def _row(layer: str, **cells: str | float) -> Row:
    return {"layer": layer, **dict.fromkeys((*_COLUMNS, "people_text")), **cells}


@lru_cache(maxsize=64)
def _head(view: FifteenView, t: Text, indicator_page: str) -> Html:
    area = None if view.area.area_id == CITY else view.area.area_id
    over_time = address.address(indicator_page, t.language, indicador=ON_FOOT, area=area)
    html = render(
        "fifteen_head",
        t,
        view=view,
        said=said_of(view, t),
        how=how_text(view, t),
        bars=band_bars(view.figures, t),
        over_time=over_time,
    )
    return kept(html)


@lru_cache(maxsize=64)
def _worst(view: FifteenView, t: Text, page: str) -> Html:
    return kept(
        render(
            "fifteen_worst", t, view=view, rows=area_rows(view.places, view, t, page), blocks=furthest_blocks(view, t)
        )
    )


@lru_cache(maxsize=64)
def _lower(view: FifteenView, t: Text, page: str) -> Html:
    html = render(
        "fifteen_lower",
        t,
        view=view,
        comunas=area_rows(view.comunas, view, t, page),
        equity=equity_rows(view, t),
        left_out=left_out(view, t),
    )
    return kept(html)
