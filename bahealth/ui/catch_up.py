"""Drawing catch-up lists: the choice of a team, the yes that is recorded, the list, and who opened which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, cast

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.collect.records.secret import kept_secret, pseudonym
from bahealth.config import settings
from bahealth.errors import NotAllowed, Refusal
from bahealth.i18n import N_, Text
from bahealth.measure.catch_up.commands import OpenCatchUpList, open_catch_up_list
from bahealth.measure.catch_up.model import CatchUpList, Child, ChildStanding, FoundKey, Opening, Order, Team
from bahealth.measure.catch_up.rules import MOST_KEYS, NARROW, SOON_DAYS, find_keys, ordered, schedule_of
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.choices import in_address
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name, said_alone
from bahealth.views.catch_up import CatchUpView, catch_up_view

_TEAM = "equipo"
_LIST = "catch-up-list"
_SAID = "catch-up-said"
_REFUSED = "catch-up-refused"
_PASTED = "pasted"
_FOUND = "catch-up-found"
_ORDERS = {
    Order.URGENCY: N_("Most urgent first"),
    Order.BIRTHDAY: N_("By birthday"),
    Order.LAST_CHECKUP: N_("By last check-up"),
}
_WORDS = {
    ChildStanding.CAN_CATCH_UP: N_("About to miss, can still make it"),
    ChildStanding.TOO_LATE: N_("Can no longer make it"),
    ChildStanding.UP_TO_DATE: N_("Up to date"),
}
_MARKS = {
    ChildStanding.CAN_CATCH_UP: "attention",
    ChildStanding.TOO_LATE: "steady",
    ChildStanding.UP_TO_DATE: "good",
}


def asked_view(database: Database, catalog: Catalog, actor: Actor) -> CatchUpView:
    """The page for `actor`. An address that names a team of others is refused, and once in a session recorded."""
    asked, at = st.query_params.get(_TEAM), _now()
    try:
        return catch_up_view(database, team_id=asked, actor=actor, at=at)
    except NotAllowed:
        if asked is not None and st.session_state.get(_REFUSED) != (actor, asked):
            st.session_state[_REFUSED] = (actor, asked)
            open_catch_up_list(database, catalog, OpenCatchUpList(team_id=asked), actor=acting(actor), at=at)
        raise


def choose_team(view: CatchUpView, t: Text) -> Team | None:
    """The team whose list the person wants; None when there is none to choose, or none is chosen yet."""
    title_page(t("Catch-up lists"))
    if not view.teams:
        return None
    by_id = {one.team_id: one for one in view.teams}
    with st.container(key="filters"):
        chosen = in_address(
            _TEAM,
            lambda: st.selectbox(
                t("Team"),
                list(by_id),
                index=None,
                placeholder=t("Choose a team"),
                format_func=lambda one: _team_name(by_id[one]),
                key=_TEAM,
                width=420,
            ),
            allowed=by_id,
            default=None,
        )
    return by_id[chosen] if chosen else None


def opened_list(view: CatchUpView, team: Team | None, actor: Actor) -> CatchUpList | None:
    """The list that this session has opened, while person, team and day stay the same; it is forgotten otherwise."""
    kept = cast("tuple[Actor, CatchUpList] | None", st.session_state.get(_LIST))
    if kept is not None and (kept[0], kept[1].team, kept[1].on) == (actor, team, view.today):
        return kept[1]
    st.session_state.pop(_LIST, None)
    return None


def draw_before_opening(view: CatchUpView, team: Team | None, catalog: Catalog, actor: Actor, t: Text) -> None:
    """What the page is for, and what opening a list means."""
    department = next((one for one in catalog.departments if one.department_id == actor.department_id), None)
    st.html(
        render(
            "catch_up_head",
            t,
            department=t.pick(department.name) if department else "",
            team=_team_name(team) if team else "",
            view=view,
        )
    )
    if said := st.session_state.pop(_SAID, None):
        st.html(render("notice", t, text=said))


def draw_opening(team: Team, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """The button that opens the list, on the record."""
    st.button(
        t("Open the list"),
        type="primary",
        key="open-list",
        on_click=partial(_open, team, database=database, catalog=catalog, actor=actor, t=t),
    )


def _open(team: Team, *, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    command = OpenCatchUpList(team_id=team.team_id)
    try:
        st.session_state[_LIST] = (
            actor,
            open_catch_up_list(database, catalog, command, actor=acting(actor), at=_now()),
        )
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)


def draw_list(found: CatchUpList, catalog: Catalog, t: Text) -> None:
    """The list: its sums, the children who are about to miss their schedule, and the search by one's own keys."""
    title_page(t("Catch-up lists"), found.team.team_id)
    st.html(render("catch_up_list", t, **_head(found, t)))
    listed = [one for one in found.children if one.standing is not ChildStanding.UP_TO_DATE]
    if listed:
        with st.container(key="filters-list"):
            order = st.segmented_control(
                t("Order"), list(_ORDERS), default=Order.URGENCY, required=True, format_func=_order_name(t), key="order"
            )
        rows = [_row(one, t) for one in ordered(listed, order or Order.URGENCY)]
        st.html(render("catch_up_rows", t, rows=rows))
    st.html(render("catch_up_rule", t, schedule=schedule_of(catalog.schedules, found.on), narrow=NARROW))
    pseudonyms = keys_as_kept()
    if pseudonyms is not None:
        with st.container(key="search-own"):  # not printed: style.css
            draw_search(found, pseudonyms, t)


def _order_name(t: Text) -> Callable[[Order], str]:
    return lambda order: t(_ORDERS[order])


def keys_as_kept() -> Callable[[str], int] | None:
    """What turns a key as a department sends it into the key that is kept; None before the first records."""
    file = settings().secret_file
    return partial(pseudonym, kept_secret(file)) if file.exists() else None


def draw_search(found: CatchUpList, pseudonyms: Callable[[str], int], t: Text) -> None:
    """A team finds its own children: what is pasted is compared and forgotten."""
    st.html(
        render(
            "section",
            t,
            title=t("Find children by your own keys"),
            said=t(
                "Paste keys as your system sends them, at most %(most)s. They are only compared, never kept.",
                most=t.number(MOST_KEYS),
            ),
            name="search",
        )
    )
    with st.form("search", border=False):
        st.text_area(t("Keys, one on each line"), max_chars=40_000, key=_PASTED)
        st.form_submit_button(t("Find"), on_click=partial(_search, found, pseudonyms))
    keys = cast("tuple[FoundKey, ...]", st.session_state.pop(_FOUND, ()))
    if keys:
        rows = [_row(one.child, t) | {"sent": one.sent} for one in keys if one.child is not None]
        st.html(
            render(
                "catch_up_found",
                t,
                rows=rows,
                unknown=[one.sent for one in keys if one.sent is not None and one.child is None],
                no_keys=[t.number(one.place) for one in keys if one.sent is None],
            )
        )


def _search(found: CatchUpList, pseudonyms: Callable[[str], int]) -> None:
    """Find, for this one run, and empty the box: the browser would leave the text in the session."""
    st.session_state[_FOUND] = find_keys(st.session_state[_PASTED], found.children, pseudonyms)
    st.session_state[_PASTED] = ""


def draw_openings(view: CatchUpView, catalog: Catalog, t: Text) -> None:
    """Who opened which list when, for those who may see it."""
    if view.openings is None:
        return
    names = {one.department_id: t.pick(one.short_name) for one in catalog.departments}
    st.html(render("catch_up_openings", t, rows=[_opening(one, names, t) for one in view.openings]))


def _opening(one: Opening, names: dict[str, str], t: Text) -> dict[str, str]:
    if one.is_refused:
        what = t("refused")
    else:
        what = t.plural("opened: %(count)s child", "opened: %(count)s children", one.child_count or 0)
    return {
        "at": t.instant(one.opened_at),
        "who": said_alone(actor_name(one.actor, t)),
        "team": one.team_id,
        "department": names.get(one.department_id, one.department_id),
        "what": what,
    }


def _head(found: CatchUpList, t: Text) -> dict[str, Any]:
    counts = {standing: len(found.standing(standing)) for standing in ChildStanding}
    children, can = len(found.children), counts[ChildStanding.CAN_CATCH_UP]
    return {
        "team": _team_name(found.team),
        "found": found,
        "lead": _lead(children, can, t),
        "figures": [
            (_MARKS[standing], t(_WORDS[standing]), t.number(counts[standing]))
            for standing in (ChildStanding.UP_TO_DATE, ChildStanding.CAN_CATCH_UP, ChildStanding.TOO_LATE)
        ],
        "total": t.number(children),
        "known": _known(found, t),
    }


def _lead(children: int, can: int, t: Text) -> str:
    if not children:
        return t("No child under one year is on this team's panel today.")
    if not can:
        return t("None of the children is about to miss the schedule and could still make it.")
    return t.plural(
        "%(count)s of %(whole)s children under one is about to miss the schedule and can still make it.",
        "%(count)s of %(whole)s children under one are about to miss the schedule and can still make it.",
        can,
        whole=t.number(children),
    )


def _known(found: CatchUpList, t: Text) -> str:
    known = found.known
    if known.until_on is None:
        return t("No visit of the last year has been delivered, so no check-up is known.")
    said = t("Visits known up to %(day)s.", day=t.long_day(known.until_on))
    if known.at_centre_until_on is None:
        return f"{said} {t('No visit of the last year to the centre of this team has been delivered.')}"
    if known.at_centre_until_on < known.until_on:
        said += " " + t("At the centre of this team, up to %(day)s.", day=t.long_day(known.at_centre_until_on))
    return f"{said} {t('Later check-ups are missing here: look into the clinical record before you call.')}"


def _row(one: Child, t: Text) -> dict[str, Any]:
    return {
        "pseudonym": one.pseudonym,
        "mark": _MARKS[one.standing],
        "standing": t(_WORDS[one.standing]),
        "badges": _badges(one, t),
        "age": _age(one, t),
        "birthday": t.day(one.birthday),
        "left": t.plural("in %(count)s day", "in %(count)s days", one.days_left),
        "done": t("%(part)s of %(whole)s", part=t.number(one.done), whole=t.number(one.required)),
        "due": t.number(one.due),
        "soon": t("+%(count)s in %(days)s days", count=t.number(one.due_soon), days=SOON_DAYS) if one.due_soon else "",
        "possible": t.number(one.possible),
        "last": _day_or_dash(one.last_on, t),
        "next": _day_or_dash(one.next_on, t),
    }


def _badges(one: Child, t: Text) -> list[str]:
    found: list[str] = []
    if one.arrived_on is not None:
        found.append(t("Resident since %(day)s", day=t.day(one.arrived_on)))
    if one.is_before_records:
        found.append(t("Born before the first visits delivered"))
    return found


def _age(one: Child, t: Text) -> str:
    if one.age_months == 0:
        return t.plural("%(count)s day", "%(count)s days", one.age_days)
    return t.plural("%(count)s month", "%(count)s months", one.age_months)


def _day_or_dash(day: date | None, t: Text) -> str:
    return t.day(day) if day else "–"


def _team_name(team: Team) -> str:
    return f"{team.centre_name or team.centre_id} · {team.team_id}"


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
