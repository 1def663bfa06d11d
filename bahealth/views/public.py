"""What public views leave out: small counts, and whatever they could be found from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from bahealth.assess.model import ComparedValue, Point, Verdict
from bahealth.assess.queries import release_definitions
from bahealth.catalog.model import Catalog
from bahealth.frozen import Frozen
from bahealth.publish.disclosure import CITY, Cell, Withheld, suppressed, withheld
from bahealth.store import Database, fetch


class _CountRow(Frozen):
    indicator_id: str
    area_id: str
    period_start: date
    period_months: int
    numerator: float | None
    denominator: float | None
    is_verdict: bool


@lru_cache(maxsize=8)
def withheld_in_release(database: Database, catalog: Catalog, release_number: int) -> Mapping[str, Withheld]:
    """What is left out by indicator; indicators of sources that are public already are not named."""
    with database.reading() as con:
        definitions = release_definitions(con, release_number=release_number)
        rows = fetch(con, _CountRow, "bahealth.views", "public_counts", release_number=release_number)
    thresholds = {one.indicator_id: catalog.source[one.source].disclosure_threshold for one in definitions.values()}
    cells: dict[str, list[Cell]] = {}
    for row in rows:
        if thresholds[row.indicator_id]:
            cells.setdefault(row.indicator_id, []).append(
                Cell(
                    area_id=row.area_id,
                    period_start=row.period_start,
                    period_months=row.period_months,
                    numerator=row.numerator,
                    denominator=row.denominator,
                    is_verdict=row.is_verdict,
                )
            )
    return {
        indicator_id: withheld(found, kind=definitions[indicator_id].kind, threshold=thresholds[indicator_id])
        for indicator_id, found in cells.items()
    }


def public_verdict(verdict: Verdict, hidden: Withheld) -> Verdict:
    """The verdict as the public may see it. The gap names comunas with their values: with a hidden one it goes too."""
    if verdict.area_id in hidden.verdicts:
        return suppressed(verdict)
    if not hidden.series:
        return verdict
    changes: dict[str, object] = {
        "gap": None,
        "inequality": None,
        "inequality_by_needs": None,
        "compared": public_comparison(verdict.compared, hidden),
    }
    if verdict.area_id in hidden.series:  # the slope is made from all of the series
        changes["change"] = verdict.change.model_copy(update={"long_trend": None})
    return verdict.model_copy(update=changes)


def public_comparison(compared: ComparedValue | None, hidden: Withheld) -> ComparedValue | None:
    """The value by which comunas are compared, without that of a hidden city beside it."""
    if compared is None or CITY not in hidden.verdicts:
        return compared
    return compared.model_copy(update={"city_value": None, "against_city": None})


def public_points(points: Iterable[Point], area_id: str, hidden: Withheld, *, threshold: int) -> tuple[Point, ...]:
    """The series as the public may see it; remarks that a department wrote beside its counts stay inside."""
    if area_id in hidden.series:
        return ()
    return tuple(one.model_copy(update={"note": None}) if threshold and one.note else one for one in points)
