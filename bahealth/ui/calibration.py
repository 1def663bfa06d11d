"""Drawing what became of the stated chances: one sentence, the scores, five bins with counts, and each forecast."""

from __future__ import annotations

import streamlit as st

from bahealth.assess.calibration import WIDEN_FROM
from bahealth.i18n import Text
from bahealth.ui import address
from bahealth.ui.html import render
from bahealth.ui.title import title_page
from bahealth.views.calibration import CalibrationView, CameRow


def draw_calibration(view: CalibrationView | None, t: Text) -> None:
    """The page; a designed empty state before the first release, and another before any chance has come due."""
    if view is None:
        st.html(render("nothing_yet", t))
        return
    title_page(t("Do our forecasts come true?"))
    st.html(
        render(
            "calibration",
            t,
            view=view,
            said=_said(view, t),
            widened=_widened(view, t),
            figures=_figures(view, t),
            bins=_bins(view, t),
            rows=[_row(one, t) for one in view.rows],
        )
    )


def _said(view: CalibrationView, t: Text) -> str:
    """What the scores say, for people who do not know them."""
    found = view.calibration
    waiting = t.plural("One forecast waits for its date", "%(count)s forecasts wait for their date", view.waiting_count)
    if view.next_due_on is not None:
        waiting = t("%(waiting)s; the next is %(month)s", waiting=waiting, month=t.month(view.next_due_on))
    if not found.forecast_count or found.brier is None or found.base_rate_brier is None:
        return t("No forecast has come due yet. %(waiting)s.", waiting=waiting)
    came = t.plural("One forecast has come due", "%(count)s forecasts have come due", found.forecast_count)
    about = t.plural("of one row", "of %(count)s rows", found.row_count)
    if found.brier < found.base_rate_brier:
        worth = t("they said more than the usual share of met targets would have said")
    else:
        worth = t("they said no more than the usual share of met targets would have said")
    return t("%(came)s, %(about)s: %(worth)s. %(waiting)s.", came=came, about=about, worth=worth, waiting=waiting)


def _widened(view: CalibrationView, t: Text) -> str:
    found = view.calibration
    if found.widening > 1:
        return t(
            "The 80 %% limits held too seldom. Since the next release they are drawn %(factor)s times as wide, "
            "and the chances follow.",
            factor=t.number(found.widening, 1),
        )
    if found.limits_count < WIDEN_FROM:
        return t("From %(count)s forecasts on, limits that hold fewer than 70 %% are widened.", count=WIDEN_FROM)
    return t("The limits hold as they should, or nearly: they are not widened.")


def _figures(view: CalibrationView, t: Text) -> list[tuple[str, str, str]]:
    found = view.calibration
    if found.brier is None or found.base_rate_brier is None or found.base_rate is None or found.error is None:
        return []
    held = "–" if found.held_share is None else t.percent(found.held_share)
    return [
        (
            t("Brier score"),
            t.number(found.brier, 3),
            t("0 is perfect; always saying the usual share gives %(base)s", base=t.number(found.base_rate_brier, 3)),
        ),
        (t("Targets met"), t.percent(found.base_rate), ""),
        (t("Distance from what came"), t.percent(found.error), t("between the chance said and the share met")),
        (
            t("Inside the 80 % limits"),
            held,
            t.plural("of one forecast", "of %(count)s forecasts", found.limits_count),
        ),
    ]


def _bins(view: CalibrationView, t: Text) -> list[tuple[str, str, str, str]]:
    return [
        (
            t("%(low)s to %(high)s", low=t.percent(one.lower), high=t.percent(one.upper)),
            t.number(one.count),
            "–" if one.mean_probability is None else t.percent(one.mean_probability),
            "–" if one.met_share is None else t.percent(one.met_share),
        )
        for one in view.calibration.bins
    ]


def _row(one: CameRow, t: Text) -> dict[str, str]:
    stated, scored = one.come.stated, one.come.scored
    limits = "–"
    if stated.lower is not None and stated.upper is not None:
        limits = t(
            "%(low)s to %(high)s", low=t.number(stated.lower, one.decimals), high=t.number(stated.upper, one.decimals)
        )
    return {
        "name": t.pick(one.name),
        "address": address.address(address.INDICATOR, t.language, indicador=one.indicator_id, area=stated.area_id),
        "area": one.area_name,
        "period": t.period(stated.period),
        "release": t.number(stated.release_number),
        "chance": t.percent(stated.probability),
        "target": t.number(stated.target_value, one.decimals),
        "limits": limits,
        "came": t.number(scored.actual or 0.0, one.decimals),
        "met": t("met") if scored.is_met else t("missed"),
        "inside": "" if scored.is_inside is None else t("inside") if scored.is_inside else t("outside"),
    }
