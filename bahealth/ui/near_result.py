"""The nearest centre on the page: how far, which way, how to reach it, what is there, and the next ones."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd
import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.near_map import centre_rows, start_row, street_rows, way_rows
from bahealth.i18n import Text
from bahealth.ui.html import render
from bahealth.ui.near_words import metres_words, place_name, steps_words
from bahealth.views.centre import CentreView, NearCentre

_TELEPHONE: Final = re.compile(r"^\d{4}-\d{4}$")


def draw_result(view: CentreView, catalog: Catalog, t: Text) -> None:
    """The card of the nearest centre, the way to it, and the two next ones."""
    names = {one.area_id: one.name for one in catalog.areas}
    if not view.centres:
        st.html(render("near_answer", t, said=t("No way on foot leads from there to a centre in the street data.")))
        return
    first, *others = view.centres
    start = place_name(view.place, names, t)
    st.html(
        render(
            "near_result",
            t,
            start=start,
            one=_card(first, names, t),
        )
    )
    with st.container(key="near-way"):
        told, drawn = st.columns([2, 3], gap="large")
        told.html(render("near_steps", t, steps=steps_words(first.steps, t), address=first.centre.address))
        with drawn:
            _map(view, first, start, t)
    st.html(render("near_others", t, others=[_card(one, names, t) for one in others]))


def _card(near: NearCentre, names: dict[str, str], t: Text) -> dict[str, Any]:
    centre = near.centre
    return {
        "name": centre.name,
        "minutes": t.plural("%(count)s minute on foot", "%(count)s minutes on foot", near.minutes),
        "slow": t.plural("%(count)s minute", "%(count)s minutes", near.slow_minutes),
        "metres": metres_words(near.metres, t),
        "address": centre.address,
        "barrio": names.get(centre.barrio_id, ""),
        "telephones": [(one, _dialled(one)) for one in centre.telephones],
        "services": ", ".join(centre.services),
        "has_more_services": centre.has_more_services,
        "hours": centre.opening_hours,
        "website": centre.website if (centre.website or "").startswith("https://") else None,
        "team": _team(near, t),
        "is_team_simulated": near.teams is not None and near.teams.is_simulated,
    }


def _dialled(telephone: str) -> str | None:
    """`tel:` address of a number that is written whole; the city's prefix is 11."""
    return f"tel:+5411{telephone.replace('-', '')}" if _TELEPHONE.match(telephone) else None


def _team(near: NearCentre, t: Text) -> str:
    if near.teams is None:
        return t("Ask at the centre which team looks after your block.")
    if near.teams.team_count == 1:
        return t("The centre has one health team: %(team)s.", team=near.teams.team_id)
    return t(
        "The centre has %(count)s health teams. Ask there which one looks after your block.",
        count=t.number(near.teams.team_count),
    )


def _map(view: CentreView, first: NearCentre, start: str, t: Text) -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    here = (view.place.longitude, view.place.latitude)
    goal = (first.centre.longitude, first.centre.latitude)
    rows = [
        *street_rows(view.streets_around),
        *way_rows([*first.line, goal]),
        *centre_rows([(goal, first.centre.name, first.centre.name)], layer="goal"),
        start_row(here, start, t("From here")),
    ]
    said = t("Map of the way to %(centre)s; the list above says it street by street.", centre=first.centre.name)
    compiled = with_rows(spec("near_way", t.language, theme), rows)
    st.vega_lite_chart(pd.DataFrame(rows), compiled, theme=None, width="stretch", key="chart-near-way", alt=said)
