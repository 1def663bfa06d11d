"""Draws of many at once follow the laws they claim, and keys hide the counter without colliding."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bahealth.simulate.draw import SLOTS, Wheel, Wheels, poisson_picks, stream
from bahealth.simulate.keys import key_texts, mixed

weights = st.lists(st.floats(0, 10), min_size=1, max_size=30).filter(lambda one: sum(one) > 0.01)


@given(weights)
def test_a_wheel_gives_each_outcome_its_share_to_one_slot(own: list[float]) -> None:
    slots = Wheel(own)._slots
    found = np.bincount(slots, minlength=len(own)) / SLOTS
    assert len(slots) == SLOTS
    assert np.abs(found - np.array(own) / sum(own)).max() <= 1 / SLOTS + 1e-12


def test_wheels_in_rows_keep_apart() -> None:
    rows = np.repeat([0, 1, 2], 1000)
    found = Wheels([[1, 0, 0], [0, 1, 0], [0, 0, 1]]).draw(stream(1, "x"), rows)
    assert (found == rows).all()


def test_picks_are_poisson_with_each_rate() -> None:
    rates = np.array([0.0, 0.5, 2.0, 0.0, 7.5])
    random = stream(5, "picks")
    counts = np.array([np.bincount(poisson_picks(random, rates), minlength=5) for _ in range(4000)])
    assert (counts[:, [0, 3]] == 0).all()
    for number in (1, 2, 4):
        own = counts[:, number]
        # The mean of 4,000 Poisson numbers, and their variance over the mean (chi-square with 3,999 degrees).
        assert abs(own.mean() - rates[number]) < 4 * np.sqrt(rates[number] / 4000)
        low, high = stats.chi2.ppf([1e-4, 1 - 1e-4], 3999) / 3999
        assert low < own.var(ddof=1) / own.mean() < high


def test_picks_ascend_and_nothing_comes_of_nothing() -> None:
    found = poisson_picks(stream(1, "a"), np.full(1000, 0.3))
    assert (np.diff(found) >= 0).all()
    assert len(poisson_picks(stream(1, "a"), np.zeros(3))) == 0
    assert len(poisson_picks(stream(1, "a"), np.zeros(0))) == 0


def test_streams_differ_by_seed_name_and_number() -> None:
    found = {stream(*one).random() for one in ((1, "a", 0), (2, "a", 0), (1, "b", 0), (1, "a", 1))}
    assert len(found) == 4
    assert stream(1, "a").random() == stream(1, "a").random()


@given(st.sets(st.integers(0, 2**63), min_size=2, max_size=50), st.integers(0, 2**32 - 1))
def test_different_numbers_stay_different(numbers: set[int], seed: int) -> None:
    found = mixed(np.array(sorted(numbers), dtype=np.uint64), seed, "people")
    assert len(set(found.tolist())) == len(numbers)


def _slow_key(number: int, seed: int, what: str) -> str:
    """The same in plain Python, from the published finaliser of SplitMix64."""
    import zlib

    def finished(z: int) -> int:
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    start = finished(((seed << 32) ^ zlib.crc32(what.encode())) % 2**64)
    return f"s{finished((number * 0x9E3779B97F4A7C15 + start) % 2**64):016x}"


@given(st.lists(st.integers(0, 2**42), min_size=1, max_size=20), st.integers(0, 2**32 - 1))
def test_key_texts_are_those_of_the_slow_way(numbers: list[int], seed: int) -> None:
    texts = key_texts(np.array(numbers, dtype=np.uint64), seed, "visits").to_pylist()
    assert texts == [_slow_key(one, seed, "visits") for one in numbers]
    assert all(re.fullmatch(r"s[0-9a-f]{16}", one) for one in texts)
