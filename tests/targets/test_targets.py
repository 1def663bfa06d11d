from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bahealth.assess.queries import goals_in_force
from bahealth.errors import NotAllowed, NotFound, Refusal
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.store import Database
from bahealth.targets.commands import SetTarget, set_target
from bahealth.targets.demo import load_demo_targets
from bahealth.targets.queries import target_state
from tests.assess.example import catalog, proportion, rate

NOON = datetime(2026, 11, 22, 12, 0)
DEFINITIONS = catalog(
    rate(), proportion(indicator_id="context", direction="neutral", rebound="people", levels=["city"])
)


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()


def command(**changes: Any) -> SetTarget:
    given = {
        "indicator_id": "infant",
        "area_id": "city",
        "baseline": "2023",
        "baseline_value": 5.3,
        "target_value": 4.5,
        "due_on": date(2027, 12, 31),
        "basis": "history",
        "reason": "Near the lowest published value",
    }
    return SetTarget.model_validate({**given, **changes})


def test_a_new_target_follows_the_old_one_and_both_stay(database: Database) -> None:
    set_target(database, DEFINITIONS, command(), actor=COMMAND_LINE, at=NOON)
    newer = set_target(
        database, DEFINITIONS, command(target_value=4.0), actor=COMMAND_LINE, at=NOON + timedelta(hours=1)
    )
    with database.reading() as con:
        found = target_state(con, indicator_id="infant", area_id="city", as_of=NOON.date()).in_force
        assert con.execute("SELECT count(*) FROM ops.target").fetchone() == (2,)
        audit = con.execute(
            "SELECT command, subject, before IS NULL, reason FROM ops.audit ORDER BY line_number"
        ).fetchall()
        goals = goals_in_force(con, cutoff_at=NOON)
    assert found is not None
    assert (found.target_id, found.target_value, found.baseline_start) == (newer, 4.0, date(2023, 1, 1))
    assert audit == [
        ("set_target", "infant city", True, "Near the lowest published value"),
        ("set_target", "infant city", False, "Near the lowest published value"),
    ]
    assert goals["infant", "city"].value == 4.5  # what was in force at noon
    assert not goals["infant", "city"].is_demonstration


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"indicator_id": "unknown"}, NotFound, "no indicator"),
        ({"area_id": "comuna-99"}, NotFound, "no area"),
        ({"indicator_id": "context"}, Refusal, "context"),
        ({"indicator_id": "covered", "target_value": 101.0}, Refusal, "possible values"),
        ({"target_value": float("inf")}, Refusal, "possible values"),
        ({"target_value": -1.0}, Refusal, "possible values"),
        ({"baseline": "soon"}, Refusal, "Not a period"),
        ({"baseline": "2027"}, Refusal, "after its baseline"),
        ({"reason": "  "}, Refusal, "based"),
    ],
)
def test_a_refused_target_leaves_no_row_and_no_audit_line(
    database: Database, changes: dict[str, Any], error: type[Refusal], said: str
) -> None:
    with pytest.raises(error, match=said):
        set_target(database, DEFINITIONS, command(**changes), actor=COMMAND_LINE, at=NOON)
    with database.reading() as con:
        for table in ("ops.target", "ops.audit"):
            assert con.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_source_that_does_not_speak_of_an_area_has_no_target_there(database: Database) -> None:
    only_city = catalog(rate(levels=["city"]))
    with pytest.raises(Refusal, match="areas of this size"):
        set_target(database, only_city, command(area_id="comuna-1"), actor=COMMAND_LINE, at=NOON)


def test_only_the_analytics_office_sets_a_target_without_a_proposal(database: Database) -> None:
    for role in (Role.STAFF, Role.HEAD, Role.CONVENOR):
        with pytest.raises(NotAllowed):
            set_target(database, DEFINITIONS, command(), actor=Actor("person", role, "care"), at=NOON)


DEMO = """
[[target]]
indicator_id = "infant"
area_id = "city"
baseline = "2023"
baseline_value = 5.3
target_value = 4.5
due_on = 2027-12-31
basis = "demonstration"
reason_es = "De muestra"
reason_en = "For show"
"""


def test_demonstration_targets_are_read_from_their_file_and_marked(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(DEMO, encoding="utf-8")
    (target,) = load_demo_targets(path)
    set_target(database, DEFINITIONS, SetTarget(**target.terms.model_dump()), actor=COMMAND_LINE, at=NOON)
    with database.reading() as con:
        goal = goals_in_force(con, cutoff_at=NOON)["infant", "city"]
    assert goal.is_demonstration
    assert goal.due_on == date(2027, 12, 31)
    path.write_text(DEMO + "surprise = 1\n", encoding="utf-8")
    with pytest.raises(ValidationError):
        load_demo_targets(path)


def test_the_demonstration_of_this_project_can_be_loaded() -> None:
    path = Path(__file__).parents[2] / "data" / "demo" / "targets.toml"
    assert {one.basis.value for one in load_demo_targets(path)} == {"demonstration"}
