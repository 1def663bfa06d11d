"""A release on whose control chart a signal stands."""

from __future__ import annotations

from datetime import date, datetime

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Verdict
from bahealth.assess.queries import latest_release
from bahealth.assess.verdict import SeriesInput, verdict
from bahealth.catalog.model import Level
from bahealth.store import Database
from tests.assess.example import TODAY, proportion

SINCE = date(2026, 3, 1)


def signalled(change: Change = Change.WORSENING, method: ChangeMethod = ChangeMethod.XMR) -> Verdict:
    """A verdict on a monthly share of the city, with such a change."""
    found = verdict(SeriesInput(indicator=proportion(), area_id="city", level=Level.CITY, as_of=TODAY))
    return found.model_copy(update={"change": ChangeVerdict(change=change, method=method, since=SINCE)})


def let_a_signal_stand(database: Database, indicator_id: str = "covered", change: Change = Change.WORSENING) -> None:
    """One more release, of a single verdict: that of the city, with a signal since March 2026."""
    body = signalled(change).model_copy(update={"indicator_id": indicator_id}).model_dump_json()
    at = datetime(2026, 11, 22)
    with database.writing() as con:
        last = latest_release(con)
        number = last.release_number + 1 if last else 1
        con.execute("INSERT INTO facts.verdict VALUES (?, ?, 'city', ?)", [number, indicator_id, body])
        con.execute(
            "INSERT INTO ops.release VALUES (?, ?, ?, 'somebody', ?, '1', '1', 1, 'x')", [number, at, at, at.date()]
        )
