"""Drawing one indicator: the sentence first, then series, comunas, definition and the rows behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from textwrap import shorten
from typing import Any

import pandas as pd
import streamlit as st

from bahealth.assess.model import ComparedValue, Verdict
from bahealth.assess.words import assurance_words, method_word, reading, sentence, status_word
from bahealth.catalog.model import Area, Catalog, Direction, Frequency, Indicator, Kind
from bahealth.catalog.places import comuna_label_points
from bahealth.charts.compile import Kind as ChartKind
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.comuna_intervals import comuna_interval_rows
from bahealth.charts.comuna_map import comuna_map_rows
from bahealth.charts.course import Course, Part
from bahealth.charts.funnel import funnel_rows
from bahealth.charts.trend import Note, trend_rows
from bahealth.config import settings
from bahealth.convene.follow_up.queries import Mark
from bahealth.convene.words import outcome_word
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.people.model import Actor
from bahealth.publish.disclosure import CITY
from bahealth.ui import address, words
from bahealth.ui.choices import in_address
from bahealth.ui.contests import draw_contested
from bahealth.ui.filters import choose_area
from bahealth.ui.html import Html, kept, render
from bahealth.ui.session_words import OUTCOME_MARKS
from bahealth.ui.title import title_page
from bahealth.views.contests import ContestsView
from bahealth.views.indicator import IndicatorChoice, IndicatorView, indicator_choices
from bahealth.views.model import SCORECARD_LEVELS

_MAP, _CRUDE, _SMOOTHED = "mapa", "observado", "modelado"
_MARK = 36  # letters of a promise that fit beside its day on the series; below the chart it stands in full
_DIRECTIONS = {
    Direction.HIGHER: N_("higher is better"),
    Direction.LOWER: N_("lower is better"),
    Direction.NEUTRAL: N_("neither way is better"),
}
_FREQUENCIES = {
    Frequency.MONTH: N_("every month"),
    Frequency.QUARTER: N_("every quarter"),
    Frequency.YEAR: N_("every year"),
}
_KINDS = {
    Kind.PROPORTION: N_("proportion"),
    Kind.RATE: N_("rate"),
    Kind.RATIO: N_("ratio"),
    Kind.COUNT: N_("count"),
    Kind.MEAN: N_("mean"),
}


def indicator_filters(t: Text, catalog: Catalog, actor: Actor) -> IndicatorChoice:
    """The reader's choices, from widgets that stand in the address."""
    names = {one.indicator_id: t.pick(one.short_name) for one in indicator_choices(catalog, actor)}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        indicator_id = in_address(
            "indicador",
            lambda: st.selectbox(t("Indicator"), names, format_func=names.__getitem__, key="indicador", width=420),
            allowed=names,
            default=next(iter(names)),
        )
        area_id = choose_area(t, catalog)
    return IndicatorChoice(indicator_id=indicator_id, area_id=area_id)


def draw_indicator(
    view: IndicatorView | None, t: Text, *, contests: ContestsView | None = None, marks: Sequence[Mark] = ()
) -> None:
    """The page below its filters, contested values below its head; a designed empty state before the first release.

    `marks`: what was promised about the series and done; each stands on it at its day.
    """
    if view is None:
        st.html(render("nothing_yet", t))
        return
    title_page(t.pick(view.indicator.name), view.area.name)
    st.html(_head(view, t))
    if contests is not None:
        draw_contested(contests, t)
    unit = t.pick(view.indicator.unit)
    if view.points:
        months = view.points[-1].period_months
        rows = _trend_rows(view, t, marks=marks)
        _chart("trend", rows, t, _said(view, t), unit=unit, axis=view.indicator.axis, months=months)
    if marks:
        st.html(render("series_marks", t, rows=[_mark(one, t) for one in marks]))
    compared = [one.verdict.compared for one in view.comunas if one.verdict.compared is not None]
    if len(compared) > 1:
        _draw_comunas(view, compared, unit, t)
    st.html(_behind(view, t))


def _draw_comunas(view: IndicatorView, compared: list[ComparedValue], unit: str, t: Text) -> None:
    said = words.comparison_text(compared, t) + "."
    for found in (view.city.inequality, view.city.inequality_by_needs):
        if found is not None:
            said += " " + words.inequality_text(found, view.indicator, t)
    explained = t(
        "Coloured only where the 99.8 % interval (thin line) leaves the city out: if all were alike, some "
        "comuna would be coloured by luck in no more than 3 of 100 comparisons."
    )
    st.html(_section(view, t, title=t("By comuna"), said=f"{said} {explained}", name="comunas"))
    areas = {one.area.area_id: one.area for one in view.comunas}
    verdicts = [one.verdict for one in view.comunas]
    map_column, interval_column = st.columns([5, 6], gap="large")
    with map_column:
        _draw_map(view, verdicts, areas, said, t)
    with interval_column:
        rows = comuna_interval_rows(verdicts, view.city, areas, view.indicator, t)
        named = t("Comunas with their intervals. %(sentence)s", sentence=said)
        _chart("comuna_intervals", rows, t, named, unit=unit, axis=view.indicator.axis)
    if rows := funnel_rows(verdicts, areas, view.indicator, t):
        explained = t(
            "Outside the outer lines a comuna differs by more than its size and the spread common to all explain, "
            "so fewer may stand out here than on the map."
        )
        if missing := len(compared) - sum(1 for row in rows if row["layer"] == "area"):
            explained += " " + t.plural(
                "%(count)s comuna is not drawn: its source gives no counts.",
                "%(count)s comunas are not drawn: their source gives no counts.",
                missing,
            )
        st.html(_section(view, t, title=t("Value against size"), said=explained, name="funnel"))
        size = t.pick(view.indicator.denominator) if view.indicator.denominator else ""
        _chart("funnel", rows, t, explained, unit=unit, axis=view.indicator.axis, size_title=size)


def _draw_map(view: IndicatorView, verdicts: list[Verdict], areas: Mapping[str, Area], said: str, t: Text) -> None:
    """The map, smoothed where the reader asks for it; the crude values stand beside it whatever is chosen."""
    smoothed = view.smoothed if view.smoothed and _chosen_map(t) == _SMOOTHED else None
    is_neutral = view.indicator.direction is Direction.NEUTRAL
    points = comuna_label_points(settings().data)
    rows = comuna_map_rows(verdicts, areas, points, view.indicator, t, smoothed=smoothed)
    named = t("Map of the comunas. %(sentence)s", sentence=said)
    if smoothed is not None:
        marked = t(
            "Modelled values (≈): each comuna is drawn towards all comunas together, the more so the fewer people it "
            "has (Marshall). They describe and judge nothing: colours are those of the observed values, which stand "
            "in the chart with intervals."
        )
        st.html(render("notice", t, text=marked))
        named = f"{named} {marked}"
    _chart("comuna_map", rows, t, named, is_neutral=is_neutral, is_smoothed=smoothed is not None)


def _chosen_map(t: Text) -> str:
    names = {_CRUDE: t("Observed"), _SMOOTHED: t("Modelled")}

    def draw() -> str:
        label = t("Values on the map")
        return st.segmented_control(label, names, required=True, format_func=names.__getitem__, key=_MAP) or _CRUDE

    return in_address(_MAP, draw, allowed=names, default=_CRUDE)


def _section(view: IndicatorView, t: Text, *, title: str, said: str, name: str) -> Html:
    return render("section", t, title=title, said=said, name=name, is_simulated=view.has_simulated)


def _chart(kind: ChartKind, rows: Sequence[dict[str, Any]], t: Text, said: str, **options: Any) -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    compiled = with_rows(spec(kind, t.language, theme, **options), rows)
    st.vega_lite_chart(pd.DataFrame(rows), compiled, theme=None, width="stretch", key=f"chart-{kind}", alt=said)


def _said(view: IndicatorView, t: Text) -> str:
    return sentence(view.verdict, view.indicator, view.area.name, t)


def _mark(done: Mark, t: Text) -> dict[str, str]:
    return {
        "address": address.address(address.COMMITMENTS, t.language, compromiso=done.commitment_id),
        "text": done.text,
        "day": t.day(done.done_on),
        "outcome": outcome_word(done.outcome, t) if done.outcome else t("Not judged yet"),
        "mark": OUTCOME_MARKS[done.outcome] if done.outcome else "steady",
    }


def _trend_rows(view: IndicatorView, t: Text, *, marks: Sequence[Mark] = ()) -> list[dict[str, Any]]:
    notes = [Note(one.happened_on, t.pick(one.text), one.is_break) for one in view.notes]
    notes += [Note(one.done_on, t("Done: %(what)s", what=shorten(one.text, _MARK, placeholder="…"))) for one in marks]
    return trend_rows(view.points, view.verdict, notes, view.indicator, t, courses=_courses(view))


def _courses(view: IndicatorView) -> list[Course]:
    """The course of the target in force and, within a year, the one before it."""
    if view.verdict.target is None:
        return []
    replaced = [Course(Part.REPLACED, view.replaced)] if view.replaced else []
    return [*replaced, Course(Part.IN_FORCE, view.verdict.target.goal.trajectory)]


@lru_cache(maxsize=256)
def _head(view: IndicatorView, t: Text) -> Html:
    verdict, indicator = view.verdict, view.indicator
    change, since = words.change_texts(verdict, t)
    target, chance = words.target_texts(verdict, indicator, t)
    value = "" if verdict.value is None else t.measured(verdict.value, indicator.decimals, indicator.unit)
    interval = words.interval_text(verdict.lower, verdict.upper, indicator.decimals, t)
    figures = [
        (t("Value"), value, interval),
        (t("Period"), t.period(verdict.period) if verdict.period else "", words.age_text(verdict, t)),
        (t("Change"), change, since),
        (t("Target"), target, chance),
    ]
    if verdict.change.long_trend is not None:
        figures.append((t("Trend of all years"), *words.long_trend_texts(verdict.change.long_trend, indicator, t)))
    if verdict.target is not None and verdict.target.assurance is not None:
        figures.append((t("Process"), *assurance_words(verdict.target.assurance, t)))
    page = address.PUBLIC_SCORECARD if view.is_public else address.SCORECARD
    area = None if view.area.area_id == CITY else view.area.area_id
    return render(
        "indicator_head",
        t,
        view=view,
        back=address.address(page, t.language, area=area),
        theme=words.theme_name(indicator.group, t),
        said=words.said_alone(reading(verdict, indicator, t)),
        badges=words.badges(verdict, t),
        standing=verdict.standing.value,
        status=status_word(verdict.status, t),
        figures=[one for one in figures if one[1]],
        target=_target_address(view, t),
    )


def _target_address(view: IndicatorView, t: Text) -> str:
    """Where the target is proposed and its history stands; nothing for the public and where no target can be."""
    is_judged = view.indicator.direction is not Direction.NEUTRAL and view.area.level in view.indicator.levels
    if view.is_public or not is_judged or view.area.level not in SCORECARD_LEVELS:
        return ""
    area = None if view.area.area_id == CITY else view.area.area_id
    return address.address(address.TARGETS, t.language, meta=view.indicator.indicator_id, area=area)


@lru_cache(maxsize=256)
def _behind(view: IndicatorView, t: Text) -> Html:
    decimals = view.indicator.decimals
    rows = [
        (
            t.period(point.period),
            t.number(point.value, decimals),
            words.interval_text(point.lower, point.upper, decimals, t),
            "" if point.numerator is None else t.number(point.numerator),
            "" if point.denominator is None else t.number(point.denominator),
            point.note or "",
        )
        for point in reversed(view.points)
    ]
    heads = [t("Period"), t("Value"), t("95 % interval"), t("Numerator"), t("Denominator"), t("Note")]
    releases, history = _history(view, t)
    revised = sum(1 for row in history for cell in row["cells"] if cell["is_revised"])
    html = render(
        "indicator_behind",
        t,
        view=view,
        definition=_definition(view, t),
        row_heads=heads,
        rows=rows,
        history=history,
        history_releases=releases,
        history_sentence=t.plural(
            "One value was revised between releases.", "%(count)s values were revised between releases.", revised
        )
        if revised
        else t("No value was revised between releases."),
    )
    return kept(html)


def _history(view: IndicatorView, t: Text) -> tuple[list[str], list[dict[str, Any]]]:
    """Releases across, periods down; a value is revised when the release before gave another."""
    releases = {one.release_number: one for one in view.history}
    numbers = sorted(releases)
    by_period: dict[Any, dict[int, float]] = {}
    for one in view.history:
        by_period.setdefault(one.period, {})[one.release_number] = one.value
    rows: list[dict[str, Any]] = []
    for period in sorted(by_period, reverse=True):
        cells: list[dict[str, Any]] = []
        before: str | None = None
        for number in numbers:
            value = by_period[period].get(number)
            text = "" if value is None else t.number(value, view.indicator.decimals)
            cells.append({"text": text or "–", "is_revised": bool(text and before and text != before)})
            before = text or before
        rows.append({"period": t.period(period), "cells": cells})
    heads = [f"{t('Release %(number)s', number=one)} ({t.day(releases[one].released_at.date())})" for one in numbers]
    return heads, rows


def _definition(view: IndicatorView, t: Text) -> list[tuple[str, str]]:
    one: Indicator = view.indicator
    card = [
        (t("What it is"), t.pick(one.description)),
        (t("Why it matters"), t.pick(one.why)),
        (t("Numerator"), t.pick(one.numerator)),
    ]
    if one.denominator:
        card.append((t("Denominator"), t.pick(one.denominator)))
    card += [
        (t("Unit and kind"), f"{t.pick(one.unit)}; {t(_KINDS[one.kind])}; {t(_DIRECTIONS[one.direction])}"),
        (t("Interval"), method_word(view.verdict.interval_method, t)),
        (t("What could get worse when this is pushed"), t.pick(view.rebound.name)),
        (t("Source"), f"{t.pick(view.source.name)}; {view.source.publisher}; {view.source.licence}"),
        (
            t("How often and how late"),
            t(_FREQUENCIES[one.frequency])
            + "; "
            + t.plural(
                "expected %(count)s month after the period",
                "expected %(count)s months after the period",
                one.lag_months,
            ),
        ),
        (t("Department that answers"), t.pick(view.department.name)),
        (t("Steward"), t.pick(one.steward)),
        (t("Reviewed"), f"{t.day(one.reviewed_on)}{NO_BREAK_SPACE}→ {t.day(one.review_on)}"),
    ]
    if one.note:
        card.append((t("Note"), t.pick(one.note)))
    return card
