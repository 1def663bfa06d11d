"""Questions for the pre-read: those of a release that belong to an area, an indicator or a department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bahealth.assess.gaming import Question, Questions, ReleaseInput, questions_of
from bahealth.assess.model import Point
from bahealth.assess.queries import (
    latest_release,
    loosened_targets,
    release_definitions,
    release_points,
    release_row,
    release_verdicts,
)
from bahealth.catalog.model import Area, Catalog, Indicator, Level
from bahealth.people.model import Actor
from bahealth.people.rights import check_may_open_page
from bahealth.publish.disclosure import CITY
from bahealth.store import Cursor, Database
from bahealth.views.model import chosen_release


@dataclass(frozen=True, eq=False)
class QuestionsView:
    """The questions asked for, out of all those of the release."""

    shown: tuple[Question, ...]
    whole: Questions
    definitions: Mapping[str, Indicator]
    areas: Mapping[str, Area]


def questions_view(
    database: Database,
    catalog: Catalog,
    actor: Actor,
    *,
    area_id: str | None = None,
    indicator_id: str | None = None,
    department_id: str | None = None,
    release_number: int | None = None,
) -> QuestionsView | None:
    """Questions about one area, indicator or department's indicators, or all; None before the first release.

    Raises NotAllowed for residents: a question that has not been discussed is no finding.
    """
    check_may_open_page(actor, "scorecard")
    with database.reading() as con:
        release = chosen_release(con, release_number)
    if release is None:
        return None
    found = _of_release(database, catalog, release.release_number)
    shown = tuple(
        one
        for one in found.whole.questions
        if area_id in {None, one.area_id}
        and indicator_id in {None, one.indicator_id}
        and department_id in {None, found.definitions[one.indicator_id].owner}
    )
    return QuestionsView(shown, found.whole, found.definitions, found.areas)


@lru_cache(maxsize=8)
def _of_release(database: Database, catalog: Catalog, number: int) -> QuestionsView:
    """All questions of a release; a release never changes, so neither do they."""
    with database.reading() as con:
        release = release_row(con, number) or latest_release(con)
        assert release is not None  # noqa: S101 - the caller has just read it
        definitions = release_definitions(con, release_number=number)
        verdicts = {(one.indicator_id, one.area_id): one for one in release_verdicts(con, release_number=number)}
        known = ReleaseInput(
            as_of=release.as_of,
            city_id=CITY,
            definitions=definitions,
            verdicts=verdicts,
            series={key: _points(con, number, key) for key, one in verdicts.items() if one.target},
            comuna_ids=[one.area_id for one in catalog.areas if one.level is Level.COMUNA],
            loosened=loosened_targets(con, cutoff_at=release.cutoff_at),
            before=release_definitions(con, release_number=number - 1) if number > 1 else None,
            before_number=number - 1 if number > 1 else None,
        )
    return QuestionsView((), questions_of(known), definitions, catalog.area)


def _points(con: Cursor, number: int, key: tuple[str, str]) -> list[Point]:
    indicator_id, area_id = key
    found = release_points(con, release_number=number, indicator_id=indicator_id, area_id=area_id)
    return [one.point for one in found]
