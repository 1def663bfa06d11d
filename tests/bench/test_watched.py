from __future__ import annotations

import pytest

from bench.watched import watched

STEPS = "tests.bench.stepping"
MIB = 2**20


def test_a_step_answers_and_tells_the_most_that_it_held() -> None:
    outcome = watched(STEPS, "hold", mebibytes=200)
    assert outcome.answer == {"held": 200 * MIB}
    assert 200 * MIB < outcome.peak_bytes < 300 * MIB


def test_what_a_child_holds_counts() -> None:
    assert watched(STEPS, "hold_in_a_child", mebibytes=200).peak_bytes > 200 * MIB


def test_a_step_that_holds_more_than_it_may_is_ended_with_its_children() -> None:
    outcome = watched(STEPS, "hold_in_a_child", may_hold=100 * MIB, mebibytes=200)
    assert outcome.answer is None
    assert outcome.peak_bytes > 100 * MIB


def test_a_step_that_could_not_get_memory_has_no_answer() -> None:
    assert watched(STEPS, "no_memory").answer is None


def test_a_step_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)fail ended with 1.*no such folder"):
        watched(STEPS, "fail")
