"""Drawing where to open: the question, plans side by side, what closing would do, saving and the agenda."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

import streamlit as st

from bahealth.access.address.model import Outcome
from bahealth.access.city import Centres
from bahealth.access.saved.commands import SavePlan, save_plan
from bahealth.access.saved.model import NewSite, SavedPlan, SitePlan
from bahealth.access.siting.plans import Aim
from bahealth.charts.site_map import Mark, site_map
from bahealth.charts.svg import data_uri
from bahealth.config import settings
from bahealth.convene.agenda.commands import ChangeAgenda, change_agenda
from bahealth.convene.agenda.queries import agenda_of
from bahealth.convene.model import Line, LineKind, Session
from bahealth.errors import NotFound
from bahealth.i18n import N_, Text
from bahealth.store import new_id
from bahealth.ui import address
from bahealth.ui.choices import in_address
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.near import city_on_foot
from bahealth.ui.near_words import place_name
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.session_words import CHOSEN
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name
from bahealth.views.siting import Reach, SitingChoice, SitingView, ground, siting_view

AIMS: Final = {
    Aim.COVER: N_("Most people within the limit"),
    Aim.WALKING: N_("Least walking in all"),
    Aim.NEEDS: N_("Unmet basic needs first"),
    Aim.FARTHEST: N_("Who lives farthest first"),
}
_NEW: Final = tuple(str(one) for one in range(11))
_MINUTES: Final = ("10", "15", "20", "30")
_CANDIDATES: Final = ("100", "250", "500")
_KINDS: Final = {"cesac": ("cesac",), "todos": ("cesac", "cmb")}
_AGENDA_MINUTES: Final = 10
_PLACES: Final = "lugares"
_MOST_LETTERS: Final = 1_500
_NAME: Final = "plan-name sites"


def city_folder() -> Path:
    """Where the streets, blocks and centres of this installation are."""
    return settings().data / "city"


def siting_filters(sender: Sender) -> SitingChoice:
    """The question, in the address."""
    t = sender.t
    title_page(t("Where to open"))
    draw_said()
    centres = ground(city_folder()).centres
    with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
        new = _one_of("nuevos", t("New centres"), _NEW, "3", width=130)
        minutes = _one_of("minutos", t("Minutes on foot"), _MINUTES, "15", width=150)
        names = {"cesac": "CeSAC", "todos": t("CeSAC and neighbourhood centres")}
        kind = _one_of("centros", t("Centres that count"), tuple(_KINDS), "cesac", names=names, width=260)
        candidates = _one_of("esquinas", t("Corners to choose from"), _CANDIDATES, "250", width=190)
    there = centres.of_kind(*_KINDS[kind])
    by_id = dict(zip(there.centre_id, there.name, strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        movable = _centre("mudar", t("A centre that may move"), by_id, t)
        closed = _centre("cerrar", t("What if this centre closes?"), by_id, t)
    return SitingChoice(int(new), int(minutes), _KINDS[kind], int(candidates), movable, closed, _places(t))


def _places(t: Text) -> tuple[tuple[float, float], ...]:
    """The places to choose from, by addresses that somebody typed; those that are not found are said."""
    asked = st.query_params.get(_PLACES, "")
    known = {"", asked, str(st.session_state.get(f"{_PLACES}-kept", ""))}
    typed_lines = in_address(
        _PLACES,
        lambda: st.text_area(
            t("Places to choose from, one address in each line; without any, the corners above"),
            key=_PLACES,
            max_chars=_MOST_LETTERS,
            height=68,
            placeholder=t("For example: Av. Cabildo 2000"),
        ),
        allowed=known,
        default="",
    )
    lines = [one.strip() for one in typed_lines.splitlines() if one.strip()]
    if not lines:
        return ()
    found = {line: city_on_foot().addresses.find(line) for line in lines}
    unknown = [line for line, answer in found.items() if answer.outcome is not Outcome.FOUND]
    if unknown:
        said = t(
            "Not found, or more than one place: %(lines)s. Write street and number, and the barrio.",
            lines="; ".join(unknown),
        )
        st.html(render("notice", t, text=said))
    there = [answer.places[0] for answer in found.values() if answer.outcome is Outcome.FOUND]
    return tuple((one.longitude, one.latitude) for one in there)


def _one_of(
    key: str, label: str, options: tuple[str, ...], default: str, *, names: dict[str, str] | None = None, width: int
) -> str:
    return in_address(
        key,
        lambda: st.selectbox(
            label, options, format_func=lambda one: str((names or {}).get(one, one)), key=key, width=width
        ),
        allowed=options,
        default=default,
    )


def _centre(key: str, label: str, by_id: dict[str, str], t: Text) -> str | None:
    def draw() -> str | None:
        options: list[str] = list(by_id)
        return st.selectbox(
            label,
            options,
            index=None,
            placeholder=t("None"),
            format_func=lambda one: by_id[str(one)],
            key=key,
            width=360,
        )

    return in_address(key, draw, allowed=tuple(by_id), default=None)


def asked_view(choice: SitingChoice, sender: Sender) -> SitingView:
    """The view, with a word while plans are searched for: some seconds, and nobody else waits for them."""
    with st.spinner(sender.t("Looking for the best plans…")):
        return siting_view(sender.database, city_folder(), choice, sender.actor)


def draw_siting(view: SitingView, sender: Sender) -> None:
    """Today, the plans, what closing would do, saving, and what was saved."""
    t = sender.t
    st.html(render("siting", t, **_page(view, sender)))
    if view.may_save:
        _draw_saving(view, sender)
    asked = st.query_params.get("plan")
    if asked is not None and asked not in {one.plan_id for one in view.saved}:
        raise NotFound("There is no plan %(plan)s", plan=asked)
    st.html(render("siting_saved", t, rows=[_saved_row(one, view, sender, asked) for one in view.saved]))
    if view.saved and view.may_put:
        _draw_putting(view, sender)


def _page(view: SitingView, sender: Sender) -> dict[str, Any]:
    t, figures, choice = sender.t, view.figures, view.choice
    return {
        "minutes": t.number(choice.minutes),
        "said": t(
            "Today %(share)s of the people of the census of 2010 live within %(minutes)s minutes on foot of a centre: "
            "%(within)s of %(people)s.",
            share=t.percent(figures.today.share, 1),
            minutes=t.number(choice.minutes),
            within=t.number(figures.today.within),
            people=t.number(figures.today.people),
        ),
        "unreached": t.number(figures.today.unreached),
        "heads": [t(AIMS[one.aim]) for one in figures.plans],
        "rows": _rows(view, t),
        "maps": [_map(one, figures.centres, sender) for one in figures.plans],
        "closing": _closing(view, t),
    }


def _rows(view: SitingView, t: Text) -> list[tuple[str, str, list[str]]]:
    """Name, today and one cell for each plan."""
    today, plans = view.figures.today, view.figures.plans
    return [
        (t("People within the limit"), t.number(today.within), [t.number(one.within) for one in plans]),
        (t("Share within the limit"), t.percent(today.share, 1), [t.percent(one.share, 1) for one in plans]),
        (t("People gained"), "–", [t.number(one.gained) for one in plans]),
        (t("People lost"), "–", [t.number(one.lost) for one in plans]),
        (t("Half walk at most"), _walk(today.median_minutes, t), [_walk(one.median_minutes, t) for one in plans]),
        (
            t("The worst tenth walks at least"),
            _walk(today.worst_tenth_minutes, t),
            [_walk(one.worst_tenth_minutes, t) for one in plans],
        ),
        (
            t("Within, of people with unmet basic needs"),
            t.percent(today.needs_share, 1),
            [t.percent(one.needs_share, 1) for one in plans],
        ),
        (
            t("Within, of all others"),
            t.percent(today.rest_share, 1),
            [t.percent(one.rest_share, 1) for one in plans],
        ),
        (t("Proof"), "–", [_proof(one, t) for one in plans]),
    ]


def _walk(minutes: float, t: Text) -> str:
    return t("%(minutes)s min", minutes=t.number(minutes, 1))


def _proof(plan: SitePlan, t: Text) -> str:
    if plan.gap < 1e-6:
        return t("nothing better exists")
    return t("at most %(gap)s from the best", gap=t.percent(plan.gap, 1))


def _map(plan: SitePlan, centres: Centres, sender: Sender) -> dict[str, Any]:
    """A small map with its words."""
    t, area = sender.t, sender.catalog.area
    closed = dict(zip(centres.centre_id, centres.name, strict=True))
    stands = [
        (Mark.CLOSES if one in plan.closed else Mark.STANDS, longitude, latitude)
        for one, longitude, latitude in zip(
            centres.centre_id, centres.longitude.tolist(), centres.latitude.tolist(), strict=True
        )
    ]
    opens = [(Mark.OPENS, one.longitude, one.latitude) for one in plan.opened]
    return {
        "title": t(AIMS[plan.aim]),
        "uri": data_uri(site_map([*stands, *opens], city_folder() / "comunas.geojson", label="")),
        "opens": [
            t(
                "%(corner)s, %(barrio)s, comuna %(comuna)s",
                corner=_corner(one, t),
                barrio=area[one.barrio_id].name,
                comuna=area[one.comuna_id].number,
            )
            for one in plan.opened
        ],
        "closes": [closed[one] for one in plan.closed if one in closed],
        "by_comuna": [(area[comuna].name, t.number(gained), t.number(lost)) for comuna, gained, lost in plan.by_comuna],
    }


def _corner(one: NewSite, t: Text) -> str:
    """The streets that meet there; its coordinates where the streets of that day are not known."""
    streets = city_on_foot()
    if one.node is None or one.node not in streets.addresses.streets.at_corner:
        return f"{t.number(one.latitude, 5)}; {t.number(one.longitude, 5)}"
    return place_name(streets.at_corner(one.node).model_copy(update={"barrio_id": None}), {}, t)


def _closing(view: SitingView, t: Text) -> str:
    found: Reach | None = view.figures.without
    if found is None or view.choice.closed_id is None:
        return ""
    centres = view.figures.centres
    name = centres.name[centres.centre_id.index(view.choice.closed_id)]
    return t(
        "If %(name)s closes and nothing opens, %(lost)s people fall out of the limit: %(share)s would be within, and "
        "the worst tenth would walk %(walk)s or more.",
        name=name,
        lost=t.number(found.lost),
        share=t.percent(found.share, 1),
        walk=_walk(found.worst_tenth_minutes, t),
    )


def _draw_saving(view: SitingView, sender: Sender) -> None:
    t = sender.t
    plans = {one.aim.value: one for one in view.figures.plans}
    with st.container(horizontal=True, vertical_alignment="bottom", key="save-plan"):
        st.selectbox(
            t("Plan to save"), list(plans), format_func=lambda one: t(AIMS[Aim(one)]), key="plan-aim", width=280
        )
        draft_text(t, t("Name of the plan"), form=_NAME, actor=sender.actor, height=68)
        st.number_input(
            t("Cost of a new centre, in pesos"), min_value=0.0, value=None, step=1_000_000.0, key="plan-cost", width=240
        )
        st.button(t("Save the plan"), key="plan-save", on_click=partial(_save, plans, sender))


def _save(plans: dict[str, SitePlan], sender: Sender) -> None:
    """Keep the chosen plan under the name that was typed."""
    t, plan = sender.t, plans[st.session_state["plan-aim"]]
    each = st.session_state.get("plan-cost")
    cost = None if each is None else float(each) * len(plan.opened)
    command = SavePlan(name=typed(_NAME, sender.actor)[:120], plan=plan.model_copy(update={"cost": cost}))
    if sender.send(
        lambda at: save_plan(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at),
        t("The plan is saved."),
    ):
        forget_draft(_NAME, sender.actor)


def _saved_row(one: SavedPlan, view: SitingView, sender: Sender, asked: str | None) -> dict[str, Any]:
    t, plan = sender.t, one.plan
    return {
        "name": one.name,
        "is_asked": one.plan_id == asked,
        "aim": t(AIMS[plan.aim]),
        "opens": t.plural("%(count)s new centre", "%(count)s new centres", len(plan.opened)),
        "limit": t("within %(minutes)s minutes", minutes=t.number(plan.minutes)),
        "share": t.percent(plan.share, 1),
        "gained": t.number(plan.gained),
        "lost": t.number(plan.lost),
        "worst": _walk(plan.worst_tenth_minutes, t),
        "cost": "–" if plan.cost is None else t("$ %(amount)s", amount=t.number(plan.cost)),
        "by": t("%(person)s, %(day)s", person=actor_name(one.made_by, t), day=t.instant(one.made_at)),
        "agenda": [
            (_session_name(here, t), address.address(address.SESSIONS, t.language, **{CHOSEN: here.session_id}))
            for here in view.on_agenda.get(one.plan_id, ())
        ],
    }


def _session_name(one: Session, t: Text) -> str:
    return t("%(title)s, %(day)s", title=one.title, day=t.instant(one.starts_at))


def _draw_putting(view: SitingView, sender: Sender) -> None:
    t = sender.t
    if not view.ahead:
        st.html(render("notice", t, text=t("No session ahead has an agenda yet: draft one to put a plan on it.")))
        return
    plans = {one.plan_id: one.name for one in view.saved}
    ahead = {one.session_id: _session_name(one, t) for one in view.ahead}
    with st.container(horizontal=True, vertical_alignment="bottom", key="put-plan"):
        st.selectbox(t("Saved plan"), list(plans), format_func=plans.__getitem__, key="put-which", width=320)
        st.selectbox(t("Session"), list(ahead), format_func=ahead.__getitem__, key="put-where", width=420)
        st.button(t("Put it on the agenda"), key="put", on_click=partial(_put, plans, sender))


def _put(plans: dict[str, str], sender: Sender) -> None:
    """One more line on the agenda, with a link to the plan."""
    t = sender.t
    plan_id, session_id = st.session_state["put-which"], st.session_state["put-where"]
    with sender.database.reading() as con:
        agenda = agenda_of(con, session_id)
    if agenda is None:
        return
    line = Line(line_id=new_id(), kind=LineKind.NEW, title=plans[plan_id], plan_id=plan_id, minutes=_AGENDA_MINUTES)
    command = ChangeAgenda(session_id=session_id, version=agenda.version, lines=(*agenda.lines, line))
    sender.send(
        lambda at: change_agenda(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at),
        t("The plan is on the agenda."),
    )
