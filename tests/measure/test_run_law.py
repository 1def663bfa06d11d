"""Runs after each of several deliveries end where one run after all of them does."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from bahealth.catalog.model import Catalog
from tests.measure import slow
from tests.measure.by_sql import differences
from tests.measure.sent import Said, Sent, door_for
from tests.measure.slow_words import Facts
from tests.measure.stories import random_story

big = settings(
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
    ]
)


pytestmark = pytest.mark.usefixtures("here")


def _disagreements(expected: Said, found: Said) -> dict[str, list[str]]:
    told = {name: differences(expected.get(name, {}), found.get(name, {})) for name in expected.keys() | found.keys()}
    return {name: lines[:5] for name, lines in told.items() if lines}


def _by_hand(sent: Sent, day: date) -> Said:
    facts = Facts(sent.city(day), sent.catalog.schedules)
    return {name: rows for name, measure in slow.ALL.items() if (rows := measure(facts))}


@settings(big, max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_measured_delivery_by_delivery_all_is_as_if_it_had_come_at_once(
    seed: int, tmp_path: Path, catalog: Catalog
) -> None:
    story = random_story(Random(seed), children=3, mothers=3, frequent=2, others=2)  # noqa: S311 no secrets here
    door = door_for(tmp_path)
    sent, at_once = Sent(tmp_path, door, catalog), Sent(tmp_path, door, catalog)
    for records, day in zip(story.rounds, story.days, strict=True):
        sent.deliver(records)
        sent.measure(today=day)
        note(f"{story}")
        assert _disagreements(_by_hand(sent, day), sent.said()) == {}
    at_once.deliver(sent.city().records)
    at_once.measure(today=story.days[-1])
    assert _disagreements(at_once.said(), sent.said()) == {}
    sent.database.close()
    at_once.database.close()
