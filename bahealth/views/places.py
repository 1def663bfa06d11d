"""Places side by side: each against the city over the same months, without ranks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bahealth.assess.comparison import Comparison
from bahealth.assess.intervals import point_from_counts
from bahealth.assess.model import ComparedValue, Point
from bahealth.catalog.model import Catalog, Indicator, Kind
from bahealth.catalog.periods import Period
from bahealth.frozen import Frozen
from bahealth.publish.disclosure import CITY
from bahealth.store import Cursor, fetch
from bahealth.views.model import scorecard_areas
from bahealth.views.scorecard import ScorecardRow

CENTRE = "centre-"


class PlaceOfCare(Frozen):
    """A centre or hospital as its newest record names it."""

    centre_id: str
    name: str
    kind: str
    comuna_id: str


class PlaceSum(Frozen):
    """Counts of one place over the newest twelve months, or fewer where it has fewer."""

    area_id: str
    first_month: date
    last_month: date
    month_count: int
    numerator: float
    denominator: float | None
    is_simulated: bool

    @property
    def period(self) -> Period:
        """The months in which counts of any place were added up."""
        first, last = self.first_month, self.last_month
        return Period(first, (last.year - first.year) * 12 + last.month - first.month + 1)


class Place(Frozen):
    """A comuna, centre or hospital with its value; `is_chosen` when the reader asked for it."""

    area_id: str
    name: str
    compared: ComparedValue | None
    is_chosen: bool = False


class PlacesView(Frozen):
    """Places in the order of their number or name, and the city over the same months."""

    places: tuple[Place, ...]
    city: ComparedValue | None
    is_simulated: bool

    @property
    def valued(self) -> tuple[ComparedValue, ...]:
        """Values of the places that have one."""
        return tuple(one.compared for one in self.places if one.compared is not None)


def places_of_care(con: Cursor) -> dict[str, PlaceOfCare]:
    """Centres and hospitals by their id."""
    return {one.centre_id: one for one in fetch(con, PlaceOfCare, "bahealth.views", "places_of_care")}


def place_sums(con: Cursor, *, indicator_id: str, cutoff_at: datetime) -> dict[str, PlaceSum]:
    """Counts over the newest twelve months known at a cut-off, by area."""
    rows = fetch(con, PlaceSum, "bahealth.views", "place_sums", indicator_id=indicator_id, cutoff_at=cutoff_at)
    return {one.area_id: one for one in rows}


def comunas_beside(
    catalog: Catalog, row: ScorecardRow, sums: Mapping[str, PlaceSum], *, chosen_id: str
) -> PlacesView | None:
    """The comunas in the order of their numbers; None without values.

    They stand as their verdicts compare them, but for a count, and where the sums of twelve months say more: months
    without anybody to count leave a comuna out of a comparison that wants every month.
    """
    values, city = {one.area_id: one.compared for one in row.comunas}, row.city
    summed, city_summed = _compared(row.indicator, sums, "comuna-")
    if row.indicator.kind is Kind.COUNT or _told(summed) > _told(values):
        values, city = summed, city_summed
    if not any(values.values()):
        return None
    return PlacesView(
        places=tuple(
            Place(
                area_id=area.area_id,
                name=area.name,
                compared=values.get(area.area_id),
                is_chosen=area.area_id == chosen_id,
            )
            for area in scorecard_areas(catalog)
            if area.area_id != CITY
        ),
        city=city,
        is_simulated=row.verdict.is_simulated,
    )


def centres_beside(
    indicator: Indicator,
    sums: Mapping[str, PlaceSum],
    known: Mapping[str, PlaceOfCare],
    *,
    comuna_id: str | None,
) -> PlacesView | None:
    """Centres or hospitals in the order of their names, those of one comuna when it is named; None without any.

    A place without a record keeps its id for a name, and stands in no comuna.
    """
    values, city = _compared(indicator, sums, CENTRE)
    places: list[Place] = []
    for area_id, value in values.items():
        own = known.get(area_id.removeprefix(CENTRE))
        if comuna_id is None or (own is not None and own.comuna_id == comuna_id):
            name = own.name if own else area_id.removeprefix(CENTRE)
            places.append(Place(area_id=area_id, name=name, compared=value))
    if not places:
        return None
    return PlacesView(
        places=tuple(sorted(places, key=lambda one: _natural(one.name))),
        city=city,
        is_simulated=any(one.is_simulated for area_id, one in sums.items() if area_id.startswith(CENTRE)),
    )


def _told(values: Mapping[str, ComparedValue | None]) -> tuple[int, int]:
    """How many can be compared with the city, and how many have a value at all."""
    found = [one for one in values.values() if one is not None]
    return sum(one.against_city is not None for one in found), len(found)


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts `CeSAC 2` before `CeSAC 10`."""
    words = name.casefold().split()
    return [(int(word), "") if word.isdigit() else (-1, word) for word in words]


def _compared(
    indicator: Indicator, sums: Mapping[str, PlaceSum], prefix: str
) -> tuple[dict[str, ComparedValue | None], ComparedValue | None]:
    """Values of the areas whose id begins with `prefix`, judged against the city's over the same months."""
    points = {area_id: point for area_id, one in sums.items() if (point := _point(indicator, one)) is not None}
    own = {area_id: point for area_id, point in points.items() if area_id.startswith(prefix)}
    beside = Comparison(indicator, own, points.get(CITY))
    return {area_id: beside.of_comuna(area_id) for area_id in own}, beside.of_city()


def _point(indicator: Indicator, one: PlaceSum) -> Point | None:
    counted = Point(
        period_start=one.period.start,
        period_months=one.period.months,
        value=0.0,
        numerator=one.numerator,
        denominator=one.denominator,
        is_simulated=one.is_simulated,
    )
    return point_from_counts(indicator, one.period, [counted])
