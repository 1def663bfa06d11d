"""What the address asks of the page of targets: the list with its filters, or one target."""

from __future__ import annotations

import streamlit as st

from bahealth.catalog.model import Catalog, Direction
from bahealth.i18n import N_, Text
from bahealth.publish.disclosure import CITY
from bahealth.ui.choices import in_address
from bahealth.views.model import scorecard_areas
from bahealth.views.target import TargetChoice
from bahealth.views.targets import EVERY_AREA, Shown, TargetsChoice

TARGET = "meta"
_DEPARTMENT, _STAGE = "departamento", "etapa"
_SHOWN = {
    Shown.AWAITS_HEAD: N_("Wait for the head"),
    Shown.AWAITS_MAYOR: N_("Wait for the mayor's office"),
    Shown.RETURNED: N_("Returned"),
    Shown.LOOSENED: N_("Loosened within a year"),
    Shown.DEVIATION: N_("With an accepted deviation"),
    Shown.WITHOUT: N_("Without a target"),
}


def asked_targets(t: Text, catalog: Catalog) -> TargetsChoice | TargetChoice:
    """The list that the address asks for, or the one target when it names an indicator and one area."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        indicator_id = _choose_indicator(t, catalog)
        area_id = _choose_area(t, catalog)
        if indicator_id is not None and area_id != EVERY_AREA:
            st.button(t("All targets"), key="all-targets", on_click=open_list, icon=":material/arrow_back:")
            return TargetChoice(indicator_id, area_id)
        department_id = _choose_department(t, catalog)
        shown = _choose_stage(t)
    return TargetsChoice(
        indicator_id=indicator_id,
        area_id=None if area_id == EVERY_AREA else area_id,
        department_id=department_id,
        shown=Shown(shown) if shown else None,
    )


def _choose_indicator(t: Text, catalog: Catalog) -> str | None:
    """Indicators that may have a target; none: the list of all."""
    chosen = [one for one in catalog.indicators if one.direction is not Direction.NEUTRAL]
    ordered = sorted(chosen, key=lambda one: (list(type(one.group)).index(one.group), one.order))
    names = {one.indicator_id: t.pick(one.short_name) for one in ordered}
    return in_address(
        TARGET,
        lambda: st.selectbox(
            t("Indicator"),
            names,
            index=None,
            placeholder=t("All indicators"),
            format_func=names.__getitem__,
            key=TARGET,
            width=320,
        ),
        allowed=names,
        default=None,
    )


def _choose_area(t: Text, catalog: Catalog) -> str:
    names = {area.area_id: area.name for area in scorecard_areas(catalog)} | {EVERY_AREA: t("City and comunas")}
    return in_address(
        "area",
        lambda: st.selectbox(t("Area"), names, format_func=names.__getitem__, key="area", width=220),
        allowed=names,
        default=CITY,
    )


def _choose_department(t: Text, catalog: Catalog) -> str | None:
    names = {one.department_id: t.pick(one.short_name) for one in catalog.departments}
    return in_address(
        _DEPARTMENT,
        lambda: st.selectbox(
            t("Department"),
            names,
            index=None,
            placeholder=t("All departments"),
            format_func=names.__getitem__,
            key=_DEPARTMENT,
            width=220,
        ),
        allowed=names,
        default=None,
    )


def _choose_stage(t: Text) -> str | None:
    names = {one.value: t(_SHOWN[one]) for one in Shown}
    return in_address(
        _STAGE,
        lambda: st.selectbox(
            t("Stage"),
            names,
            index=None,
            placeholder=t("All"),
            format_func=names.__getitem__,
            key=_STAGE,
            width=220,
        ),
        allowed=names,
        default=None,
    )


def open_target(indicator_id: str, area_id: str) -> None:
    """From the list to one target, without loading the page anew; for the callback of a button."""
    st.session_state[TARGET], st.session_state["area"] = indicator_id, area_id


def open_list() -> None:
    """Back to the list as it was; for the callback of a button."""
    st.session_state[TARGET] = None
    for key in (_DEPARTMENT, _STAGE):
        st.session_state[key] = st.session_state.get(f"{key}-kept")
