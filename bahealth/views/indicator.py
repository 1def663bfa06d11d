"""One indicator in one area: the sentence, the series, the comunas, the definition and the rows behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from pydantic import Json

from bahealth.assess.model import Point, Verdict
from bahealth.assess.queries import (
    HistoryRow,
    NoteRow,
    ReleaseRow,
    notes_of,
    release_definitions,
    release_points,
    release_verdicts,
    value_history,
)
from bahealth.assess.smoothing import smoothed_values
from bahealth.assess.trajectory import Milestone, Path, Trajectory, a_year_before
from bahealth.catalog.model import Area, Catalog, Department, Indicator, Level, Source
from bahealth.catalog.periods import Period
from bahealth.errors import NotFound
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.publish.disclosure import CITY, NOTHING_WITHHELD
from bahealth.store import Cursor, Database, fetch
from bahealth.views.model import area_named, chosen_release, is_open, release_named, scorecard_area_named
from bahealth.views.public import public_points, public_verdict, withheld_in_release


@dataclass(frozen=True)
class IndicatorChoice:
    """What the reader asked for; every field stands in the address."""

    indicator_id: str
    area_id: str = CITY
    release_number: int | None = None


class _ReplacedRow(Frozen):
    baseline_start: date
    baseline_months: int
    baseline_value: float
    target_value: float
    due_on: date
    path: Path
    milestones: Json[tuple[Milestone, ...]]

    @property
    def trajectory(self) -> Trajectory:
        return Trajectory(
            baseline_on=Period(self.baseline_start, self.baseline_months).end,
            baseline_value=self.baseline_value,
            value=self.target_value,
            due_on=self.due_on,
            path=self.path,
            milestones=self.milestones,
        )


class ComunaRow(Frozen):
    """What one comuna's verdict says."""

    area: Area
    verdict: Verdict


@dataclass(frozen=True, eq=False)  # kept between reruns; compared by identity, a cheap cache key
class IndicatorView:
    """Everything that the page of an indicator shows."""

    release: ReleaseRow
    indicator: Indicator
    rebound: Indicator
    source: Source
    department: Department
    area: Area
    areas: tuple[Area, ...]
    verdict: Verdict
    city: Verdict
    points: tuple[Point, ...]
    replaced: Trajectory | None  # by the target that the verdict is about, within a year before the release
    notes: tuple[NoteRow, ...]
    comunas: tuple[ComunaRow, ...]
    smoothed: Mapping[str, float]  # by comuna, modelled, for the map alone; empty where the method does not fit
    history: tuple[HistoryRow, ...]
    is_series_withheld: bool  # small counts could be found in it
    is_history_withheld: bool  # small counts could be found from the differences between releases
    is_public: bool

    @property
    def has_simulated(self) -> bool:
        """Whether any value of the indicator, here or in a comuna, comes from a simulation."""
        verdicts = (self.verdict, self.city, *(one.verdict for one in self.comunas))
        return any(one.is_simulated for one in (*verdicts, *self.points))


def indicator_choices(catalog: Catalog, actor: Actor) -> tuple[Indicator, ...]:
    """Indicators that `actor` may open, in the order of the scorecard."""
    chosen = [one for one in catalog.indicators if one.is_public or actor.role is not Role.PUBLIC]
    return tuple(sorted(chosen, key=lambda one: (list(type(one.group)).index(one.group), one.order)))


def indicator_view(database: Database, catalog: Catalog, choice: IndicatorChoice, actor: Actor) -> IndicatorView | None:
    """The indicator that `choice` asks for, as `actor` may see it; None before the first release.

    Raises NotFound for an indicator or area that does not exist, or that the public may not see.
    """
    is_public = actor.role is Role.PUBLIC
    (scorecard_area_named if is_public else area_named)(catalog, choice.area_id)
    with database.reading() as con:
        release = chosen_release(con, choice.release_number)
        if release is None:
            return None
        definitions = release_definitions(con, release_number=release.release_number)
    indicator = definitions.get(choice.indicator_id)
    if indicator is None or (is_public and not is_open(indicator, catalog)):
        raise NotFound("There is no indicator %(indicator)s", indicator=choice.indicator_id)
    return _view(database, catalog, choice, release.release_number, is_public=is_public)


def _replaced(con: Cursor, release: ReleaseRow, indicator_id: str, area_id: str) -> Trajectory | None:
    """The course that the release still draws beside the one in force."""
    since = datetime.combine(a_year_before(release.cutoff_at.date()) + timedelta(days=1), time())
    rows = fetch(
        con,
        _ReplacedRow,
        "bahealth.views",
        "replaced_target",
        indicator_id=indicator_id,
        area_id=area_id,
        cutoff_at=release.cutoff_at,
        since=since,
    )
    return rows[0].trajectory if rows else None


@lru_cache(maxsize=512)
def _view(
    database: Database, catalog: Catalog, choice: IndicatorChoice, number: int, *, is_public: bool
) -> IndicatorView:
    indicator_id = choice.indicator_id
    with database.reading() as con:
        release = release_named(con, number)
        definitions = release_definitions(con, release_number=number)
        verdicts = {one.area_id: one for one in release_verdicts(con, release_number=number, indicator_id=indicator_id)}
        points = release_points(con, release_number=number, area_id=choice.area_id, indicator_id=indicator_id)
        notes = notes_of(con, indicator_id, choice.area_id)
        history = value_history(con, indicator_id=indicator_id, area_id=choice.area_id)
        replaced = _replaced(con, release, indicator_id, choice.area_id)
    indicator = definitions[indicator_id]
    if choice.area_id not in verdicts:
        raise NotFound("There is no area %(area)s", area=choice.area_id)
    source = catalog.source[indicator.source]
    threshold = source.disclosure_threshold if is_public else 0
    hidden = withheld_in_release(database, catalog, number) if is_public else {}
    left_out = hidden.get(indicator_id, NOTHING_WITHHELD)
    shown = {area_id: public_verdict(one, left_out) for area_id, one in verdicts.items()}
    comunas = sorted(
        (catalog.area[area_id] for area_id in shown if catalog.area[area_id].level is Level.COMUNA),
        key=lambda area: area.number or 0,
    )
    return IndicatorView(
        release=release,
        indicator=indicator,
        rebound=definitions[indicator.rebound],
        source=source,
        department=catalog.department[indicator.owner],
        area=catalog.area[choice.area_id],
        areas=(catalog.area[CITY], *comunas),
        verdict=shown[choice.area_id],
        city=shown[CITY],
        points=public_points(points, choice.area_id, left_out, threshold=threshold),
        replaced=replaced if shown[choice.area_id].target else None,
        notes=tuple(notes),
        comunas=tuple(ComunaRow(area=area, verdict=shown[area.area_id]) for area in comunas),
        smoothed=smoothed_values(indicator, [shown[area.area_id] for area in comunas]),
        history=() if threshold else tuple(history),
        is_series_withheld=choice.area_id in left_out.series,
        is_history_withheld=threshold > 0 and bool(history),
        is_public=is_public,
    )
