"""The forms that let control limits begin again and take that back."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from bahealth.store import Database
from tests.assess.standing import let_a_signal_stand
from tests.pages.app import said


def _form() -> None:
    """A signal stands on a monthly series, and a decision may be in force."""
    from dataclasses import replace
    from datetime import date, datetime

    from bahealth.assess.rebasing.queries import rebasings_in_force
    from bahealth.i18n import Text
    from bahealth.ui.people import signed_in
    from bahealth.ui.rebasing import draw_rebasing
    from bahealth.ui.storehouse import catalog, database
    from bahealth.views.rebasing import RebasingView

    row = ("visits_per_1000", "city")
    with database().reading() as con:
        known = rebasings_in_force(con, cutoff_at=datetime(9999, 1, 1)).get(row)
    view = RebasingView(*row, None, date(2026, 3, 1), may_begin=True, may_undo=False)
    view = replace(view, in_force=known, may_undo=known is not None)
    draw_rebasing(view, Text("en"), database=database(), catalog=catalog(), actor=signed_in("indicator"))


def test_limits_begin_again_with_cause_and_evidence_and_are_taken_back(own_app: Path) -> None:
    database = Database(own_app)
    let_a_signal_stand(database, "visits_per_1000")
    database.close()
    app = AppTest.from_function(_form, default_timeout=60).run()
    app.button(key="rebasing-send").click().run()
    assert "limits begin again for nothing less" in said(app)
    app.text_area[0].set_value("Two teams more")
    app.text_area[1].set_value("Decree 12/2025")
    app.button(key="rebasing-send").click().run()
    assert "Recorded. Limits begin again with the next release." in said(app)
    assert "this machine let the control limits begin again on" in said(app)
    assert "Cause: Two teams more Evidence: Decree 12/2025" in said(app)
    app.text_area[2].set_value("Wrong month")
    app.button(key="rebasing-undo").click().run()
    assert "Taken back." in said(app)
    assert "Cause:" not in said(app)
