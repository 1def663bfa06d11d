"""Comunas and centres as rows of one chart: value and limits beside the city's, in the order of numbers or names."""

from __future__ import annotations

from typing import Any

from bahealth.catalog.model import Direction, Indicator, Kind
from bahealth.charts.interval_bar import common_scale, interval_axis, interval_bar, place_tone, ticks
from bahealth.charts.scale import Scale
from bahealth.charts.svg import data_uri
from bahealth.charts.tone import Tone
from bahealth.charts.trend import count_text
from bahealth.i18n import Text
from bahealth.publish.disclosure import CITY
from bahealth.ui import words
from bahealth.ui.care_words import place_word, places_sentence
from bahealth.views.care import CareFigures, CareTheme
from bahealth.views.places import Place, PlacesView


def places_part(figures: CareFigures, t: Text) -> list[dict[str, Any]]:
    """The comunas and the centres of the compared indicator; nothing when it has no value anywhere."""
    if figures.compared is None:
        return []
    indicator = figures.compared.indicator
    name = t.pick(indicator.short_name)
    found: list[dict[str, Any]] = []
    if figures.comunas:
        found.append(_part("comunas", t("By comuna: %(name)s", name=name), figures.comunas, indicator, t))
    title, empty = _centre_words(figures, name, t)
    if figures.centres and figures.theme is CareTheme.EMERGENCY:
        unjudged = indicator.model_copy(update={"direction": Direction.NEUTRAL})
        caution = t(
            "Hospitals receive different patients: a difference is a reason to look, not a verdict on a hospital."
        )
        found.append({**_part("centres", title, figures.centres, unjudged, t), "caution": caution})
    elif figures.centres:
        found.append(_part("centres", title, figures.centres, indicator, t))
    elif figures.has_breakdowns:
        found.append({"name": "centres", "title": title, "empty": empty})
    return found


def _centre_words(figures: CareFigures, name: str, t: Text) -> tuple[str, str]:
    """Heading of the places of care, and what to say when there are none."""
    if figures.theme is CareTheme.EMERGENCY:
        title = t("By hospital: %(name)s", name=name)
    elif figures.area.area_id == CITY:
        title = t("By centre: %(name)s", name=name)
    else:
        title = t("By centre of %(area)s: %(name)s", area=figures.area.name, name=name)
    if figures.has_centres:
        return title, t("No centre with a value stands in this comuna.")
    return title, t("This indicator is about where people live, not about one place of care. Choose another one above.")


def _part(name: str, title: str, view: PlacesView, indicator: Indicator, t: Text) -> dict[str, Any]:
    is_count = indicator.kind is Kind.COUNT
    city = view.city.value if view.city is not None else None
    scale = common_scale(view.valued, city, indicator)
    marks = [(value, t.number(value, 0 if value == round(value) else 1)) for value in ticks(scale)]
    line = None if is_count else city
    said = (
        t("%(period)s. Counts are not judged: places differ in size.", period=t.period(view.valued[0].period))
        if is_count
        else places_sentence(view.places, t)
    )
    return {
        "name": name,
        "title": title,
        "empty": "",
        "caution": "",
        "said": words.said_alone(said),
        "is_count": is_count,
        "is_simulated": view.is_simulated,
        "unit": t.pick(indicator.unit),
        "axis": data_uri(interval_axis(scale, marks, line, "auto")),
        "city": "" if city is None else t.measured(city, indicator.decimals, indicator.unit),
        "rows": [_row(one, indicator, scale, line, t) for one in view.places],
    }


def _row(one: Place, indicator: Indicator, scale: Scale, line: float | None, t: Text) -> dict[str, Any]:
    compared, is_count = one.compared, indicator.kind is Kind.COUNT
    if compared is None:
        nothing = dict.fromkeys(("interval", "count", "picture"), "")
        return {
            "name": one.name,
            "is_chosen": one.is_chosen,
            "value": "–",
            "word": t("no value"),
            "tone": "absent",
            **nothing,
        }
    tone = place_tone(compared, indicator.direction)
    picture = interval_bar(compared, line, scale, "auto", direction=indicator.direction, is_count=is_count)
    return {
        "name": one.name,
        "is_chosen": one.is_chosen,
        "value": t.number(compared.value, indicator.decimals),
        "interval": words.interval_text(compared.lower, compared.upper, indicator.decimals, t),
        "count": "" if is_count else count_text(compared.numerator, compared.denominator, t),
        "word": "" if is_count else place_word(tone, t),
        "tone": Tone.PLAIN.value if is_count else tone.value,
        "picture": data_uri(picture),
    }
