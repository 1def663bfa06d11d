"""The bench of addresses on a smaller sample, and what it calls a typical slip."""

from __future__ import annotations

import random

from bahealth.config import PROJECT
from bench.address import GOAL, measured
from bench.misspell import doors, metres, typed


def test_at_least_95_of_100_misspelt_addresses_are_found_within_50_metres_and_hardly_one_elsewhere():
    found = measured(count=120, seed=3)
    assert found.share >= GOAL, [text for text, _, _ in found.missed]
    assert found.counts["elsewhere"] <= 2


def test_addresses_are_misspelt_in_many_ways():
    chance = random.Random(5)  # noqa: S311 - a sample, no secret
    sample = doors(PROJECT / "data" / "city", 200, chance)
    texts = [typed(one, "Flores", chance) for one in sample]
    as_published = sum(
        text in {f"{one.official} {one.number}", f"{one.on_map} {one.number}"}
        for text, one in zip(texts, sample, strict=True)
    )
    assert as_published < 10
    assert all(str(one.number) in text for text, one in zip(texts, sample, strict=True))


def test_a_thousandth_of_a_degree_of_latitude_is_111_metres():
    assert 111 < metres(-58.4, -34.6, -58.4, -34.601) < 111.3
