"""Charts as plain dictionaries, made once per kind, language and theme: building them is the main cost of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, get_args

import altair as alt

from bahealth.charts.cohorts import cohorts
from bahealth.charts.comuna_intervals import comuna_intervals
from bahealth.charts.comuna_map import GEOMETRY, comuna_map
from bahealth.charts.effect import effect_course, effect_exchange, effect_gap
from bahealth.charts.funnel import funnel
from bahealth.charts.house import Row, housed
from bahealth.charts.near_map import near_barrio, near_city, near_way
from bahealth.charts.nearness_map import nearness_map
from bahealth.charts.palette import Palette, Theme, palette
from bahealth.charts.scale import Axis
from bahealth.charts.trend import trend
from bahealth.i18n import Language, Text

Kind = Literal[
    "trend",
    "comuna_map",
    "comuna_intervals",
    "funnel",
    "cohorts",
    "nearness_map",
    "near_city",
    "near_barrio",
    "near_way",
    "effect_course",
    "effect_gap",
    "effect_exchange",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
_ALWAYS_ALIKE: Final[Mapping[Kind, Callable[[Text, Palette], alt.LayerChart]]] = {
    "cohorts": cohorts,
    "near_city": near_city,
    "near_barrio": near_barrio,
    "near_way": near_way,
    "effect_exchange": effect_exchange,
}


def spec(
    kind: Kind,
    language: Language,
    theme: Theme,
    *,
    unit: str = "",
    axis: Axis = "data",
    months: int = 12,
    is_neutral: bool = False,
    is_smoothed: bool = False,
    size_title: str = "",
    geometry: str = GEOMETRY,
    description: str = "",
) -> dict[str, Any]:
    """Vega-Lite specification without data, to be drawn with the rows of the chart's module and `theme=None`.

    `unit` stands above the values; `axis` says whether they start at zero; `months` is the length of a period
    (trend); `is_neutral` that no way is good, `is_smoothed` that values are modelled, `geometry` the address of the
    shapes (map); `size_title` names the denominator (funnel); `description` is the sentence that a screen reader says.
    """
    compiled = _compiled(kind, language, theme, unit, axis, months, is_neutral, is_smoothed, size_title, geometry)
    return {**compiled, "description": description} if description else compiled


def with_rows(compiled: dict[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """The specification without the layers that `rows` leave empty, nameless marks to a screen reader."""
    present = {row["layer"] for row in rows}

    def has_rows(layer: dict[str, Any]) -> bool:
        chosen = next((one["filter"]["oneOf"] for one in layer.get("transform", ()) if "filter" in one), None)
        return chosen is None or not present.isdisjoint(chosen)

    return {**compiled, "layer": [layer for layer in compiled["layer"] if has_rows(layer)]}


@lru_cache(maxsize=512)
def _compiled(  # noqa: PLR0917 - a cache key
    kind: Kind,
    language: Language,
    theme: Theme,
    unit: str,
    axis: Axis,
    months: int,
    is_neutral: bool,  # noqa: FBT001 - a cache key
    is_smoothed: bool,  # noqa: FBT001 - a cache key
    size_title: str,
    geometry: str,
) -> dict[str, Any]:
    t, colours = Text(language), palette(theme)
    match kind:
        case "trend":
            chart = trend(t, colours, axis=axis, months=months)
        case "comuna_map":
            chart = comuna_map(t, colours, is_neutral=is_neutral, is_smoothed=is_smoothed, geometry=geometry)
        case "comuna_intervals":
            chart = comuna_intervals(t, colours, axis=axis)
        case "funnel":
            chart = funnel(t, colours, axis=axis, size_title=size_title)
        case "nearness_map":
            chart = nearness_map(t, colours, geometry=geometry)
        case "effect_course":
            chart = effect_course(t, colours, axis=axis, months=months)
        case "effect_gap":
            chart = effect_gap(t, colours, months=months)
        case _:
            chart = _ALWAYS_ALIKE[kind](t, colours)
    return housed(chart, unit=unit, language=language, colours=colours)
