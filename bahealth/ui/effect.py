"""Drawing the answer to a stated change of a site: the sentence, the statement, the charts, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from bahealth.assess.effect.model import FromComparison
from bahealth.assess.effect.words import (
    absence,
    answer,
    apart_text,
    cannot_tell,
    cautions,
    per_period_text,
    permutation_text,
)
from bahealth.charts.compile import Kind, spec, with_rows
from bahealth.charts.effect import course_rows, exchange_rows, gap_rows
from bahealth.i18n import Text
from bahealth.ui.effect_form import draw_statement, draw_withdrawal
from bahealth.ui.effect_words import (
    CHOSEN,
    decision_cells,
    figures,
    list_cells,
    month_cells,
    stated_cells,
    title_of,
)
from bahealth.ui.html import render
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.title import title_page
from bahealth.views.effect import EffectRow, EffectView


def asked_expectation() -> str | None:
    """The statement that the address names."""
    return st.query_params.get(CHOSEN)


def draw_effect(view: EffectView, sender: Sender) -> None:
    """The page; a designed empty state before anything was stated."""
    t = sender.t
    draw_said()
    if view.chosen is None:
        title_page(t("Did it help?"))
        said = t(
            "When a health centre opens, closes or moves: what it changed in an indicator, held against what somebody "
            "expected of it. First say what you expect; then the page shows what the figures say."
        )
        st.html(render("effect_head", t, title=t("Nothing has been stated yet"), said=said, **_NOTHING))
    else:
        _draw_one(view.chosen, view, t)
    rows = [list_cells(one, t) for one in (*view.rows, *view.withdrawn)]
    st.html(render("effect_list", t, rows=rows))
    if view.indicators:
        with st.expander(t("State what a change is expected to do"), expanded=not rows):
            draw_statement(view, sender)
    if view.chosen is not None and view.chosen.may_withdraw:
        with st.expander(t("Take this statement back")):
            draw_withdrawal(view.chosen, sender)


_NOTHING: dict[str, Any] = {"more": [], "stated": [], "decision": None, "is_simulated": False, "is_late": False}


def _draw_one(row: EffectRow, view: EffectView, t: Text) -> None:
    title = title_of(row.expectation, t)
    title_page(title)
    found = row.estimate.found
    more = [per_period_text(found, row.indicator, t)] if found is not None else []
    if found is not None and row.estimate.no_comparison is not None:
        more.append(absence(row.estimate.no_comparison, t) + " " + t("Only the own past speaks."))
    st.html(
        render(
            "effect_head",
            t,
            title=title,
            said=answer(row.estimate, row.expectation, row.indicator, row.area_names, t),
            more=more,
            stated=stated_cells(row, view, t),
            decision=decision_cells(row.decision, t),
            is_simulated=any(one.value == "simulated" for one in row.estimate.cautions),
            is_late=row.expectation.is_late,
        )
    )
    if row.estimate.course:
        _draw_charts(row, view, t)
        st.html(
            render(
                "effect_foot",
                t,
                figures=figures(row, t),
                cautions=cautions(row.estimate, t),
                cannot_tell=cannot_tell(t),
                months=month_cells(row.estimate.course, row.indicator, t),
            )
        )


def _draw_charts(row: EffectRow, view: EffectView, t: Text) -> None:
    course, indicator = row.estimate.course, row.indicator
    unit, months = t.pick(indicator.unit), course[0].months
    said = t(
        "Dots: what was seen. Broken line: what would have been, from how things went before; the band holds that "
        "course with 95 % certainty. Hollow dots are left out."
    )
    st.html(render("section", t, title=t("The course, with and without the change"), said=said, name="course"))
    _chart("effect_course", course_rows(course, indicator, t), t, said, unit=unit, months=months)
    if row.estimate.comparison is not None:
        _draw_comparison(row.estimate.comparison, row, view, t)


def _draw_comparison(one: FromComparison, row: EffectRow, view: EffectView, t: Text) -> None:
    course, indicator = row.estimate.course, row.indicator
    said = apart_text(one, indicator, t) + " "
    said += t("If nothing had happened, 95 of 100 months would lie in the band.")
    st.html(render("section", t, title=t("Distance from the untouched areas"), said=said, name="gap"))
    _chart("effect_gap", gap_rows(course, one, indicator, t), t, said, unit=_gap_unit(row, t), months=course[0].months)
    said = permutation_text(one, t) + " "
    said += t("Bars are in standard errors, so that large and small areas compare.")
    st.html(render("section", t, title=t("The same sum for every area"), said=said, name="exchange"))
    rows = exchange_rows(row.estimate, view.names, indicator, t)
    _chart("effect_exchange", rows, t, said)


def _gap_unit(row: EffectRow, t: Text) -> str:
    return t("points") if row.indicator.kind.value == "proportion" else "%"


def _chart(kind: Kind, rows: Sequence[dict[str, Any]], t: Text, said: str, **options: Any) -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    compiled = with_rows(spec(kind, t.language, theme, **options), rows)
    st.vega_lite_chart(pd.DataFrame(rows), compiled, theme=None, width="stretch", key=f"chart-{kind}", alt=said)
