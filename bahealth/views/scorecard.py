"""The scorecard of one area: what needs attention, every indicator, and what may be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pydantic import field_validator

from bahealth.assess.many_rows import expected_false_alarms, may_be_luck
from bahealth.assess.model import Change, ComparedValue, Point, Standing, Status, Verdict
from bahealth.assess.queries import (
    ReleaseRow,
    release_definitions,
    release_points,
    release_verdicts,
)
from bahealth.catalog.model import Area, Catalog, Department, Group, Indicator, Source
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.publish.disclosure import CITY, NOTHING_WITHHELD, Withheld
from bahealth.store import Database, fetch
from bahealth.views.model import chosen_release, is_open, release_named, scorecard_area_named, scorecard_areas
from bahealth.views.public import public_comparison, public_points, public_verdict, withheld_in_release

STANDING_ORDER = (Standing.ATTENTION, Standing.UNCERTAIN, Standing.GOOD, Standing.STEADY, Standing.NO_VERDICT)


class GroupBy(StrEnum):
    """How the table is divided."""

    THEME = "theme"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class ScorecardChoice:
    """What the reader asked for; every field stands in the address."""

    area_id: str = CITY
    department_id: str | None = None
    group_by: GroupBy = GroupBy.THEME
    only_exceptions: bool = False
    release_number: int | None = None


class ComunaValue(Frozen):
    """One comuna of one indicator beside the others; its own counts may be about another period."""

    indicator_id: str
    area_id: str
    compared: ComparedValue | None
    numerator: float | None
    denominator: float | None

    @field_validator("compared", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        return ComparedValue.model_validate_json(value) if isinstance(value, str) else value


class ScorecardRow(Frozen):
    """One indicator: its verdict, the series behind it and how the comunas lie around the city."""

    indicator: Indicator
    department: Department
    source: Source
    verdict: Verdict
    points: tuple[Point, ...]
    comunas: tuple[ComunaValue, ...]
    city: ComparedValue | None

    @property
    def is_exception(self) -> bool:
        """Whether the row asks for attention or moved beyond chance."""
        return self.verdict.standing is Standing.ATTENTION or self.verdict.change.change not in {
            Change.NO_SIGNAL,
            Change.CANNOT_TELL,
        }


class ScorecardGroup(Frozen):
    """Rows under one heading, a theme or a department."""

    theme: Group | None
    department: Department | None
    rows: tuple[ScorecardRow, ...]


@dataclass(frozen=True, eq=False)  # kept between reruns; compared by identity, a cheap cache key
class ScorecardView:
    """Everything that a scorecard shows. The counts add up to `total`; of them are `simulated_counts` simulated.

    `expected_false_alarms` among all indicators of the department or area, shown or not. `luck` names those whose
    signal is too weak for so many; `attention` has them last, unless their target asks for attention as well.
    """

    release: ReleaseRow
    area: Area
    areas: tuple[Area, ...]
    departments: tuple[Department, ...]
    choice: ScorecardChoice
    counts: tuple[tuple[Standing, int], ...]
    simulated_counts: Mapping[Standing, int]
    total: int
    attention: tuple[ScorecardRow, ...]
    groups: tuple[ScorecardGroup, ...]
    hidden_row_count: int
    is_public: bool
    expected_false_alarms: float
    luck: frozenset[str]

    @property
    def department(self) -> Department | None:
        """The department to which the reader narrowed the scorecard."""
        chosen = self.choice.department_id
        return next((one for one in self.departments if one.department_id == chosen), None)

    @property
    def rows(self) -> tuple[ScorecardRow, ...]:
        """All rows shown, in the order of the table."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def has_simulated(self) -> bool:
        """Whether any value shown or counted is simulated."""
        return bool(self.simulated_counts)

    @property
    def has_demonstration_targets(self) -> bool:
        """Whether any target shown is only for demonstration."""
        return any(row.verdict.target and row.verdict.target.goal.is_demonstration for row in self.rows)


def scorecard_view(database: Database, catalog: Catalog, choice: ScorecardChoice, actor: Actor) -> ScorecardView | None:
    """The scorecard that `choice` asks for, as `actor` may see it; None before the first release.

    Raises NotFound for a department or release that does not exist and for an area without a scorecard.
    """
    if choice.department_id is not None and choice.department_id not in catalog.department:
        raise NotFound("There is no department %(department)s", department=choice.department_id)
    scorecard_area_named(catalog, choice.area_id)
    with database.reading() as con:
        release = chosen_release(con, choice.release_number)
    if release is None:
        return None
    return _view(database, catalog, choice, release.release_number, is_public=actor.role is Role.PUBLIC)


@lru_cache(maxsize=512)
def _view(
    database: Database, catalog: Catalog, choice: ScorecardChoice, number: int, *, is_public: bool
) -> ScorecardView:
    """Count, filter and group the rows of a release; a release never changes, so neither does this."""
    with database.reading() as con:
        release = release_named(con, number)
    rows = _rows(database, catalog, number, choice.area_id, is_public=is_public)
    of_department = [row for row in rows if choice.department_id is None or row.indicator.owner == choice.department_id]
    shown = [row for row in of_department if row.is_exception or not choice.only_exceptions]
    expected = expected_false_alarms(row.verdict for row in of_department)
    luck = frozenset(row.indicator.indicator_id for row in of_department if may_be_luck(row.verdict, expected))
    attention = sorted(
        (row for row in of_department if row.verdict.standing is Standing.ATTENTION),
        key=lambda row: (is_flagged_by_luck(row, luck), -row.verdict.attention_order),
    )
    standings = [row.verdict.standing for row in of_department]
    return ScorecardView(
        release=release,
        area=catalog.area[choice.area_id],
        areas=scorecard_areas(catalog),
        departments=catalog.departments,
        choice=choice,
        counts=tuple((standing, standings.count(standing)) for standing in STANDING_ORDER),
        simulated_counts=Counter(row.verdict.standing for row in of_department if row.verdict.is_simulated),
        total=len(of_department),
        attention=tuple(attention),
        groups=tuple(_grouped(catalog, shown, choice.group_by)),
        hidden_row_count=len(of_department) - len(shown),
        is_public=is_public,
        expected_false_alarms=expected,
        luck=luck,
    )


def is_flagged_by_luck(row: ScorecardRow, luck: frozenset[str]) -> bool:
    """Whether nothing but a signal that may be luck puts the row among those that need attention."""
    return row.indicator.indicator_id in luck and row.verdict.status is not Status.OFF_TRACK


def _grouped(catalog: Catalog, rows: Iterable[ScorecardRow], group_by: GroupBy) -> Iterable[ScorecardGroup]:
    rows = tuple(rows)
    if group_by is GroupBy.THEME:
        for theme in Group:
            if chosen := tuple(row for row in rows if row.indicator.group is theme):
                yield ScorecardGroup(theme=theme, department=None, rows=chosen)
        return
    for department in catalog.departments:
        if chosen := tuple(row for row in rows if row.department is department):
            yield ScorecardGroup(theme=None, department=department, rows=chosen)


@lru_cache(maxsize=128)
def _rows(
    database: Database, catalog: Catalog, release_number: int, area_id: str, *, is_public: bool
) -> tuple[ScorecardRow, ...]:
    """All rows of an area; a release never changes, so neither do they."""
    with database.reading() as con:
        definitions = release_definitions(con, release_number=release_number)
        verdicts = release_verdicts(con, release_number=release_number, area_id=area_id)
        points = release_points(con, release_number=release_number, area_id=area_id)
    comunas = _comuna_values(database, release_number)
    city = _city(database, release_number)
    hidden = withheld_in_release(database, catalog, release_number) if is_public else {}
    series: dict[str, list[Point]] = {}
    for point in points:
        series.setdefault(point.indicator_id, []).append(point)
    rows: list[ScorecardRow] = []
    for verdict in verdicts:
        indicator = definitions[verdict.indicator_id]
        if is_public and not is_open(indicator, catalog):
            continue
        row = ScorecardRow(
            indicator=indicator,
            department=catalog.department[indicator.owner],
            source=catalog.source[indicator.source],
            verdict=verdict,
            points=tuple(series.get(verdict.indicator_id, ())),
            comunas=comunas.get(verdict.indicator_id, ()),
            city=city[verdict.indicator_id].compared,
        )
        rows.append(_as_public(row, hidden.get(verdict.indicator_id, NOTHING_WITHHELD)) if is_public else row)
    themes = list(Group)
    return tuple(sorted(rows, key=lambda row: (themes.index(row.indicator.group), row.indicator.order)))


@lru_cache(maxsize=8)
def _comuna_values(database: Database, release_number: int) -> Mapping[str, tuple[ComunaValue, ...]]:
    """Values of the comunas by indicator: the same for every area of a release."""
    with database.reading() as con:
        rows = fetch(con, ComunaValue, "bahealth.views", "comuna_values", release_number=release_number)
    found: dict[str, list[ComunaValue]] = {}
    for row in rows:
        found.setdefault(row.indicator_id, []).append(row)
    return {indicator_id: tuple(values) for indicator_id, values in found.items()}


@lru_cache(maxsize=8)
def _city(database: Database, release_number: int) -> Mapping[str, Verdict]:
    """Verdicts on the whole city by indicator: the same for every area of a release."""
    with database.reading() as con:
        verdicts = release_verdicts(con, release_number=release_number, area_id=CITY)
    return {verdict.indicator_id: verdict for verdict in verdicts}


def _as_public(row: ScorecardRow, hidden: Withheld) -> ScorecardRow:
    """The row without what its source may not show: small counts of the value, the series and the comunas."""
    area_id, threshold = row.verdict.area_id, row.source.disclosure_threshold
    return row.model_copy(
        update={
            "verdict": public_verdict(row.verdict, hidden),
            "points": public_points(row.points, area_id, hidden, threshold=threshold),
            "comunas": tuple(
                one.model_copy(update={"compared": public_comparison(one.compared, hidden)})
                for one in row.comunas
                if one.area_id not in hidden.verdicts
            ),
            "city": None if CITY in hidden.verdicts else row.city,
        }
    )
