"""Drawing the list of targets: what waits for the person, the count, and every target beside its value."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bahealth.assess.words import status_word
from bahealth.i18n import N_, Text
from bahealth.publish.disclosure import CITY
from bahealth.targets.model import Basis
from bahealth.ui import address, words
from bahealth.ui.html import render
from bahealth.ui.target_filters import open_target
from bahealth.ui.target_words import STAGES, asked_text, terms_text
from bahealth.ui.title import title_page
from bahealth.views.targets import (
    EVERY_AREA,
    TargetCounts,
    TargetLine,
    TargetsView,
    Task,
    Waiting,
)

_WAITING_SHOWN = 8
_TASKS = {
    Task.APPROVE: N_("Approve or return"),
    Task.CONFIRM: N_("Confirm or return"),
    Task.REVISE: N_("Returned to you: change it or leave it"),
}


def draw_targets(view: TargetsView, t: Text, *, top: DeltaGenerator) -> None:
    """What waits for the person, above the filters; the count and the list below them."""
    title_page(t("Targets"))
    with top:
        _draw_all_waiting(view, t)
    groups = [
        {
            "name": t.pick(group.department.name),
            "is_own": group.is_own,
            "rows": [line_texts(one, t) for one in group.lines],
            "bare": [line_texts(one, t) for one in group.bare],
        }
        for group in view.groups
    ]
    st.html(
        render(
            "targets_list",
            t,
            view=view,
            counts=_counts(view.counts, t),
            comunas=_comunas(view, t),
            groups=groups,
            has_areas=view.choice.area_id is None,
        )
    )


def _draw_all_waiting(view: TargetsView, t: Text) -> None:
    st.html(render("targets_waiting", t, count=len(view.waiting)))
    for place, one in enumerate(view.waiting[:_WAITING_SHOWN]):
        _draw_waiting(one, t, is_first=place == 0)
    if (more := len(view.waiting) - _WAITING_SHOWN) > 0:
        st.html(render("targets_more", t, text=t("and %(count)s more", count=t.number(more))))


def _draw_waiting(waiting: Waiting, t: Text, *, is_first: bool) -> None:
    line = waiting.line
    key = f"{line.indicator.indicator_id}-{line.area.area_id}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"waits-{key}"):
        st.html(render("targets_waits", t, **_waiting_texts(waiting, t)), width="stretch")
        name = t("Open")
        st.button(
            f"{name}: {t.pick(line.indicator.short_name)}, {line.area.name}",
            key=f"open-{key}",
            type="primary" if is_first else "secondary",
            on_click=partial(open_target, line.indicator.indicator_id, line.area.area_id),
        )


def _waiting_texts(waiting: Waiting, t: Text) -> dict[str, Any]:
    line = waiting.line
    state, indicator = line.state, line.indicator
    newest = state.steps[-1]
    before = terms_text(state.in_force, indicator, t) if state.in_force else t("no target")
    return {
        "task": t(_TASKS[waiting.task]),
        "name": t.pick(indicator.short_name),
        "area": line.area.name,
        "before": before,
        "after": terms_text(newest.terms, indicator, t),
        "is_loosening": bool(state.proposal and state.proposal.is_loosening),
        "reason": newest.reason,
        "who": words.actor_name(newest.by, t),
        "at": t.instant(newest.at),
    }


def _counts(counts: TargetCounts, t: Text) -> list[tuple[str, str]]:
    """Number and words, in the order of the line."""
    said = [
        (counts.with_target, t("with a target")),
        (counts.without, t("without a target")),
        (
            counts.awaits_head,
            t.plural("proposal waits for the head", "proposals wait for the head", counts.awaits_head),
        ),
        (
            counts.awaits_mayor,
            t.plural(
                "proposal waits for the mayor's office",
                "proposals wait for the mayor's office",
                counts.awaits_mayor,
            ),
        ),
        (
            counts.loosened,
            t.plural("target loosened within a year", "targets loosened within a year", counts.loosened),
        ),
        (counts.deviations, t.plural("accepted deviation", "accepted deviations", counts.deviations)),
    ]
    return [(t.number(number), text) for number, text in said]


def _comunas(view: TargetsView, t: Text) -> dict[str, str] | None:
    """What the comunas have besides the city, and where it stands; nothing when they have nothing."""
    counts = view.comunas
    if counts is None or not (counts.with_target or counts.awaits_head or counts.awaits_mayor or counts.deviations):
        return None
    said = [text for text in (f"{number} {word}" for number, word in _counts(counts, t)) if not text.startswith("0 ")]
    without = f"{t.number(counts.without)} {t('without a target')}"
    return {
        "said": t.joined([one for one in said if one != without]),
        "address": address.address(
            address.TARGETS, t.language, area=EVERY_AREA, departamento=view.choice.department_id
        ),
    }


def target_address(indicator_id: str, area_id: str, t: Text) -> str:
    """Where one target stands."""
    area = None if area_id == CITY else area_id
    return address.address(address.TARGETS, t.language, meta=indicator_id, area=area)


def line_texts(line: TargetLine, t: Text) -> dict[str, Any]:
    """What the cells of a row say."""
    verdict, indicator, target = line.verdict, line.indicator, line.state.in_force
    proposal = line.state.proposal
    return {
        "name": t.pick(indicator.short_name),
        "unit": t.pick(indicator.unit),
        "area": line.area.name,
        "address": target_address(indicator.indicator_id, line.area.area_id, t),
        "standing": verdict.standing.value if verdict else "no_verdict",
        "status": status_word(verdict.status, t) if verdict else "",
        "is_new": line.is_new,
        "value": words.value_text(verdict, indicator, t) if verdict else "",
        "interval": words.interval_text(verdict.lower, verdict.upper, indicator.decimals, t) if verdict else "",
        "period": t.period(verdict.period) if verdict and verdict.period else "",
        "target": asked_text(target.target_value, target.due_on, indicator, t) if target else "",
        "asked": t.number(line.asked_today, indicator.decimals) if line.asked_today is not None else "",
        "asked_then": asked_then(line, t),
        "stage": t(STAGES[proposal.stage]) if proposal else t("Returned") if line.was_returned else "",
        "proposed": terms_text(proposal.terms, indicator, t) if proposal else "",
        "badges": line_badges(line, t),
    }


def asked_then(line: TargetLine, t: Text) -> str:
    """What the path asked in the period of the value; nothing before the baseline ends."""
    period = line.verdict.period if line.verdict else None
    if line.asked_then is None or period is None:
        return ""
    return t(
        "%(value)s in %(period)s",
        value=t.number(line.asked_then, line.indicator.decimals),
        period=t.period(period),
    )


def line_badges(line: TargetLine, t: Text) -> list[str]:
    """Short marks beside the name of a target."""
    found: list[str] = []
    if line.verdict and line.verdict.is_simulated:
        found.append(t("Simulated"))
    if line.state.in_force and line.state.in_force.basis is Basis.DEMONSTRATION:
        found.append(t("Demonstration target"))
    if line.loosened_on:
        found.append(t("Target loosened on %(day)s", day=t.day(line.loosened_on)))
    if line.deviation:
        found.append(t("Deviation accepted until %(day)s", day=t.day(line.deviation.until_on)))
    return found
