"""The form for terms: what is typed stays in the session, with the version of the target that it began from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Required, TypedDict

import streamlit as st

from bahealth.assess.model import Point
from bahealth.assess.trajectory import Milestone, Path
from bahealth.catalog.periods import Period
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.targets.model import Basis, Terms
from bahealth.targets.words import BASIS_WORDS, PATH_WORDS
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.target_words import PATH_MEANINGS
from bahealth.views.target import TargetView

_YEARS_AHEAD: Final = {12: 10, 3: 6, 1: 5}  # by length of a period in months
_YEARS_BACK: Final = 8
_MOST_MILESTONES: Final = 4
_YEARS_TO_REACH: Final = 2  # what an empty form begins with


def reason_form(view: TargetView) -> str:
    """Name of the field for why, among all drafts."""
    return f"target-reason {_about(view)}"


def begin_form(view: TargetView, actor: Actor) -> bool:
    """Fill an untouched form from what stands now; whether somebody else has changed the target under a touched one."""
    seen = _held(view, "seen")
    if seen is None or (seen != [view.line.state.version] and not is_touched(view, actor)):
        reset_form(view)
        st.session_state[_key(view, "seen")] = [view.line.state.version]
        st.session_state[_key(view, "base")] = _first_terms(view)
        return False
    return seen != [view.line.state.version]


def reset_form(view: TargetView) -> None:
    """Forget what was typed, except for the reason: the next drawing begins from what stands then."""
    turn = st.session_state.get(_turn(view), 0)
    st.session_state[_turn(view)] = turn + 1


def discard_form(view: TargetView, actor: Actor) -> None:
    """Forget what was typed, with its reason."""
    reset_form(view)
    forget_draft(reason_form(view), actor)


def seen_version(view: TargetView) -> str | None:
    """The version of the target from which the form began."""
    seen: list[str | None] = _held(view, "seen") or [view.line.state.version]
    return seen[0]


def is_touched(view: TargetView, actor: Actor) -> bool:
    """Whether the person has changed anything since the form began."""
    base: Terms | None = _held(view, "base")
    return base is not None and (
        bool(typed(reason_form(view), actor).strip())
        or typed_terms(view, actor).model_copy(update={"reason": base.reason}) != base
    )


def typed_terms(view: TargetView, actor: Actor) -> Terms:
    """The terms as they stand in the form; for callbacks too."""
    base: Terms = _held(view, "base") or _first_terms(view)
    path = Path(_held(view, "path") or base.path)
    count = int(_held(view, "count") or len(base.milestones) or 1)
    milestones = () if path is Path.STRAIGHT else tuple(_milestone(view, base, place) for place in range(count))
    value = _held(view, "value")
    return Terms(
        **_baseline(view, base),
        indicator_id=base.indicator_id,
        area_id=base.area_id,
        target_value=base.target_value if value is None else value,
        due_on=_held(view, "due") or base.due_on,
        path=path,
        milestones=milestones,
        basis=_held(view, "basis") or base.basis,
        reason=typed(reason_form(view), actor),
    )


def draw_form(view: TargetView, actor: Actor, t: Text) -> None:
    """The widgets, in the order in which a target is thought through."""
    base: Terms = _held(view, "base")
    decimals = view.line.indicator.decimals
    unit = t.pick(view.line.indicator.unit)
    with st.container(horizontal=True, vertical_alignment="bottom", key="terms-end"):
        _number(view, "value", base.target_value, t("Target (%(unit)s)", unit=unit), decimals)
        _day(_default(view, "due", base.due_on), _due_days(view, base), t("Due"), t)
    _draw_baseline(view, base, t)
    path = st.segmented_control(
        t("Path"),
        list(Path),
        required=True,
        format_func=lambda one: t(PATH_WORDS[one]),
        key=_default(view, "path", base.path),
        persist_state="session",
        wrap=True,
    )
    st.html(render("targets_more", t, text=t(PATH_MEANINGS[path or base.path])))
    if path is not Path.STRAIGHT:
        _draw_milestones(view, base, t)
    bases = [one for one in Basis if one is not Basis.DEMONSTRATION or one is base.basis]
    st.selectbox(
        t("Basis"),
        bases,
        format_func=lambda one: t(BASIS_WORDS[one]),
        key=_default(view, "basis", base.basis),
        width=320,
        persist_state="session",
    )
    draft_text(t, t("Why"), form=reason_form(view), actor=actor, height=110)


def _draw_baseline(view: TargetView, base: Terms, t: Text) -> None:
    """A period of the series with its value and interval; typed only where there is no series."""
    points = {one.period.key: one for one in reversed(view.points)}
    decimals = view.line.indicator.decimals

    def said(key: str) -> str:
        if key not in points:
            return t.period(Period.parse(key))
        one = points[key]
        value = f"{t.period(one.period)}: {t.number(one.value, decimals)}"
        if one.lower is None or one.upper is None:
            return value
        return f"{value} ({t.number(one.lower, decimals)}–{t.number(one.upper, decimals)})"

    keys = list(points) or [one.key for one in _past_periods(view)]
    if base.baseline not in keys:
        keys = [base.baseline, *keys]
    with st.container(horizontal=True, vertical_alignment="bottom", key="terms-baseline"):
        st.selectbox(
            t("Baseline, with its 95 % interval") if points else t("Baseline"),
            keys,
            format_func=said,
            key=_default(view, "baseline", base.baseline),
            width=320,
            persist_state="session",
        )
        if not points:
            _number(view, "baseline-value", base.baseline_value, t("Value at the baseline"), decimals)


def _draw_milestones(view: TargetView, base: Terms, t: Text) -> None:
    count = st.segmented_control(
        t("Milestones"),
        list(range(1, _MOST_MILESTONES + 1)),
        required=True,
        key=_default(view, "count", max(1, min(len(base.milestones), _MOST_MILESTONES))),
        persist_state="session",
    )
    for place in range(count or 1):
        first = _first_milestone(view, base, place)
        days = sorted({*_due_days(view, base), first.on})
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"terms-milestone-{place}"):
            name = t("Milestone %(number)s", number=t.number(place + 1))
            _day(_default(view, f"on-{place}", first.on), days, name, t)
            _number(view, f"asked-{place}", first.value, t("asks"), view.line.indicator.decimals)


def _number(view: TargetView, name: str, first: float, label: str, decimals: int) -> None:
    st.number_input(
        label,
        min_value=0.0,
        step=10.0**-decimals,
        format=f"%.{decimals}f",
        key=_default(view, name, float(first)),
        width=220,
        persist_state="session",
    )


def _day(key: str, days: Sequence[date], label: str, t: Text) -> None:
    """The last days of periods, by their month: nothing else can be judged."""
    st.selectbox(label, list(days), format_func=t.short_month, key=key, width=160, persist_state="session")


def _due_days(view: TargetView, base: Terms) -> list[date]:
    months = view.line.indicator.frequency.months
    running = Period(date(view.on.year, (view.on.month - 1) // months * months + 1, 1), months)
    ahead = {running.shifted(place).end for place in range(_YEARS_AHEAD[months] * 12 // months)}
    return sorted(ahead | {base.due_on})


def _past_periods(view: TargetView) -> list[Period]:
    months = view.line.indicator.frequency.months
    running = Period(date(view.on.year, (view.on.month - 1) // months * months + 1, 1), months)
    return [running.shifted(-place) for place in range(1, _YEARS_BACK + 1)]


def _first_terms(view: TargetView) -> Terms:
    """What an untouched form says: the open proposal; else the newest value, with the end of the target in force."""
    state, indicator = view.line.state, view.line.indicator
    if state.proposal is not None:
        return state.proposal.terms
    newest = view.points[-1] if view.points else None
    value = 0.0 if newest is None else newest.value
    past = _past_periods(view)[0]
    due = date(view.on.year + _YEARS_TO_REACH, 12, 31)
    in_force = state.in_force
    return Terms(
        indicator_id=indicator.indicator_id,
        area_id=view.line.area.area_id,
        **(_of_point(newest) if newest else _Start(baseline=past.key, baseline_value=value)),
        target_value=in_force.target_value if in_force else round(value, indicator.decimals),
        due_on=in_force.due_on if in_force and in_force.due_on > (newest.period.end if newest else past.end) else due,
        basis=in_force.basis if in_force else Basis.HISTORY,
        reason="",
    )


class _Start(TypedDict, total=False):
    baseline: Required[str]
    baseline_value: Required[float]
    baseline_lower: float | None
    baseline_upper: float | None


def _of_point(point: Point) -> _Start:
    return _Start(
        baseline=point.period.key, baseline_value=point.value, baseline_lower=point.lower, baseline_upper=point.upper
    )


def _baseline(view: TargetView, base: Terms) -> _Start:
    """The chosen baseline with what the series says of it."""
    chosen = _held(view, "baseline") or base.baseline
    point = next((one for one in view.points if one.period.key == chosen), None)
    if chosen != base.baseline and point is not None:
        return _of_point(point)
    value = _held(view, "baseline-value")
    return _Start(
        baseline=chosen,
        baseline_value=base.baseline_value if value is None else value,
        baseline_lower=base.baseline_lower,
        baseline_upper=base.baseline_upper,
    )


def _milestone(view: TargetView, base: Terms, place: int) -> Milestone:
    first = _first_milestone(view, base, place)
    value = _held(view, f"asked-{place}")
    return Milestone(on=_held(view, f"on-{place}") or first.on, value=first.value if value is None else value)


def _first_milestone(view: TargetView, base: Terms, place: int) -> Milestone:
    """The milestone of the proposal, else a period end on the straight path, evenly spaced."""
    if place < len(base.milestones):
        return base.milestones[place]
    straight = base.model_copy(update={"path": Path.STRAIGHT, "milestones": ()}).trajectory
    days = [one for one in _due_days(view, base) if straight.baseline_on < one < base.due_on] or [view.on]
    on = days[min(len(days) - 1, (place + 1) * len(days) // (_MOST_MILESTONES + 1))]
    asked = straight.asked_on(on)
    return Milestone(on=on, value=round(base.baseline_value if asked is None else asked, view.line.indicator.decimals))


def _default(view: TargetView, name: str, value: object) -> str:
    """Key of a widget that begins with `value`."""
    key = _key(view, name)
    st.session_state.setdefault(key, value)
    return key


def _held(view: TargetView, name: str) -> Any:
    return st.session_state.get(_key(view, name))


def _about(view: TargetView) -> str:
    return f"{view.line.indicator.indicator_id} {view.line.area.area_id}"


def _key(view: TargetView, name: str) -> str:
    return f"terms {view.viewer} {_about(view)} {st.session_state.get(_turn(view), 0)} {name}"


def _turn(view: TargetView) -> str:
    return f"terms-turn {view.viewer} {_about(view)}"
