"""Courses of targets on the trend chart: their corners, which is in front, and where their ends are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.assess.trajectory import Milestone, Path, Trajectory
from bahealth.charts.compile import spec, with_rows
from bahealth.charts.course import Course, Part, course_rows
from bahealth.charts.palette import THEMES
from bahealth.charts.scale import epoch_ms
from bahealth.charts.trend import trend_rows
from bahealth.i18n import LANGUAGES, Text
from tests.charts.samples import a_target, a_verdict, an_indicator, years

ES = Text("es")
INDICATOR = an_indicator()
B, M1, M2, DUE = date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31), date(2027, 12, 31)


def course(part: Part = Part.IN_FORCE, value: float = 4.0, *, path: Path = Path.STRAIGHT, due: date = DUE) -> Course:
    milestones = () if path is Path.STRAIGHT else (Milestone(on=M1, value=6.0), Milestone(on=M2, value=5.0))
    return Course(part, Trajectory(B, 7.0, value, due, path=path, milestones=milestones))


def layers(*courses: Course, seen: tuple[float, ...] = (0.0, 10.0)) -> set[str]:
    return {str(row["layer"]) for row in course_rows(courses, seen, 12, INDICATOR, ES)}


def test_a_straight_course_has_two_corners() -> None:
    assert course().corners == ((B, 7.0), (DUE, 4.0))


def test_a_custom_course_goes_through_its_milestones() -> None:
    assert course(path=Path.CUSTOM).corners == ((B, 7.0), (M1, 6.0), (M2, 5.0), (DUE, 4.0))


def test_a_step_holds_until_the_next_day_and_then_goes_straight_down() -> None:
    assert course(path=Path.STEPPED).corners == (
        (B, 7.0),
        (M1, 7.0),
        (M1, 6.0),
        (M2, 6.0),
        (M2, 5.0),
        (DUE, 5.0),
        (DUE, 4.0),
    )


@given(st.sampled_from(Path), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_the_line_drawn_and_the_path_that_is_judged_agree(path: Path, day: date) -> None:
    """On every day the line drawn between two corners goes through what the path asks, up to the length of months."""
    drawn = course(path=path)
    asked = drawn.trajectory.asked_on(day)
    assert asked is not None
    if day >= DUE:
        assert asked == drawn.corners[-1][1]
        return
    place = max(one for one, (on, _) in enumerate(drawn.corners) if on <= day)
    (start, low), (end, high) = drawn.corners[place], drawn.corners[place + 1]
    along = low + (high - low) * (day - start).days / (end - start).days
    assert asked == pytest.approx(along, abs=0.02)


def test_milestones_stand_above_the_period_that_they_end() -> None:
    rows = course_rows([course(path=Path.CUSTOM)], [], 12, INDICATOR, ES)
    line = [row for row in rows if row["layer"] == "trajectory"]
    assert [row["x"] for row in line] == [epoch_ms(date(year, 1, 1)) for year in (2023, 2024, 2025, 2027)]
    assert [row["segment"] for row in line] == sorted(str(row["segment"]) for row in line)  # drawn in this order


def test_old_and_new_are_labelled_on_their_own_lines() -> None:
    both = [course(Part.REPLACED, 3.0), course(), course(Part.PROPOSED, 2.0)]
    rows = course_rows(both, [0.0, 10.0], 12, INDICATOR, ES)
    told = {str(row["layer"]): row["label"] for row in rows if "spoken" in row}
    assert told == {
        "replaced end": "antes: 3,0\ndic 2027",
        "target": "meta 4,0\ndic 2027",
        "proposed end": "propuesta: 2,0\ndic 2027",
    }


def test_close_ends_are_written_above_and_below_one_another() -> None:
    close = layers(course(value=4.0), course(Part.PROPOSED, 3.8))
    assert {"target above", "proposed end below"} <= close
    apart = layers(course(value=9.0), course(Part.PROPOSED, 1.0))
    assert {"target beside", "proposed end beside"} <= apart
    assert {"target below", "proposed end above"} <= layers(course(), course(Part.PROPOSED), seen=())  # equal


def test_a_course_alone_is_written_beside_its_end() -> None:
    assert layers(course()) == {"trajectory", "target", "target beside"}


def test_the_forecast_stands_only_with_the_target_that_it_is_about() -> None:
    verdict = a_verdict(INDICATOR, target=a_target(4.0))
    points = years({2022: 4.9, 2023: 4.6})

    def drawn(*courses: Course) -> set[str]:
        rows = trend_rows(points, verdict, [], INDICATOR, ES, courses=courses)
        return {str(row["layer"]) for row in rows}

    assert "forecast" in drawn(course(value=4.0))
    assert "forecast" not in drawn(course(value=3.5))
    assert "forecast" not in drawn(course(Part.PROPOSED, 4.0))
    assert "trajectory" not in drawn()


def test_the_courses_of_a_page_stand_in_place_of_the_one_of_the_release() -> None:
    verdict = a_verdict(INDICATOR, target=a_target(4.0))
    points = years({2022: 4.9, 2023: 4.6})
    own = trend_rows(points, verdict, [], INDICATOR, ES)
    goal = verdict.target.goal if verdict.target else None
    assert goal is not None
    same = trend_rows(points, verdict, [], INDICATOR, ES, courses=[Course(Part.IN_FORCE, goal.trajectory)])
    assert own == same


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newer_the_firmer_the_line_and_every_drawn_layer_has_a_mark(language: str, theme: str) -> None:
    compiled = spec("trend", language, theme)  # type: ignore[arg-type]
    marks = {
        name: layer["mark"]
        for layer in compiled["layer"]
        for name in next((one["filter"]["oneOf"] for one in layer.get("transform", ()) if "filter" in one), [])
    }
    assert "strokeDash" not in marks["proposed"]
    gaps = [marks[name]["strokeDash"] for name in ("trajectory", "replaced")]
    inked = [dash / (dash + gap) for dash, gap in gaps]
    assert inked == sorted(inked, reverse=True)
    three = [course(Part.REPLACED, 3.0), course(), course(Part.PROPOSED, 2.0)]
    rows = trend_rows(
        years({2022: 4.9, 2023: 4.6}),
        a_verdict(INDICATOR),
        [],
        INDICATOR,
        Text(language),
        courses=three,  # type: ignore[arg-type]
    )
    assert {str(row["layer"]) for row in rows} <= marks.keys()
    assert len(with_rows(compiled, rows)["layer"]) < len(compiled["layer"])
