"""What became of the stated chances of meeting targets, as one release knows it."""

from __future__ import annotations

from datetime import date

from bahealth.assess.calibration import Calibration
from bahealth.assess.kept import Come, kept
from bahealth.assess.queries import ReleaseRow, release_definitions
from bahealth.catalog.model import Catalog, Localized
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may_open_page
from bahealth.store import Database
from bahealth.views.model import chosen_release

NEWEST = 40  # forecasts that are listed


class CameRow(Frozen):
    """A chance that has come, with the names of what it was about."""

    come: Come
    indicator_id: str
    name: Localized
    unit: Localized
    decimals: int
    area_name: str


class CalibrationView(Frozen):
    """Everything that the page shows."""

    release: ReleaseRow
    calibration: Calibration
    waiting_count: int
    next_due_on: date | None
    rows: tuple[CameRow, ...]
    left_out_count: int


def calibration_view(database: Database, catalog: Catalog, actor: Actor) -> CalibrationView | None:
    """The scores as the newest release knows them; None before the first. Raises NotAllowed for residents."""
    check_may_open_page(actor, "calibration")
    with database.reading() as con:
        release = chosen_release(con, None)
        if release is None:
            return None
        found = kept(con, release_number=release.release_number)
        definitions = release_definitions(con, release_number=release.release_number)
    newest = sorted(found.come, key=lambda one: (one.stated.due_on, one.stated.release_number), reverse=True)
    rows = tuple(
        CameRow(
            come=one,
            indicator_id=one.stated.indicator_id,
            name=definitions[one.stated.indicator_id].short_name,
            unit=definitions[one.stated.indicator_id].unit,
            decimals=definitions[one.stated.indicator_id].decimals,
            area_name=catalog.area[one.stated.area_id].name,
        )
        for one in newest[:NEWEST]
    )
    return CalibrationView(
        release=release,
        calibration=found.calibration,
        waiting_count=found.waiting_count,
        next_due_on=found.next_due_on,
        rows=rows,
        left_out_count=len(newest) - len(rows),
    )
