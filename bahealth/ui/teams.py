"""Drawing teams: the question, what is missing, both ways of assigning side by side, and the load of each centre."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from bahealth.i18n import N_, Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.choices import in_address
from bahealth.ui.html import render
from bahealth.ui.siting import city_folder
from bahealth.ui.title import title_page
from bahealth.views.teams import CentreLoad, Form, Shared, TeamsChoice, TeamsView, teams_view

_ROOMS: Final = ("2000", "3000", "3500", "4000", "4500", "5000", "6000", "8000")
_FORMS: Final = {
    Form.WHOLE: N_("Whole blocks"),
    Form.JOINED: N_("Whole blocks, side by side where there is room"),
    Form.SPLIT: N_("Blocks may be split"),
}
_EVERYONE: Final = {"publica": N_("People on public cover only"), "todos": N_("All residents")}
_FROM: Final = {"necesarios": N_("As many as each area needs"), "registro": N_("Teams on record")}


def teams_filters(t: Text) -> TeamsChoice:
    """The question, in the address."""
    title_page(t("Teams"))
    with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
        who = _one_of(
            "quienes", t("Who is to have a team"), {one: t(name) for one, name in _EVERYONE.items()}, "publica"
        )
        room = _one_of("lugares", t("People a team has room for"), {one: t.number(int(one)) for one in _ROOMS}, "4000")
        form = _one_of(
            "forma", t("How they are assigned"), {one.value: t(name) for one, name in _FORMS.items()}, "radios"
        )
        source = _one_of("origen", t("Teams"), {one: t(name) for one, name in _FROM.items()}, "necesarios")
    return TeamsChoice(who == "todos", int(room), Form(form), source == "registro")


def _one_of(key: str, label: str, names: dict[str, str], default: str) -> str:
    return in_address(
        key,
        lambda: st.selectbox(label, list(names), format_func=names.__getitem__, key=key, width=310),
        allowed=tuple(names),
        default=default,
    )


def asked_view(database: Database, choice: TeamsChoice, actor: Actor, t: Text) -> TeamsView:
    """The view, with a word while people are assigned: some seconds, and nobody else waits for them."""
    with st.spinner(t("Assigning residents to teams…")):
        return teams_view(database, city_folder(), choice, actor)


def draw_teams(view: TeamsView, t: Text) -> None:
    """The page."""
    st.html(
        render(
            "teams",
            t,
            view=view,
            said=_said(view, t),
            rows=_rows(view, t),
            centres=[_centre(one, t) for one in view.centres],
            unreached=t.number(view.unreached),
        )
    )


def _said(view: TeamsView, t: Text) -> str:
    """What matters first: whether the places suffice, then what keeping to them costs."""
    asked = t(
        "%(people)s people and %(teams)s teams with room for %(places)s.",
        people=t.number(view.people),
        teams=t.number(view.team_count),
        places=t.number(view.places),
    )
    if view.assigned is None:
        missing = t.plural(
            "%(people)s places are missing: one more team.",
            "%(people)s places are missing: %(count)s more teams.",
            view.missing_teams,
            people=t.number(view.missing),
        )
        return f"{asked} {missing}"
    found = t.plural(
        "If everybody went to the nearest team, one team would have %(people)s people too many; keeping to the room "
        "of each, the walk is %(walk)s min on average instead of %(nearest)s.",
        "If everybody went to the nearest team, %(count)s teams would have %(people)s people too many; keeping to the "
        "room of each, the walk is %(walk)s min on average instead of %(nearest)s.",
        view.nearest.full_teams,
        people=t.number(view.nearest.too_many),
        walk=t.number(view.assigned.mean_minutes, 1),
        nearest=t.number(view.nearest.mean_minutes, 1),
    )
    return f"{asked} {found}"


def _rows(view: TeamsView, t: Text) -> list[tuple[str, str, str]]:
    """Name, everybody to the nearest, within the room."""
    near, kept = view.nearest, view.assigned

    def row(name: str, told: Any) -> tuple[str, str, str]:
        return name, told(near), "–" if kept is None else told(kept)

    def walk(one: Shared) -> str:
        return t("%(minutes)s min", minutes=t.number(one.mean_minutes, 1))

    return [
        row(t("Walk on average"), walk),
        row(t("Teams that are too full"), lambda one: t.number(one.full_teams)),
        row(t("People too many"), lambda one: t.number(one.too_many)),
        row(t("People without a team"), lambda one: t.number(one.without)),
        row(t("Largest panel"), lambda one: t.number(one.largest)),
        row(t("Smallest panel"), lambda one: t.number(one.smallest)),
        (t("Blocks split between teams"), "–", "–" if kept is None else t.number(kept.blocks_split)),
        (t("Blocks apart from the rest of their team"), "–", "–" if kept is None else t.number(kept.blocks_apart)),
        (
            t("More walking than the least possible, at most"),
            "–",
            "–" if kept is None else t.percent(kept.gap, 1),
        ),
    ]


def _centre(one: CentreLoad, t: Text) -> dict[str, str]:
    return {
        "name": one.name,
        "teams": t.number(one.teams),
        "nearest": t.number(one.nearest),
        "assigned": t.number(one.assigned),
        "room": t.number(one.room),
        "load": t.percent(one.assigned / one.room) if one.room else "–",
        "panels": ", ".join(t.number(size) for size in one.panels),
    }
