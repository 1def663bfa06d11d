from __future__ import annotations

import pytest

from bench.record_report import Figures, Size, differing, exponent, report


def took(seconds: float, peak_gib: float = 1.0, **more: object) -> Figures:
    return Figures({"seconds": seconds, **more}, peak_gib)


def sizes(**changed: object) -> list[Size]:
    """A tenth and a whole that meet every goal, unless `changed`."""
    small = Size(fraction=0.1, counts={"visits": 6_000_000, "residents": 310_000}, measure=took(10))
    small.rivals = {"pandas": took(50), "polars": took(10)}
    large = Size(
        fraction=1.0,
        counts={"visits": 60_000_000, "residents": 3_100_000},
        load=took(100, 5.9),
        measure=took(100, 5.9),
        incremental=took(9.9),
        baseline=took(40, once_seconds=20.0, narrow_seconds=10.0),
        rivals={"pandas": Figures(None, 16.1), "polars": took(100)},
    )
    for name, value in changed.items():
        setattr(large, name, value)
    return [small, large]


def missed(found: list[Size]) -> list[str]:
    return [one.what for one in report(found) if one.is_met is False]


def test_at_their_limits_goals_are_met() -> None:
    assert missed(sizes()) == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"counts": {"visits": 60_000_000, "residents": 3_099_999}}, "residents"),
        ({"counts": {"visits": 59_999_999, "residents": 3_100_000}}, "visits"),
        ({"baseline": took(39.9, once_seconds=20.0, narrow_seconds=10.0)}, "all measures : reading"),
        ({"rivals": {"polars": took(99)}}, "polars"),
        ({"rivals": {"pandas": took(499), "polars": took(100)}}, "pandas"),
        ({"load": took(100, 6.0)}, "peak memory, load"),
        ({"incremental": took(10)}, "one month more"),
    ],
)
def test_just_beyond_its_limit_a_goal_is_missed(changed: dict[str, object], what: str) -> None:
    (only,) = missed(sizes(**changed))
    assert only.startswith(what)


def test_a_rival_is_compared_at_the_largest_size_that_it_could_hold() -> None:
    lines = {one.what: one.reached for one in report(sizes())}
    assert lines["pandas : all measures, 6.0 million visits"] == "5.00  (50.0 s : 10.0 s)"
    assert lines["polars : all measures, 60.0 million visits"] == "1.00  (100.0 s : 100.0 s)"


def test_growth_in_proportion_has_the_exponent_1_and_in_the_square_2() -> None:
    assert exponent((6e6, 10), (60e6, 100)) == pytest.approx(1)
    assert exponent((6e6, 10), (60e6, 1000)) == pytest.approx(2)
    # 10 ** 1.1 = 12.589...: the limit of the goal.
    assert exponent((6e6, 10), (60e6, 125.9)) == pytest.approx(1.1, abs=1e-4)


def test_a_rival_that_says_something_else_is_named() -> None:
    ours = {"visits": [3, 10.0], "ed_triage": [2, 4.0], "checkups_six": [1, 1.0]}
    theirs = {"visits": [3, 10.0 + 1e-9], "ed_triage": [3, 4.0], "prenatal_visits": [1, 1.0]}
    assert differing(ours, theirs) == ["checkups_six", "ed_triage", "prenatal_visits"]
    small, large = sizes()
    large.said, large.rivals = {"said": ours}, {"polars": took(100, said=theirs)}
    assert "polars says the same, 60.0 million visits" in missed([small, large])
