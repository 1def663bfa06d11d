"""Contested values: both beside each other, the form to contest one, and the form to write a note on a series."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from bahealth.assess.commands import WriteNote, write_note
from bahealth.catalog.model import Catalog, Indicator, Localized
from bahealth.collect.desk.contest.commands import ClaimRefused, ContestValue, contest_value
from bahealth.collect.desk.model import Figures
from bahealth.collect.queries import CurrentObservation
from bahealth.collect.returned import problem_line
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui import address
from bahealth.ui.desk_words import figures_text
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.words import actor_name
from bahealth.views.contests import ContestRow, ContestsView

_SAID = "contest-said"
_FORM = "contest"
_NOTE = "note"


def contest_texts(row: ContestRow, t: Text) -> dict[str, str]:
    """Both values of a contested one, why, and the ruling once there is one."""
    one, indicator = row.contest, row.indicator
    ruling = ""
    if one.ruled_at is not None:
        word = t("Upheld") if one.is_upheld else t("Rejected")
        ruling = f"{word}: {one.ruling_reason} ({actor_name(one.ruled_by or '', t)}, {t.instant(one.ruled_at)})"
    return {
        "name": t.pick(indicator.short_name),
        "address": address.address(
            address.INDICATOR, t.language, indicador=indicator.indicator_id, area=row.area.area_id
        ),
        "rule": address.address(address.DESK, t.language, revisar=one.contest_id),
        "area": row.area.name,
        "period": t.period(one.period),
        "stands": figures_text(one.stands, indicator, t),
        "claimed": figures_text(one.claimed, indicator, t),
        "now": "" if row.stands_now is None else figures_text(_figures(row.stands_now), indicator, t),
        "method": one.method,
        "reason": one.reason,
        "who": actor_name(one.contested_by, t),
        "at": t.instant(one.contested_at),
        "ruling": ruling,
        "is_open": "yes" if one.is_open else "",
        "is_simulated": "yes" if row.stands_now is not None and row.stands_now.is_simulated else "",
    }


def _figures(one: CurrentObservation) -> Figures:
    return Figures(numerator=one.numerator, denominator=one.denominator, value=one.value)


def draw_contested(view: ContestsView, t: Text) -> None:
    """Below the head of an indicator: that values are contested; in the office both of each."""
    if said := st.session_state.pop(_SAID, None):
        st.html(render("notice", t, text=said))
    if view.open_periods:
        periods = t.joined([t.period(one) for one in sorted(view.open_periods)])
        st.html(render("contested", t, periods=periods, rows=[contest_texts(one, t) for one in view.open]))


def draw_contesting(
    view: ContestsView,
    indicator: Indicator,
    t: Text,
    *,
    area_id: str,
    database: Database,
    catalog: Catalog,
    actor: Actor,
) -> None:
    """At the foot of an indicator: rulings so far, the form to contest a value, the form to write a note."""
    if view.ruled:
        st.html(render("contests_ruled", t, rows=[contest_texts(one, t) for one in view.ruled]))
    if view.may_contest and view.values:
        with st.expander(t("Contest a value")):
            _draw_form(view, indicator, t, database=database, catalog=catalog, actor=actor)
    if view.may_write_note:
        with st.expander(t("Write a note or a break on the series")):
            _draw_note(indicator, area_id, t, database=database, catalog=catalog, actor=actor)


def _draw_form(
    view: ContestsView, indicator: Indicator, t: Text, *, database: Database, catalog: Catalog, actor: Actor
) -> None:
    st.html(render("contest_help", t))
    values = {one.period.key: one for one in view.values}
    key = st.selectbox(
        t("Period"),
        list(values),
        format_func=lambda one: f"{t.period(values[one].period)}: {figures_text(_figures(values[one]), indicator, t)}",
        key=f"{_FORM}-period",
        width=420,
    )
    with st.container(horizontal=True):
        for name, label in (
            ("numerator", t("Claimed numerator")),
            ("denominator", t("Claimed denominator")),
            ("value", t("Claimed value, if the counts are not known")),
        ):
            st.text_input(label, key=f"{_FORM}-{name}", width=280)
    draft_text(t, t("How it was worked out"), form=_draft("method", values[key]), actor=actor, height=80)
    draft_text(t, t("Why the value that stands is wrong"), form=_draft("reason", values[key]), actor=actor, height=80)
    st.button(
        t("Contest this value"),
        key="contest-send",
        on_click=partial(_contest, values[key], database=database, catalog=catalog, actor=actor, t=t),
    )


def _contest(stands: CurrentObservation, *, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    try:
        command = ContestValue(
            indicator_id=stands.indicator_id,
            area_id=stands.area_id,
            period=stands.period.key,
            claimed=Figures(
                numerator=_number(_typed(_FORM, "numerator")),
                denominator=_number(_typed(_FORM, "denominator")),
                value=_number(_typed(_FORM, "value")),
            ),
            method=typed(_draft("method", stands), actor).strip(),
            reason=typed(_draft("reason", stands), actor).strip(),
            stands_delivery_id=stands.delivery_id,
        )
        contest_value(database, catalog, command, actor=acting(actor), at=_now())
    except ClaimRefused as refused:
        reasons = "; ".join(problem_line(one, t) for one in refused.problems)
        st.session_state[_SAID] = f"{t.refusal(refused)} {reasons}"
        return
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    _empty(_FORM, "numerator", "denominator", "value")
    for name in ("method", "reason"):
        forget_draft(_draft(name, stands), actor)
    st.session_state[_SAID] = t("Contested. Both values stay visible until the analytics office rules.")


def _draw_note(
    indicator: Indicator, area_id: str, t: Text, *, database: Database, catalog: Catalog, actor: Actor
) -> None:
    st.html(render("note_help", t))
    st.text_input(t("Day (day/month/year)"), key=f"{_NOTE}-day", placeholder="15/03/2026", width=200)
    st.checkbox(t("It is a break: values before and after are not alike"), key=f"{_NOTE}-break")
    st.checkbox(t("For every area"), key=f"{_NOTE}-everywhere")
    draft_text(t, t("Note, in Spanish"), form=_note("es", indicator), actor=actor, height=80)
    draft_text(t, t("The same in English, if you wish"), form=_note("en", indicator), actor=actor, height=80)
    st.button(
        t("Write the note"),
        key="note-send",
        on_click=partial(_write, indicator, area_id, database=database, catalog=catalog, actor=actor, t=t),
    )


def _write(indicator: Indicator, area_id: str, *, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    spanish, english = (typed(_note(one, indicator), actor).strip() for one in ("es", "en"))
    try:
        if not spanish:
            raise Refusal("Write the note in Spanish.")  # noqa: TRY301 - said to the person like any other refusal
        command = WriteNote(
            indicator_id=indicator.indicator_id,
            area_id=None if st.session_state.get(f"{_NOTE}-everywhere") else area_id,
            happened_on=_day(_typed(_NOTE, "day")),
            is_break=bool(st.session_state.get(f"{_NOTE}-break")),
            text=Localized(es=spanish, en=english or spanish),
        )
        write_note(database, catalog, command, actor=acting(actor), at=_now())
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    _empty(_NOTE, "day")
    for one in ("es", "en"):
        forget_draft(_note(one, indicator), actor)
    st.session_state[_SAID] = t("The note is written. Verdicts follow a break from the next release on.")


def _draft(name: str, stands: CurrentObservation) -> str:
    """Name of a field of the form to contest, among all drafts."""
    return f"contest-{name} {stands.indicator_id} {stands.area_id}"


def _note(language: str, indicator: Indicator) -> str:
    """Name of a field of the form for notes, among all drafts."""
    return f"note-{language} {indicator.indicator_id}"


def _typed(form: str, name: str) -> str:
    return str(st.session_state.get(f"{form}-{name}") or "").strip()


def _empty(form: str, *names: str) -> None:
    for name in names:
        st.session_state[f"{form}-{name}"] = ""


def _number(text: str) -> float | None:
    """A number with a decimal comma or point; thousands are not separated."""
    if not text:
        return None
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Refusal("%(seen)s is not a number: write it without separating thousands.", seen=text)
    return found


def _day(text: str) -> date:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise Refusal("Write the day as day/month/year, such as 15/03/2026.")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
