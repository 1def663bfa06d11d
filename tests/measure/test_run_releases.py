"""An earlier release prints the same after a late delivery; the next differs where the delivery bears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.assess.model import ReleaseRow
from bahealth.catalog.model import Catalog, Level
from bahealth.measure import commands
from bahealth.measure.model import MEASURES
from bahealth.people.model import COMMAND_LINE
from bahealth.views.breakdowns import parts_known
from tests.measure.sent import Sent, delivered_once
from tests.measure.test_run_changes import BASE, CASES, Changed

pytestmark = pytest.mark.usefixtures("here")
BREAKDOWNS = [name for name, one in MEASURES.items() if one.is_breakdown]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Sent:
    return delivered_once(tmp_path_factory.mktemp("before"), catalog, BASE, is_measured=True)


@pytest.fixture
def sent(before: Sent, tmp_path: Path) -> Iterator[Sent]:
    sent = before.copied(tmp_path)
    yield sent
    sent.database.close()


def release(sent: Sent, at: datetime | None = None) -> ReleaseRow:
    at = at or sent.tick()
    return make_release(sent.database, sent.catalog, MakeRelease(as_of=at.date()), actor=COMMAND_LINE, at=at)


def printed(sent: Sent, row: ReleaseRow) -> dict[str, list[Any]]:
    """Every stored byte of a release, and the breakdowns as they are read at its cut-off."""
    found: dict[str, list[Any]] = {}
    with sent.database.reading() as con:
        for table in ("facts.verdict", "facts.release_point", "ops.release", "ops.release_definition"):
            question = f"SELECT * FROM {table} WHERE release_number = ? ORDER BY ALL"
            found[table] = con.execute(question, [row.release_number]).fetchall()
        for area_id in areas(sent):
            known = parts_known(con, BREAKDOWNS, area_id=area_id, cutoff_at=row.cutoff_at)
            found |= {f"{name} of {area_id}": list(rows) for name, rows in known.items() if rows}
    return found


def areas(sent: Sent) -> list[str]:
    with sent.database.reading() as con:
        return [area for (area,) in con.execute("SELECT DISTINCT area_id FROM facts.breakdown ORDER BY ALL").fetchall()]


def points(sent: Sent, row: ReleaseRow) -> dict[tuple[str, str, date], tuple[Any, ...]]:
    with sent.database.reading() as con:
        rows = con.execute(
            "SELECT indicator_id, area_id, period_start, value, numerator, denominator, lower, upper "
            "FROM facts.release_point WHERE release_number = ?",
            [row.release_number],
        ).fetchall()
    return {one[:3]: one[3:] for one in rows}


def parts(sent: Sent, row: ReleaseRow) -> dict[tuple[str, str, date], list[Any]]:
    """Numbers only: which delivery they come from is another."""
    found: dict[tuple[str, str, date], list[Any]] = {}
    with sent.database.reading() as con:
        for area_id in areas(sent):
            for name, known in parts_known(con, BREAKDOWNS, area_id=area_id, cutoff_at=row.cutoff_at).items():
                for one in known:
                    key = (name, area_id, one.period_start)
                    found.setdefault(key, []).append((one.part, one.numerator, one.denominator))
    return found


def other(before: dict[Any, Any], after: dict[Any, Any]) -> set[Any]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def released(sent: Sent, expected: Changed) -> Changed:
    """What of it a release prints as points: indicators in the city and its comunas."""
    judged = {one.area_id for one in sent.catalog.areas if one.level in {Level.CITY, Level.COMUNA}}
    return {one for one in expected if not MEASURES[one[0]].is_breakdown and one[1] in judged}


@pytest.mark.parametrize("case", ["a late emergency visit", "a late check-up", "a withdrawn visit", "a late death"])
def test_the_previous_release_prints_its_digits_and_the_next_differs_where_the_delivery_bears(
    sent: Sent, case: str
) -> None:
    record, expected = CASES[case]
    first = release(sent)
    before, first_points, first_parts = printed(sent, first), points(sent, first), parts(sent, first)
    sent.deliver([record])
    sent.measure()
    assert printed(sent, first) == before
    second = release(sent)
    assert printed(sent, first) == before
    assert other(first_points, points(sent, second)) == released(sent, expected)
    assert other(first_parts, parts(sent, second)) == {one for one in expected if MEASURES[one[0]].is_breakdown}


def test_a_withdrawn_value_is_no_point_of_the_next_release(sent: Sent) -> None:
    release(sent)
    # The only scheduled visit with an own team: without it, nothing is left to divide by.
    late, _ = CASES["a late visit"]
    sent.deliver([late])
    sent.measure()
    key = ("continuity_own_team", "city", date(2025, 3, 1))
    assert points(sent, release(sent))[key][:3] == (100, 1, 1)
    sent.deliver([replace(late, is_withdrawn=True)])
    sent.measure()
    assert key not in points(sent, release(sent))


def test_what_a_run_delivers_is_never_in_a_release_made_while_it_ran(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, expected = CASES["a late check-up"]
    sent.deliver([record])
    begun_at = sent.tick()
    sent.clock += timedelta(hours=1)
    meanwhile: list[ReleaseRow] = []
    printed_then: list[dict[str, list[Any]]] = []
    deliver = commands.deliver

    def after_a_release(*reading: Any, **more: Any) -> Any:
        meanwhile.append(release(sent, begun_at + timedelta(minutes=2)))
        printed_then.append(printed(sent, meanwhile[0]))
        return deliver(*reading, **more)

    monkeypatch.setattr(commands, "deliver", after_a_release)
    run = commands.run_measures(sent.database, sent.catalog, commands.RunMeasures(), actor=COMMAND_LINE, at=begun_at)
    assert len(run.delivery_ids) > 0
    assert printed(sent, meanwhile[0]) == printed_then[0]
    assert other(parts(sent, meanwhile[0]), parts(sent, release(sent))) == {
        one for one in expected if MEASURES[one[0]].is_breakdown
    }
