"""Stating and taking back, with what was known at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from bahealth.assess.effect.commands import (
    StateExpectation,
    WithdrawExpectation,
    state_expectation,
    withdraw_expectation,
)
from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.model import Opening, Terms
from bahealth.assess.effect.queries import expectations
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from tests.assess.effect.example import CHANGED, drawn, stated
from tests.views.filled import deliver

CATALOG = load_catalog(PROJECT / "data")
AT = datetime(2026, 3, 10, 15)


@pytest.fixture
def database() -> Iterator[Database]:
    opened = Database(None)
    yield opened
    opened.close()


def state(database: Database, terms: Terms) -> str:
    return state_expectation(database, CATALOG, StateExpectation(terms=terms), actor=COMMAND_LINE, at=AT)


def audited(database: Database) -> list[str]:
    with database.reading() as con:
        return [str(one[0]) for one in con.execute("SELECT command FROM ops.audit ORDER BY line_number").fetchall()]


def test_a_statement_keeps_that_there_were_no_figures_yet(database: Database) -> None:
    state(database, stated())
    with database.reading() as con:
        (found,) = expectations(con)
    assert found.terms == stated()
    assert found.newest_on is None
    assert not found.is_late
    assert audited(database) == ["state_expectation"]


@pytest.mark.parametrize(("months", "is_late"), [(36, False), (37, True)])
def test_figures_of_after_the_change_make_it_late(database: Database, months: int, *, is_late: bool) -> None:
    rows = [
        ("visits_per_1000", one.area_id, one.period_start, 1, one.numerator, one.denominator, None)
        for one in drawn(1, months=months)["comuna-1"]
    ]
    deliver(database, rows, source_id="form_primary_care")
    state(database, stated())
    with database.reading() as con:
        (found,) = expectations(con)
    assert found.newest_on == (date(2025, 1, 31) if is_late else date(2024, 12, 31))
    assert found.is_late is is_late


@pytest.mark.parametrize(
    "changes",
    [
        {"site": " "},
        {"mechanism": ""},
        {"size": 0.0},
        {"delay_months": 2},
        {"comparison": ("comuna-1", "comuna-2")},
        {"comparison": ("city",)},
        {"openings": (Opening(area_id="comuna-1", on=CHANGED),) * 2},
        {"indicator_id": "nothing"},
        {"openings": (Opening(area_id="comuna-99", on=CHANGED),)},
        {"capture_id": "none"},
    ],
)
def test_what_could_not_be_judged_is_refused_and_writes_nothing(database: Database, changes: dict[str, object]) -> None:
    terms = Terms.model_validate({**stated().model_dump(), **changes})
    with pytest.raises(Refusal):
        state(database, terms)
    assert audited(database) == []
    with database.reading() as con:
        assert expectations(con) == []


def test_a_delay_belongs_to_a_delayed_step(database: Database) -> None:
    assert state(database, stated(shape=Shape.DELAYED, delay_months=3))


def test_a_withdrawn_statement_stays_with_its_reason(database: Database) -> None:
    command = WithdrawExpectation(expectation_id=state(database, stated()), reason="the works were put off")
    withdraw_expectation(database, CATALOG, command, actor=COMMAND_LINE, at=AT)
    with database.reading() as con:
        (found,) = expectations(con)
    assert found.withdrawn_reason == "the works were put off"
    assert audited(database) == ["state_expectation", "withdraw_expectation"]
    with pytest.raises(Stale):
        withdraw_expectation(database, CATALOG, command, actor=COMMAND_LINE, at=AT)


def test_a_withdrawal_needs_a_reason_and_a_statement(database: Database) -> None:
    made = state(database, stated())
    for command, error in (
        (WithdrawExpectation(expectation_id=made, reason=" "), Refusal),
        (WithdrawExpectation(expectation_id="other", reason="x"), NotFound),
    ):
        with pytest.raises(error):
            withdraw_expectation(database, CATALOG, command, actor=COMMAND_LINE, at=AT)
    assert audited(database) == ["state_expectation"]
