"""What the public sees, attacked with everything that public views and files hold together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from scipy.optimize import linprog

from bahealth.assess.model import Status
from bahealth.catalog.model import Catalog
from bahealth.catalog.periods import add_months
from bahealth.errors import NotFound
from bahealth.i18n import LANGUAGES, Text
from bahealth.store import Database
from bahealth.ui.downloads import csv_file, pdf_file, xlsx_file
from bahealth.views.indicator import IndicatorChoice, IndicatorView, indicator_choices, indicator_view
from bahealth.views.scorecard import ScorecardChoice, ScorecardView, scorecard_view
from tests.views.filled import (
    LAST,
    NOON,
    OFFICE,
    VISITOR,
    Row,
    a_catalog,
    aim,
    counted,
    definition,
    deliver,
    months,
    release,
)

PEOPLE = {"comuna-1": 300, "comuna-2": 400, "comuna-3": 500, "comuna-4": 600}
STEADY = {"comuna-1": [30] * 14, "comuna-2": [41] * 14, "comuna-3": [52] * 14, "comuna-4": [63] * 14}
AREAS = ("city", *PEOPLE)
Cell = tuple[str, date]


def scorecard(database: Database, catalog: Catalog, area_id: str) -> ScorecardView:
    view = scorecard_view(database, catalog, ScorecardChoice(area_id=area_id), VISITOR)
    assert view is not None
    return view


def page(database: Database, catalog: Catalog, indicator_id: str, area_id: str) -> IndicatorView:
    view = indicator_view(database, catalog, IndicatorChoice(indicator_id=indicator_id, area_id=area_id), VISITOR)
    assert view is not None
    return view


def told(database: Database, catalog: Catalog, indicator_id: str) -> Iterable[tuple[str, date, int, float, float]]:
    """Every count that any public view gives away: area, start, months, numerator, denominator."""
    for area_id in AREAS:
        one = page(database, catalog, indicator_id, area_id)
        row = next(
            row
            for row in scorecard(database, catalog, area_id).rows
            if row.indicator is one.indicator or (row.indicator.indicator_id == indicator_id)
        )
        verdicts = (one.verdict, one.city, row.verdict, *(comuna.verdict for comuna in one.comunas))
        compared = [(verdict.area_id, verdict.compared) for verdict in verdicts]
        compared += [("city", row.city), *((comuna.area_id, comuna.compared) for comuna in row.comunas)]
        for compared_area, cell in compared:
            if cell is not None and cell.numerator is not None:
                yield (
                    compared_area,
                    cell.period_start,
                    cell.period_months,
                    cell.numerator,
                    cell.denominator or 0.0,
                )
        for verdict in verdicts:
            if verdict.numerator is not None and verdict.period is not None:
                yield (
                    verdict.area_id,
                    verdict.period.start,
                    verdict.period.months,
                    verdict.numerator,
                    verdict.denominator or 0.0,
                )
        for point in (*one.points, *row.points, *one.history):
            if point.numerator is not None:
                yield area_id, point.period_start, point.period_months, point.numerator, point.denominator or 0.0


def ranges(
    database: Database, catalog: Catalog, indicator_id: str, *, of_the_rest: bool
) -> dict[Cell, tuple[float, float]]:
    """Lowest and highest count of each comuna and month that fits all that is told: a linear program per cell.

    `of_the_rest` asks for the people left over instead of those counted.
    """
    length = len(next(iter(STEADY.values())))
    cells = [(area_id, add_months(LAST, place + 1 - length)) for area_id in PEOPLE for place in range(length)]
    place_of = {cell: place for place, cell in enumerate(cells)}
    lines: list[np.ndarray[Any, Any]] = []
    sums: list[float] = []
    for area_id, start, span, numerator, denominator in set(told(database, catalog, indicator_id)):
        line = np.zeros(len(cells))
        for month in range(span):
            for comuna in PEOPLE if area_id == "city" else (area_id,):
                line[place_of[comuna, add_months(start, month)]] = 1
        lines.append(line)
        sums.append(denominator - numerator if of_the_rest else numerator)
    found: dict[Cell, tuple[float, float]] = {}
    for cell, place in place_of.items():
        goal = np.zeros(len(cells))
        goal[place] = 1
        bounds = [
            linprog(side * goal, A_eq=np.array(lines) if lines else None, b_eq=sums or None, bounds=(0, None))
            for side in (1, -1)
        ]
        low = bounds[0].fun
        high = -bounds[1].fun if bounds[1].status == 0 else float("inf")
        found[cell] = (low, high)
    return found


def small_cells(counts: dict[str, list[int]], people: dict[str, int] | None) -> set[Cell]:
    """Cells that must not be found: 1 to 4 people counted, or left over."""
    length = len(next(iter(counts.values())))
    return {
        (area_id, add_months(LAST, place + 1 - length))
        for area_id, found in counts.items()
        for place, count in enumerate(found)
        if 0 < count < 5 or (people and 0 < people[area_id] - count < 5)
    }


@pytest.fixture
def hiding(database: Database) -> tuple[Database, Catalog]:
    """Comuna 2 had three cases in the newest month; everything else is far from small."""
    catalog = a_catalog(definition("few"), counted("private", is_public=False))
    deliver(database, months("few", {**STEADY, "comuna-2": [41] * 13 + [3]}, PEOPLE))
    deliver(database, months("private", STEADY, None))
    aim(database, "few", "comuna-2", 5, date(2027, 12, 31), at=NOON)
    release(database, catalog)
    return database, catalog


def test_the_office_sees_what_the_public_does_not(hiding: tuple[Database, Catalog]):
    view = indicator_view(*hiding, IndicatorChoice(indicator_id="few", area_id="comuna-2"), OFFICE)
    assert view is not None
    assert view.points[-1].numerator == 3
    assert view.history


def test_a_small_month_cannot_be_found_from_all_public_views_together(hiding: tuple[Database, Catalog]):
    low, high = ranges(*hiding, "few", of_the_rest=False)["comuna-2", LAST]
    assert low <= 1
    assert high >= 5


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.data())
def test_no_small_count_is_known_exactly_whatever_the_figures_are(data: st.DataObject):
    """Some months are small, on either side of a proportion, or of a count; the audit solves for each of them."""
    people = data.draw(st.sampled_from([PEOPLE, None]))
    counts = {area_id: list(found) for area_id, found in STEADY.items()}
    for area_id, place in data.draw(
        st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.integers(0, 13)), min_size=1, max_size=4)
    ):
        size = PEOPLE[area_id]
        counts[area_id][place] = data.draw(
            st.sampled_from([0, 1, 3, 4, 6, *([size - 1, size - 4, size] if people else [])])
        )
    catalog = a_catalog(definition("few") if people else counted("few"))
    opened = Database(None)
    try:
        deliver(opened, months("few", counts, people))
        release(opened, catalog)
        for of_the_rest in (False, True) if people else (False,):
            found = ranges(opened, catalog, "few", of_the_rest=of_the_rest)
            for cell in small_cells(counts, people):
                low, high = found[cell]
                assert high - low >= 1, (cell, low, high)
    finally:
        opened.close()


def test_the_gap_names_no_hidden_comuna(database: Database):
    catalog = a_catalog(definition("few"))
    counts = {"comuna-1": [3] * 14, "comuna-2": [41] * 14, "comuna-3": [150] * 14, "comuna-4": [300] * 14}
    deliver(database, months("few", counts, PEOPLE))
    release(database, catalog)
    office = indicator_view(database, catalog, IndicatorChoice(indicator_id="few"), OFFICE)
    assert office is not None
    assert office.verdict.gap is not None
    assert page(database, catalog, "few", "city").verdict.gap is None
    row = next(row for row in scorecard(database, catalog, "city").rows if row.indicator.indicator_id == "few")
    assert row.verdict.gap is None


@pytest.mark.parametrize("kind", ["count", "rate"])
def test_a_small_city_value_is_hidden_on_the_pages_of_a_comuna_too(database: Database, kind: str):
    rate = {"kind": "rate", "interval": "exact_poisson"}
    catalog = a_catalog(counted("few") if kind == "count" else definition("few", **rate))
    counts = {area_id: [0] * 14 for area_id in PEOPLE} | {"comuna-2": [0] * 13 + [3]}
    deliver(database, months("few", counts, None if kind == "count" else PEOPLE))
    release(database, catalog)
    for area_id in AREAS:
        row = next(row for row in scorecard(database, catalog, area_id).rows if row.indicator.indicator_id == "few")
        one = page(database, catalog, "few", area_id)
        assert row.city is None
        assert one.city.value is None
        assert "comuna-2" not in {one.area_id for one in row.comunas}
        compared = [one.compared for one in row.comunas] + [one.verdict.compared for one in one.comunas]
        compared += [row.verdict.compared, one.verdict.compared]
        assert {cell.city_value for cell in compared if cell is not None} <= {None}


def test_no_file_of_the_public_scorecard_holds_what_the_page_hides(hiding: tuple[Database, Catalog]):
    """Comuna 2's newest month is 3 of 400, which is 0.8 % or 0,8 %; so little stands nowhere in the files."""
    database, catalog = hiding
    for area_id in ("comuna-2", "comuna-1"):
        view = scorecard(database, catalog, area_id)
        hidden = next(row for row in view.rows if row.indicator.indicator_id == "few").verdict
        if hidden.status is Status.SUPPRESSED:
            assert hidden.value is hidden.numerator is hidden.denominator is hidden.target is hidden.gap is None
        for language in LANGUAGES:
            t = Text(language)
            pdf = " ".join(one.extract_text() for one in PdfReader(BytesIO(pdf_file(view, t))).pages)
            for text in (csv_file(view, t).decode("utf-8-sig"), pdf):
                assert re.search(r"\b0[.,]75?8?\b", text) is None
            assert xlsx_file(view, t)


def test_a_comuna_with_a_small_month_shows_no_series_and_says_why(hiding: tuple[Database, Catalog]):
    database, catalog = hiding
    view = page(database, catalog, "few", "comuna-2")
    assert view.points == ()
    assert view.is_series_withheld
    assert page(database, catalog, "few", "comuna-4").points
    assert not page(database, catalog, "few", "comuna-4").is_series_withheld


def test_a_repaired_small_count_is_not_shown_by_what_was_known_before(hiding: tuple[Database, Catalog]):
    database, catalog = hiding
    later = NOON + timedelta(days=2)
    deliver(database, months("few", STEADY, PEOPLE), at=later)
    release(database, catalog, at=later + timedelta(hours=1))
    view = page(database, catalog, "few", "comuna-2")
    assert view.points[-1].numerator == 41
    assert view.history == ()
    assert view.is_history_withheld


def test_remarks_beside_counts_of_a_department_stay_inside(database: Database):
    catalog = a_catalog(definition("few"), definition("open", source="yearbook"))
    deliver(database, [*months("few", STEADY, PEOPLE), *months("open", STEADY, PEOPLE)])
    with database.writing() as con:
        con.execute("UPDATE facts.observation SET note = 'Ana, calle 7'")
    release(database, catalog)
    assert {one.note for one in page(database, catalog, "few", "city").points} == {None}
    assert {one.note for one in page(database, catalog, "open", "city").points} == {"Ana, calle 7"}


def test_figures_that_their_source_has_published_are_not_hidden_again(database: Database):
    catalog = a_catalog(definition("open", source="yearbook"))
    deliver(database, months("open", {**STEADY, "comuna-2": [41] * 13 + [3]}, PEOPLE))
    release(database, catalog)
    view = page(database, catalog, "open", "comuna-2")
    assert view.points[-1].numerator == 3
    assert len(view.history) == 14


def test_what_is_not_public_is_neither_listed_nor_found(hiding: tuple[Database, Catalog]):
    database, catalog = hiding
    for area_id in AREAS:
        assert "private" not in {row.indicator.indicator_id for row in scorecard(database, catalog, area_id).rows}
    assert "private" not in {one.indicator_id for one in indicator_choices(catalog, VISITOR)}
    with pytest.raises(NotFound):
        page(database, catalog, "private", "city")


def test_what_is_closed_after_a_release_is_closed_in_that_release_too(hiding: tuple[Database, Catalog]):
    database, _ = hiding
    closed = a_catalog(definition("few", is_public=False), counted("private", is_public=False))
    assert "few" not in {row.indicator.indicator_id for row in scorecard(database, closed, "city").rows}
    with pytest.raises(NotFound):
        page(database, closed, "few", "city")


def test_the_public_sees_no_area_smaller_than_a_comuna(database: Database):
    catalog = a_catalog(definition("few", levels=["city", "comuna", "barrio"]))
    rows: list[Row] = [("few", "barrio-x", LAST, 1, 30.0, 300.0, None)]
    deliver(database, [*months("few", STEADY, PEOPLE), *rows])
    release(database, catalog)
    with pytest.raises(NotFound):
        page(database, catalog, "few", "barrio-x")
    choice = IndicatorChoice(indicator_id="few", area_id="barrio-x")
    assert indicator_view(database, catalog, choice, OFFICE) is not None
