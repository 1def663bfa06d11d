"""Child health, maternal health, emergency and visits: verdicts, distributions, places, and the records behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bahealth.assess.queries import ReleaseRow, latest_release
from bahealth.catalog.model import Area, Catalog
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.publish.disclosure import CITY
from bahealth.store import Cursor, Database, fetch
from bahealth.views.breakdowns import (
    ED_CLASSES,
    PRENATAL_VISITS,
    TIMES_A_YEAR,
    TRIAGE,
    BirthdayDistribution,
    Cohort,
    Distribution,
    KindMonths,
    PartRow,
    birth_cohorts,
    by_schedule,
    distribution,
    kinds_by_month,
    numbers_to,
    parts_known,
)
from bahealth.views.places import CENTRE, PlacesView, centres_beside, comunas_beside, place_sums, places_of_care
from bahealth.views.scorecard import ScorecardChoice, ScorecardRow, scorecard_view

PACKAGE: Final = "bahealth.views"
WEEKS_OF_A_YEAR: Final = 52
WEEKS_OF_PREGNANCY: Final = 40


class CareTheme(StrEnum):
    """The four views, by the word that stands in the address."""

    CHILD = "infancia"
    MATERNAL = "maternidad"
    EMERGENCY = "guardia"
    VISITS = "consultas"


INDICATORS: Final[dict[CareTheme, tuple[str, ...]]] = {
    CareTheme.CHILD: ("checkups_complete", "checkups_six", "first_checkup_14_days"),
    CareTheme.MATERNAL: ("prenatal_before_week_13", "prenatal_five_visits", "postpartum_visit"),
    CareTheme.EMERGENCY: (
        "ed_solvable_in_primary_care",
        "ed_low_triage",
        "ed_return_72_hours",
        "ed_visits_per_1000",
        "ed_frequent_users",
        "ed_frequent_user_visits",
    ),
    CareTheme.VISITS: (
        "visits",
        "visits_per_1000",
        "continuity_own_team",
        "residents_with_team",
        "residents_per_team",
    ),
}
"""Indicators that are made from records, the one that is compared first in front."""

BREAKDOWNS: Final[dict[CareTheme, tuple[str, ...]]] = {
    CareTheme.CHILD: ("checkups_by_birthday", "first_checkup_week", "six_reached_by_age"),
    CareTheme.MATERNAL: ("prenatal_visits", "first_prenatal_week"),
    CareTheme.EMERGENCY: ("ed_triage", "ed_classes", "ed_people_by_visits", "ed_visits_by_visits"),
    CareTheme.VISITS: ("visits_by_kind",),
}
RECORDS: Final[dict[CareTheme, tuple[str, ...]]] = {
    CareTheme.CHILD: ("births", "visits", "residents", "deaths", "panels", "teams"),
    CareTheme.MATERNAL: ("births", "visits", "residents", "panels", "teams"),
    CareTheme.EMERGENCY: ("visits", "residents", "centres", "diagnosis_shares"),
    CareTheme.VISITS: ("visits", "residents", "panels", "teams", "centres"),
}


@dataclass(frozen=True)
class CareChoice:
    """What the reader asked for; every field stands in the address."""

    theme: CareTheme = CareTheme.CHILD
    area_id: str = CITY
    indicator_id: str | None = None
    release_number: int | None = None


class RecordsRead(Frozen):
    """What had arrived of one kind of record."""

    record_kind: str
    row_count: int
    replaced_count: int
    withdrawn_count: int
    delivery_count: int
    accepted_at: datetime
    is_simulated: bool


class MeasurementRow(Frozen):
    """The newest run of one measure: the deliveries that it read, the visits that it could see, what it changed."""

    measure_id: str
    read_up_to: datetime | None
    observed_from: date
    observed_until: date
    changed_count: int
    measured_at: datetime


class Arrived(Frozen):
    """How far records have come by now, whatever the release on the page knew."""

    records_at: datetime | None
    measured_at: datetime | None
    read_up_to: datetime | None

    @property
    def is_measured(self) -> bool:
        """Whether everything that has arrived was measured."""
        return self.read_up_to is not None and self.records_at is not None and self.records_at <= self.read_up_to


@dataclass(frozen=True, eq=False)  # kept between reruns; compared by identity, a cheap cache key
class CareFigures:
    """Everything of a release that one of the views shows; what there is none of is empty."""

    theme: CareTheme
    release: ReleaseRow
    area: Area
    rows: tuple[ScorecardRow, ...]
    compared: ScorecardRow | None
    comunas: PlacesView | None
    centres: PlacesView | None
    has_centres: bool
    birthdays: tuple[BirthdayDistribution, ...]
    cohorts: tuple[Cohort, ...]
    kinds: tuple[KindMonths, ...]
    distributions: dict[str, Distribution]
    simulated: frozenset[str]  # measures of which some part comes from a simulation
    records: tuple[RecordsRead, ...]
    measurements: tuple[MeasurementRow, ...]

    @property
    def has_breakdowns(self) -> bool:
        """Whether any figure of the view but the verdicts exists."""
        return bool(self.birthdays or self.cohorts or self.kinds or self.distributions)

    @property
    def has_simulated(self) -> bool:
        """Whether anything on the page comes from a simulation."""
        beside = [one for one in (self.comunas, self.centres) if one is not None]
        is_marked = any(one.is_simulated for one in (*beside, *self.records))
        return is_marked or bool(self.simulated) or any(row.verdict.is_simulated for row in self.rows)


@dataclass(frozen=True, eq=False)
class CareView:
    """The figures of a release, and how far records have come since."""

    figures: CareFigures
    arrived: Arrived
    is_newest: bool


def care_view(database: Database, catalog: Catalog, choice: CareChoice, actor: Actor) -> CareView | None:
    """The view that `choice` asks for; None before the first release.

    Raises NotFound for an area or release that does not exist and for an indicator that is not of the view.
    """
    if choice.indicator_id not in {None, *INDICATORS[choice.theme]}:
        raise NotFound("There is no indicator %(indicator)s", indicator=choice.indicator_id)
    asked = ScorecardChoice(area_id=choice.area_id, release_number=choice.release_number)
    scorecard = scorecard_view(database, catalog, asked, actor)
    if scorecard is None:
        return None
    number = scorecard.release.release_number
    figures = _figures(database, catalog, choice, number, actor)
    with database.reading() as con:
        newest = latest_release(con)
        return CareView(figures, records_arrived(con), is_newest=newest is not None and newest.release_number == number)


@lru_cache(maxsize=128)
def _figures(database: Database, catalog: Catalog, choice: CareChoice, number: int, actor: Actor) -> CareFigures:
    """Read and add up what was known at the release's cut-off; a release never changes, so neither does this."""
    asked = ScorecardChoice(area_id=choice.area_id, release_number=number)
    scorecard = scorecard_view(database, catalog, asked, actor)
    if scorecard is None:
        raise NotFound("There is no release %(number)s", number=number)
    by_id = {row.indicator.indicator_id: row for row in scorecard.rows}
    rows = tuple(by_id[one] for one in INDICATORS[choice.theme] if one in by_id)
    compared = by_id.get(choice.indicator_id or "", rows[0] if rows else None)
    cutoff_at = scorecard.release.cutoff_at
    with database.reading() as con:
        parts = parts_known(con, BREAKDOWNS[choice.theme], area_id=choice.area_id, cutoff_at=cutoff_at)
        comunas, centres, has_centres = _places(con, catalog, compared, choice, cutoff_at)
        records = fetch(con, RecordsRead, PACKAGE, "records_read", cutoff_at=cutoff_at)
        measurements = fetch(con, MeasurementRow, PACKAGE, "newest_measurements", cutoff_at=cutoff_at)
    by_kind = {one.record_kind: one for one in records}
    measures = {*INDICATORS[choice.theme], *BREAKDOWNS[choice.theme]}
    return CareFigures(
        theme=choice.theme,
        release=scorecard.release,
        area=scorecard.area,
        rows=rows,
        compared=compared,
        comunas=comunas,
        centres=centres,
        has_centres=has_centres,
        birthdays=by_schedule(parts.get("checkups_by_birthday", ()), catalog.schedules),
        cohorts=birth_cohorts(parts.get("six_reached_by_age", ())),
        kinds=kinds_by_month(parts.get("visits_by_kind", ())),
        distributions={name: made for name, found in parts.items() if (made := _distribution(name, found)) is not None},
        simulated=frozenset(name for name, found in parts.items() if any(one.is_simulated for one in found)),
        records=tuple(by_kind[kind] for kind in RECORDS[choice.theme] if kind in by_kind),
        measurements=tuple(one for one in measurements if one.measure_id in measures),
    )


def _places(
    con: Cursor, catalog: Catalog, row: ScorecardRow | None, choice: CareChoice, cutoff_at: datetime
) -> tuple[PlacesView | None, PlacesView | None, bool]:
    """Comunas, centres or hospitals of the compared indicator, and whether it is measured by centre at all.

    Residents of a comuna go to hospitals all over the city, so hospitals are never narrowed to a comuna.
    """
    if row is None:
        return None, None, False
    sums = place_sums(con, indicator_id=row.indicator.indicator_id, cutoff_at=cutoff_at)
    comunas = comunas_beside(catalog, row, sums, chosen_id=choice.area_id)
    is_narrowed = choice.theme is not CareTheme.EMERGENCY and choice.area_id != CITY
    comuna_id = choice.area_id if is_narrowed else None
    centres = centres_beside(row.indicator, sums, places_of_care(con), comuna_id=comuna_id)
    return comunas, centres, any(area_id.startswith(CENTRE) for area_id in sums)


def _distribution(measure_id: str, rows: list[PartRow]) -> Distribution | None:
    """Parts of one measure together; those that look back over twelve months by themselves show their newest."""
    orders = {
        "first_checkup_week": (*numbers_to(rows, WEEKS_OF_A_YEAR), "none"),
        "first_prenatal_week": (*numbers_to(rows, WEEKS_OF_PREGNANCY), "none", "unknown"),
        "prenatal_visits": PRENATAL_VISITS,
        "ed_triage": TRIAGE,
        "ed_classes": ED_CLASSES,
        "ed_people_by_visits": TIMES_A_YEAR,
        "ed_visits_by_visits": TIMES_A_YEAR,
    }
    looks_back = measure_id in {"ed_people_by_visits", "ed_visits_by_visits"}
    return distribution(rows, orders[measure_id], months=1 if looks_back else 12) if measure_id in orders else None


def records_arrived(con: Cursor) -> Arrived:
    """How far records have come by now."""
    records = fetch(con, RecordsRead, PACKAGE, "records_read", cutoff_at=None)
    measured = fetch(con, MeasurementRow, PACKAGE, "newest_measurements", cutoff_at=None)
    return Arrived(
        records_at=max((one.accepted_at for one in records), default=None),
        measured_at=max((one.measured_at for one in measured), default=None),
        read_up_to=max((one.read_up_to for one in measured if one.read_up_to), default=None),
    )
