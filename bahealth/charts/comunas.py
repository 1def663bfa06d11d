"""What map and intervals share: one row per comuna over the period in which all are compared.

Coloured only where the 99.8 % interval leaves the city value out: `assess.comparison` says why.
"""

from __future__ import annotations

import altair as alt

from bahealth.assess.model import Reliability, Verdict
from bahealth.catalog.model import Area, Indicator
from bahealth.charts.house import Row, tips
from bahealth.charts.tone import Tone, side_tone
from bahealth.charts.trend import count_text, interval_text
from bahealth.i18n import Text


def area_tone(verdict: Verdict) -> Tone:
    """Judgement of an area against the city; absent where it has no value that may stand beside the others."""
    compared = verdict.compared
    if compared is None or compared.reliability is Reliability.WIDE:
        return Tone.ABSENT
    return side_tone(compared.against_city or 0, verdict.direction)


def tone_words(tone: Tone, t: Text) -> str:
    """What a tone says about an area."""
    return {
        Tone.GOOD: t("better than the city beyond chance (99.8%)"),
        Tone.CONCERN: t("worse than the city beyond chance (99.8%)"),
        Tone.HIGHER: t("above the city beyond chance (99.8%)"),
        Tone.LOWER: t("below the city beyond chance (99.8%)"),
        Tone.PLAIN: t("not told apart from the city"),
        Tone.ABSENT: t("no value that can be compared"),
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
    compared = verdict.compared
    if tone is Tone.ABSENT or compared is None:
        texts = dict.fromkeys(("value_text", "interval_text", "wide_text", "count_text", "period_text"), "–")
        spoken = f"{area.name}: {row['tone_text']}"
        return {
            **row,
            **dict.fromkeys(("value", "lower", "upper", "lower_998", "upper_998")),
            **texts,
            "number_text": "",
            "spoken": spoken,
        }
    value = t.measured(compared.value, indicator.decimals, indicator.unit)
    side = {1: " ▲", -1: " ▼"}.get(compared.against_city or 0, "")
    return {
        **row,
        "value": compared.value,
        "lower": compared.lower,
        "upper": compared.upper,
        "lower_998": compared.lower_998,
        "upper_998": compared.upper_998,
        "number_text": t.number(compared.value, indicator.decimals) + side,
        "value_text": value,
        "interval_text": interval_text(compared.lower, compared.upper, indicator, t),
        "wide_text": interval_text(compared.lower_998, compared.upper_998, indicator, t),
        "count_text": count_text(compared.numerator, compared.denominator, t),
        "period_text": t.period(compared.period),
        "spoken": f"{area.name}: {value}, {row['tone_text']}",
    }


def area_tips(t: Text, *, is_smoothed: bool = False) -> list[alt.Tooltip]:
    """Tooltip of an area; where a map is smoothed, the modelled value above the crude one."""
    modelled = {"modelled_text": t("Modelled value")} if is_smoothed else {}
    return tips(
        name=t("Area"),
        period_text=t("Period"),
        **modelled,
        value_text=t("Value"),
        interval_text=t("95 % interval"),
        wide_text=t("99.8 % interval"),
        count_text=t("Cases"),
        tone_text=t("Against the city"),
    )
