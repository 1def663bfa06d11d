"""Drawing one target: where it stands, what is proposed, old and new course together, the form, and the history."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from bahealth.assess.words import sentence, status_word
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.course import Course, Part
from bahealth.charts.trend import Note, trend_rows
from bahealth.errors import Refusal
from bahealth.i18n import N_, Text
from bahealth.publish.disclosure import CITY
from bahealth.targets.model import Terms
from bahealth.ui import address, words
from bahealth.ui.html import render
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.target_form import begin_form, draw_form, is_touched, typed_terms
from bahealth.ui.target_mayor import draw_mayor
from bahealth.ui.target_outlook import outlook_html
from bahealth.ui.target_steps import draw_conflict, draw_decision, draw_propose
from bahealth.ui.target_words import STEPS, baseline_text, terms_text
from bahealth.ui.targets import asked_then, line_badges
from bahealth.ui.title import title_page
from bahealth.views.target import TargetView, outlook


def draw_target(view: TargetView, sender: Sender) -> None:
    """The page below its filters."""
    t, actor = sender.t, sender.actor
    name = t.pick(view.line.indicator.name)
    title_page(t("Target"), name, view.line.area.name)
    may_propose = "propose_target" in view.may
    is_conflict = may_propose and begin_form(view, actor)
    st.html(_head(view, t))
    draw_said(is_told=is_conflict)
    if is_conflict:
        draw_conflict(view, sender)
    elif view.line.state.proposal is not None:
        draw_decision(view, sender)
    chart = st.container()
    terms = _draw_form(view, sender, is_conflict=is_conflict) if may_propose else None
    with chart:
        _draw_chart(view, terms, t)
    draw_mayor(view, sender)
    st.html(render("target_history", t, steps=_history(view, t)))


def _draw_form(view: TargetView, sender: Sender, *, is_conflict: bool) -> Terms | None:
    """The form with what the past says beside it; the terms to draw, if they differ from what stands and can be."""
    t, actor, proposal = sender.t, sender.actor, view.line.state.proposal
    label = t("Propose a target") if proposal is None else t("Propose something else instead")
    is_open = proposal is None or is_conflict or is_touched(view, actor)
    key = "propose" if proposal is None else "propose-instead"  # by its key it would stay open after the proposal
    with st.expander(label, expanded=is_open, key=key):
        form, aside = st.columns([5, 4], gap="large")
        with form:
            draw_form(view, actor, t)
        terms = typed_terms(view, actor)
        problem: Refusal | None = None
        found = None
        try:
            found = outlook(view, terms, sender.catalog)
        except Refusal as refusal:
            problem = refusal
        with aside:
            st.html(outlook_html(view, found, problem, sender.catalog, t))
        if not is_conflict:
            draw_propose(view, sender)
    return terms if problem is None and is_touched(view, actor) else None


def _draw_chart(view: TargetView, terms: Terms | None, t: Text) -> None:
    line = view.line
    if not view.points or line.verdict is None:
        st.html(render("target_no_series", t))
        return
    indicator, months = line.indicator, view.points[-1].period_months
    notes = [Note(one.happened_on, t.pick(one.text), one.is_break) for one in view.notes]
    rows = trend_rows(view.points, line.verdict, notes, indicator, t, courses=courses(view, terms))
    st.html(render("section", t, title=t("Series and paths"), said=_paths_said(view, terms, t), name="paths"))
    theme = "dark" if st.context.theme.type == "dark" else "light"
    compiled = with_rows(
        spec("trend", t.language, theme, unit=t.pick(indicator.unit), axis=indicator.axis, months=months), rows
    )
    said = sentence(line.verdict, indicator, line.area.name, t)
    st.vega_lite_chart(pd.DataFrame(rows), compiled, theme=None, width="stretch", key="chart-target", alt=said)


_LINES = {
    Part.REPLACED: N_("dotted, the path replaced within the last year"),
    Part.IN_FORCE: N_("dashed, the path in force"),
    Part.PROPOSED: N_("whole, the path proposed"),
}


def _paths_said(view: TargetView, terms: Terms | None, t: Text) -> str:
    """How each path is drawn."""
    drawn = [t(_LINES[one.part]) for one in courses(view, terms)]
    return words.said_alone("; ".join(drawn)) + "." if drawn else t("No target is in force and none is proposed.")


def courses(view: TargetView, terms: Terms | None) -> list[Course]:
    """What is drawn, the oldest first: replaced within a year, in force, and proposed, which is what is being typed."""
    state = view.line.state
    proposed = terms or (state.proposal.terms if state.proposal else None)
    found = [
        (Part.REPLACED, state.replaced),
        (Part.IN_FORCE, state.in_force),
        (Part.PROPOSED, proposed),
    ]
    return [Course(part, one.trajectory) for part, one in found if one is not None]


def _head(view: TargetView, t: Text) -> str:
    line = view.line
    verdict, indicator, target = line.verdict, line.indicator, line.state.in_force
    area = None if line.area.area_id == CITY else line.area.area_id
    deviation = line.deviation
    return render(
        "target_head",
        t,
        name=t.pick(indicator.name),
        department=t.pick(line.department.short_name),
        area=line.area.name,
        said=sentence(verdict, indicator, line.area.name, t) if verdict else t("There is no release yet"),
        badges=line_badges(line, t),
        indicator=address.address(address.INDICATOR, t.language, indicador=indicator.indicator_id, area=area),
        standing=verdict.standing.value if verdict else "no_verdict",
        status=status_word(verdict.status, t) if verdict else "",
        is_new=line.is_new,
        figures=[one for one in _figures(view, t) if one[1]],
        has_target=target is not None,
        deviation={
            "until": t.day(deviation.until_on),
            "who": words.actor_name(deviation.accepted_by, t),
            "reason": deviation.reason,
        }
        if deviation
        else None,
    )


def _figures(view: TargetView, t: Text) -> list[tuple[str, str, str]]:
    line = view.line
    verdict, indicator, target = line.verdict, line.indicator, line.state.in_force
    decimals = indicator.decimals
    value = period = interval = ""
    if verdict and verdict.value is not None and verdict.period:
        value = t.number(verdict.value, decimals)
        interval = words.interval_text(verdict.lower, verdict.upper, decimals, t)
        period = t.period(verdict.period)
    asked = "" if line.asked_today is None else t.number(line.asked_today, decimals)
    return [
        (t("Value now"), value, f"{interval} · {period}" if interval else period),
        (t("The path asks today"), asked, asked_then(line, t)),
        (
            t("Target in force"),
            terms_text(target, indicator, t) if target else t("none"),
            t("from %(baseline)s", baseline=baseline_text(target, indicator, t)) if target else "",
        ),
        (
            t("Who decides"),
            t("the head, then the mayor's office") if view.needs_confirmation else t("the head of the department"),
            "",
        ),
    ]


def _history(view: TargetView, t: Text) -> list[dict[str, Any]]:
    """The steps, newest first, each with what was in force before it."""
    indicator = view.line.indicator
    return [
        {
            "step": t(STEPS[one.step]),
            "at": t.instant(one.at),
            "who": words.actor_name(one.by, t),
            "before": terms_text(before, indicator, t) if before else "",
            "after": terms_text(one.terms, indicator, t),
            "reason": one.reason,
            "is_loosening": one.is_loosening,
        }
        for one, before in reversed(list(zip(view.line.state.steps, view.before, strict=True)))
    ]
