"""The records behind, by count and never by person; and what is still to do before there are any."""

from __future__ import annotations

from typing import Any

from bahealth.i18n import Text
from bahealth.ui import address
from bahealth.ui.care_words import RECORD_KINDS
from bahealth.ui.html import Html, render
from bahealth.views.care import CareFigures, CareView


def records_part(figures: CareFigures, t: Text) -> dict[str, Any]:
    """What the release had read: each kind of record by count, and the measurement that used them."""
    return {
        "send": address.address(address.SEND, t.language),
        "said": _measured(figures, t),
        "rows": [
            {
                "name": t(RECORD_KINDS[one.record_kind]),
                "count": t.number(one.row_count),
                "replaced": t.number(one.replaced_count),
                "withdrawn": t.number(one.withdrawn_count),
                "deliveries": t.number(one.delivery_count),
                "newest": t.instant(one.accepted_at),
                "is_simulated": one.is_simulated,
                "address": address.address(address.SEND, t.language, fuente=f"records_{one.record_kind}"),
            }
            for one in figures.records
        ],
    }


def _measured(figures: CareFigures, t: Text) -> str:
    """When and from what the measures of this view were last made; empty when they never were."""
    if not figures.measurements:
        return ""
    newest = max(figures.measurements, key=lambda one: one.measured_at)
    run = [one for one in figures.measurements if one.measured_at == newest.measured_at]
    return t(
        "Last measured %(at)s with the deliveries up to %(read)s: visits from %(first)s to %(last)s, %(measures)s, "
        "%(changed)s.",
        at=t.instant(newest.measured_at),
        read=t.instant(newest.read_up_to or newest.measured_at),
        first=t.day(newest.observed_from),
        last=t.day(newest.observed_until),
        measures=t.plural("%(count)s measure", "%(count)s measures", len(run)),
        changed=t.plural(
            "%(count)s value new or changed", "%(count)s values new or changed", sum(one.changed_count for one in run)
        ),
    )


def steps_part(view: CareView, t: Text) -> Html | None:
    """Which step is still to do until the page shows what has arrived; None when it already does."""
    arrived, release = view.arrived, view.figures.release
    has_arrived = arrived.records_at is not None
    is_released = arrived.measured_at is not None and arrived.measured_at <= release.cutoff_at
    if not view.is_newest or (has_arrived and arrived.is_measured and is_released):
        return None
    if view.figures.has_breakdowns and not has_arrived:
        return None
    steps = [
        (
            t("Send the records"),
            has_arrived,
            t("Newest delivery: %(at)s", at=t.instant(arrived.records_at))
            if arrived.records_at
            else t("No births, visits or other records have arrived yet."),
            address.address(address.SEND, t.language),
            "",
        ),
        (
            t("Measure the records"),
            arrived.is_measured,
            t("Last measured: %(at)s", at=t.instant(arrived.measured_at))
            if arrived.measured_at
            else t("The records have not been measured yet."),
            address.address(address.SEND, t.language),
            "bahealth measure",
        ),
        (
            t("Make a release"),
            arrived.is_measured and is_released,
            t(
                "This page shows release %(number)s of %(at)s.",
                number=release.release_number,
                at=t.instant(release.cutoff_at),
            ),
            "",
            "bahealth release",
        ),
    ]
    names = ("name", "is_done", "said", "link", "command")
    has_figures = view.figures.has_breakdowns
    return render("care_steps", t, steps=[dict(zip(names, one, strict=True)) for one in steps], has_figures=has_figures)
