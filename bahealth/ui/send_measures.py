"""Measuring from the page for sending data: what waits, the button, how far it is, and what has changed."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.measure.commands import MeasuresRun, RunMeasures, run_measures
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.html import Html, render
from bahealth.ui.people import acting
from bahealth.views.care import Arrived

_SAID = "measures-said"


def draw_measuring(arrived: Arrived, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """What has been measured, and the button that measures the rest; nothing before the first records."""
    said = st.session_state.pop(_SAID, None)
    if arrived.records_at is None:
        return
    st.html(render("send_measuring", t, waits=not arrived.is_measured, now=_state(arrived, t)))
    kind = "secondary" if arrived.is_measured else "primary"
    if st.button(t("Measure now"), key="measure", type=kind):
        st.session_state[_SAID] = _measured(database, catalog, actor, t)
        st.rerun()
    if said:
        st.html(said)


def _state(arrived: Arrived, t: Text) -> str:
    if arrived.is_measured and arrived.measured_at:
        return t("Everything that has arrived was measured: %(at)s.", at=t.instant(arrived.measured_at))
    at = t.instant(arrived.records_at) if arrived.records_at else ""
    return t("Records that arrived up to %(at)s have not been measured yet.", at=at)


def _measured(database: Database, catalog: Catalog, actor: Actor, t: Text) -> Html:
    """Measure while a bar says how far it is; what to say when it is done."""
    bar = st.progress(0.0, text=t("Measuring. The figures on the pages do not change meanwhile."))
    at = datetime.now(UTC).replace(tzinfo=None)

    def show(done: int, total: int) -> None:
        bar.progress(done / total, text=t("Measuring: %(done)s of %(total)s measures", done=done, total=total))

    try:
        run = run_measures(database, catalog, RunMeasures(), actor=acting(actor), at=at, progress=show)
    except Refusal as refusal:
        return render("notice", t, text=t.refusal(refusal))
    return _told(run, catalog, t)


def _told(run: MeasuresRun, catalog: Catalog, t: Text) -> Html:
    """What a run changed, by indicator; distributions together, because they follow their indicators."""
    changed = {name: count for name, count in run.changed_counts.items() if count}
    rows = [
        (t.pick(catalog.indicator[name].short_name), t.number(run.month_counts[name]), t.number(count))
        for name, count in changed.items()
        if name in catalog.indicator
    ]
    if spread := [name for name in changed if name not in catalog.indicator]:
        months = max(run.month_counts[name] for name in spread)
        rows.append((t("Distributions"), t.number(months), t.number(sum(changed[name] for name in spread))))
    return render("send_measured", t, rows=rows, changed=t.number(sum(changed.values())))
