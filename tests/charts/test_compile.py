from __future__ import annotations

import itertools
import json

import altair as alt
import pytest

from bahealth.charts.compile import KINDS, Kind, spec, with_rows
from bahealth.charts.palette import THEMES, Theme
from bahealth.i18n import LANGUAGES, Language

EACH = list(itertools.product(KINDS, LANGUAGES, THEMES))


@pytest.mark.parametrize(("kind", "language", "theme"), EACH)
def test_every_chart_is_valid_and_carries_no_data(kind: Kind, language: Language, theme: Theme) -> None:
    drawn = spec(kind, language, theme, unit="%")
    alt.LayerChart.from_dict(drawn)  # validates against the schema of Vega-Lite
    assert "datasets" not in drawn
    # A layer that named data of its own would not see the rows of the page.
    assert not any("data" in part for part in (drawn, *drawn["layer"]))
    json.dumps(drawn)


@pytest.mark.parametrize("kind", KINDS)
def test_charts_speak_the_readers_language(kind: Kind) -> None:
    spanish, english = (spec(kind, language, "light") for language in LANGUAGES)
    assert spanish["config"]["locale"]["number"]["decimal"] == ","
    assert spanish["config"]["locale"]["number"]["thousands"] == "."
    assert spanish["config"]["locale"]["time"]["months"][0] == "enero"
    assert english["config"]["locale"]["number"]["decimal"] == "."
    assert english["config"]["locale"]["time"]["shortDays"][0] == "Sun"
    assert json.dumps(spanish["layer"]) != json.dumps(english["layer"])


def test_chart_is_compiled_once_and_described_anew() -> None:
    plain = spec("trend", "es", "light")
    assert spec("trend", "es", "light") is plain
    assert spec("trend", "es", "light", description="Baja.")["description"] == "Baja."
    assert "description" not in plain


def test_value_axis_starts_at_zero_only_when_told() -> None:
    assert '"zero": true' in json.dumps(spec("trend", "es", "light", axis="zero"))
    assert '"zero": true' not in json.dumps(spec("trend", "es", "light", axis="data"))


def test_map_asks_only_the_address_it_is_given() -> None:
    drawn = json.dumps(spec("comuna_map", "es", "light", geometry="/geo/comunas.json"))
    assert drawn.count('"url"') == 1
    assert '"url": "/geo/comunas.json"' in drawn


@pytest.mark.parametrize(("kind", "language", "theme"), EACH)
def test_nothing_is_loaded_from_elsewhere(kind: Kind, language: Language, theme: Theme) -> None:
    drawn = {key: value for key, value in spec(kind, language, theme).items() if key != "$schema"}
    assert "://" not in json.dumps(drawn)


def test_a_chart_keeps_only_layers_that_have_rows() -> None:
    whole = spec("trend", "es", "light")
    drawn = with_rows(whole, [{"layer": "point"}])
    assert [part["transform"][0]["filter"]["oneOf"] for part in drawn["layer"]] == [["point"]]
    assert len(whole["layer"]) > 10  # the kept specification is not touched
