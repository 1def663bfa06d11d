from __future__ import annotations

import re
from datetime import date

import pytest

from bahealth.charts.palette import palette
from bahealth.charts.printed import trend_svg
from bahealth.charts.trend import Note
from bahealth.i18n import LANGUAGES, Language, Text
from tests.charts.samples import LIMITS, a_target, a_verdict, an_indicator, months, years
from tests.charts.test_palette import contrast

INDICATOR = an_indicator()
YEARS = years({2018: 6.6, 2019: 7.3, 2020: 4.9, 2021: 5.3})
VERDICT = a_verdict(INDICATOR, target=a_target(), value=5.3)


@pytest.mark.parametrize(("language", "newest", "target"), [("es", "5,3", "meta 4,0"), ("en", "5.3", "target 4.0")])
def test_chart_speaks_the_readers_language(language: Language, newest: str, target: str) -> None:
    svg = trend_svg(YEARS, VERDICT, [], INDICATOR, Text(language))
    assert f">{newest}<" in svg
    assert target in svg
    assert Text(language).pick(INDICATOR.unit) in svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_chart_is_drawn_with_the_shipped_font_and_no_pictures_of_dots(language: Language) -> None:
    svg = trend_svg(YEARS, VERDICT, [], INDICATOR, Text(language))
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {"Source Sans Pro"}
    assert "<image" not in svg


def test_chart_without_points_is_no_chart() -> None:
    assert trend_svg([], VERDICT, [], INDICATOR, Text("es")) == ""


def test_notes_typed_by_people_are_texts() -> None:
    note = Note(on=date(2020, 3, 20), text='</text><script>x</script> & "a" 😀')
    svg = trend_svg(YEARS, VERDICT, [note], INDICATOR, Text("es"))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert "😀" not in svg


def test_special_points_keep_their_shape() -> None:
    points = months([80.0, 81, 79, 80, 82, 80, 79, 95], special=(7,))
    moved = VERDICT.change.model_copy(update={"limits": LIMITS})
    verdict = a_verdict(INDICATOR, change=moved)
    colour = palette("print").concern
    assert colour in trend_svg(points, verdict, [], INDICATOR, Text("es"))
    assert colour not in trend_svg(months([80.0] * 8), verdict, [], INDICATOR, Text("es"))


def test_judgements_stay_apart_on_a_grey_printer() -> None:
    colours = palette("print")
    assert contrast(colours.good, colours.concern) >= 2.5
    assert contrast(colours.higher, colours.lower) >= 2
    for name in ("ink", "muted"):
        assert contrast(getattr(colours, name), colours.background) >= 7, name
    for name in ("good", "concern", "higher", "lower", "series", "faint", "neutral"):
        assert contrast(getattr(colours, name), colours.background) >= 3, name
