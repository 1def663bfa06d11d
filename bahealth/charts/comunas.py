"""What map and intervals share: one row per comuna, judged against the city by its interval."""

from __future__ import annotations

import altair as alt

from bahealth.assess.model import Step, Verdict
from bahealth.catalog.model import Area, Indicator
from bahealth.charts.house import Row, tips
from bahealth.charts.tone import Tone, side_tone
from bahealth.charts.trend import count_text, interval_text
from bahealth.i18n import Text


def area_tone(verdict: Verdict) -> Tone:
    """Judgement of an area against the city; absent where the area has no value of its own."""
    if verdict.value is None or verdict.step is Step.CITY:
        return Tone.ABSENT
    return side_tone(verdict.against_city or 0, verdict.direction)


def tone_words(tone: Tone, t: Text) -> str:
    """What a tone says about an area."""
    return {
        Tone.GOOD: t("better than the city beyond chance"),
        Tone.CONCERN: t("worse than the city beyond chance"),
        Tone.HIGHER: t("above the city beyond chance"),
        Tone.LOWER: t("below the city beyond chance"),
        Tone.PLAIN: t("cannot be told from the city"),
        Tone.ABSENT: t("no value of its own"),
    }[tone]


def judged_tones(*, is_neutral: bool) -> list[Tone]:
    """Tones that can occur, in the order of a legend."""
    sides = [Tone.HIGHER, Tone.LOWER] if is_neutral else [Tone.GOOD, Tone.CONCERN]
    return [*sides, Tone.PLAIN, Tone.ABSENT]


def area_row(verdict: Verdict, area: Area, indicator: Indicator, t: Text) -> Row:
    """Texts and tone of one area; `mark` is its short name in a chart, with the side it lies on beyond chance."""
    tone = area_tone(verdict)
    row: Row = {
        "area_id": area.area_id,
        "tone": tone.value,
        "name": area.name,
        "mark": str(area.number) if area.number is not None else area.name,
        "tone_text": tone_words(tone, t),
    }
    if tone is Tone.ABSENT or verdict.value is None:
        texts = dict.fromkeys(("value_text", "interval_text", "count_text", "period_text"), "–")
        spoken = f"{area.name}: {row['tone_text']}"
        return {**row, **dict.fromkeys(("value", "lower", "upper")), **texts, "number_text": "", "spoken": spoken}
    value = t.measured(verdict.value, indicator.decimals, indicator.unit)
    side = {1: " ▲", -1: " ▼"}.get(verdict.against_city or 0, "")
    return {
        **row,
        "value": verdict.value,
        "lower": verdict.lower,
        "upper": verdict.upper,
        "number_text": t.number(verdict.value, indicator.decimals) + side,
        "value_text": value,
        "interval_text": interval_text(verdict.lower, verdict.upper, indicator, t),
        "count_text": count_text(verdict.numerator, verdict.denominator, t),
        "period_text": t.period(verdict.period) if verdict.period else "–",
        "spoken": f"{area.name}: {value}, {row['tone_text']}",
    }


def area_tips(t: Text) -> list[alt.Tooltip]:
    """Tooltip of an area."""
    return tips(
        name=t("Area"),
        period_text=t("Period"),
        value_text=t("Value"),
        interval_text=t("95 % interval"),
        count_text=t("Cases"),
        tone_text=t("Against the city"),
    )
