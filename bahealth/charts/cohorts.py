"""Birth cohorts by age: how many had reached something, drawn only as far as every child of the cohort has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import altair as alt

from bahealth.catalog.periods import Period
from bahealth.charts.house import NUMBER, SPOKEN, Row, rows_of, tips, value_axis
from bahealth.charts.palette import Palette
from bahealth.charts.trend import count_text
from bahealth.i18n import Text

_FOLLOWED_ENDS = ("followed end 0", "followed end 1")
_BARELY_ABOVE_ZERO = 0.01  # a line that lies on the axis needs no name there; the table has it


class Reached(Protocol):
    """Children who had reached it by an age in completed months."""

    @property
    def age(self) -> int:
        """Completed months."""
        ...

    @property
    def reached(self) -> float:
        """Children who had."""
        ...

    @property
    def children(self) -> float:
        """All children."""
        ...


class Followed(Protocol):
    """A birth cohort with the ages that are known of it, from 0 on without a gap."""

    @property
    def period(self) -> Period:
        """Months of birth."""
        ...

    @property
    def ages(self) -> Sequence[Reached]:
        """Youngest first."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether all have been followed to the end."""
        ...


def cohort_rows(cohorts: Sequence[Followed], t: Text) -> list[Row]:
    """The table behind the chart, oldest cohort first: `older` steps back, `newest` is the newest complete one.

    `followed` are cohorts still in follow-up: from their last age a line leads down to their name, under all curves.
    """
    complete = [one for one in cohorts if one.is_complete]
    newest = complete[-1] if complete else None
    rows: list[Row] = []
    for one in cohorts:
        layer = "newest" if one is newest else "older" if one.is_complete else "followed"
        rows += [_row(layer, one, reached, t) for reached in one.ages]
    for place, one in enumerate(_named(cohorts)):
        rows.append(_row(f"followed end {place % 2}", one, one.ages[-1], t, label=t.period(one.period)))
    if newest is not None:
        share = newest.ages[-1].reached / newest.ages[-1].children
        rows.append(
            _row("newest end", newest, newest.ages[-1], t, label=f"{t.period(newest.period)}\n{t.percent(share)}")
        )
    older = complete[:-1]
    if newest is not None and older:
        rows.append(_older_name(older, newest, t))
    return rows


def _named(cohorts: Sequence[Followed]) -> list[Followed]:
    """Those in follow-up whose line has left the axis."""
    lasts = [(one, one.ages[-1]) for one in cohorts if not one.is_complete]
    return [one for one, last in lasts if last.children and last.reached / last.children >= _BARELY_ABOVE_ZERO]


def _older_name(older: Sequence[Followed], newest: Followed, t: Text) -> Row:
    """One name for all that step back, on the side where most of them lie, clear of the newest."""
    ends = [one.ages[-1].reached / one.ages[-1].children for one in older]
    mean, own = sum(ends) / len(ends), newest.ages[-1].reached / newest.ages[-1].children
    outermost = older[ends.index(min(ends))] if mean <= own else older[ends.index(max(ends))]
    layer = "older below" if mean <= own else "older above"
    return _row(layer, outermost, outermost.ages[-1], t, label=t("earlier quarters"))


def _row(layer: str, one: Followed, reached: Reached, t: Text, *, label: str = "") -> Row:
    share = reached.reached / reached.children if reached.children else 0.0
    name = t("born in %(period)s", period=t.period(one.period))
    age = t.plural("%(count)s month", "%(count)s months", reached.age)
    texts: Row = {
        "cohort": one.period.key,
        "name": name,
        "age_text": age,
        "value_text": t.percent(share, 1),
        "count_text": count_text(reached.reached, reached.children, t),
        "state_text": t("followed to the first birthday") if one.is_complete else t("still in follow-up"),
        "label": label,
        "spoken": f"{name}, {age}: {t.percent(share)}",
    }
    return {"layer": layer, "age": float(reached.age), "value": 100 * share, **texts}


def cohorts(t: Text, colours: Palette) -> alt.LayerChart:
    """Chart of `cohort_rows`, without data."""
    base = alt.Chart()
    axis = alt.Axis(
        title=t("age in completed months"),
        titleColor=colours.muted,
        titleFontWeight="normal",
        values=list(range(13)),
        format=NUMBER,
        grid=False,
        ticks=False,
        labelPadding=6,
        labelOverlap="parity",
        aria=False,
    )
    x = alt.X("age", type="quantitative", scale=alt.Scale(domain=[0, 12], nice=False), axis=axis)
    y = value_axis("value", zero=True)
    told = tips(
        name=t("Children"),
        age_text=t("Age"),
        value_text=t("Share"),
        count_text=t("Cases"),
        state_text=t("Follow-up"),
    )
    halo: dict[str, Any] = {"stroke": colours.background, "strokeWidth": 1.5}

    def of(*layers: str) -> alt.Chart:
        return base.transform_filter(rows_of(*layers).filter)

    def line(layer: str, **look: Any) -> alt.Chart:
        return of(layer).mark_line(aria=False, **look).encode(x=x, y=y, detail="cohort:N")

    def name(layer: str, colour: str, **place: Any) -> alt.Chart:
        return of(layer).mark_text(aria=False, color=colour, lineBreak="\n", **place).encode(x=x, y=y, text="label:N")

    def dots(layer: str, **look: Any) -> alt.Chart:
        mark = of(layer).mark_point(**look)
        return mark.encode(x=x, y=y, tooltip=told, description=SPOKEN)

    layers: list[alt.Chart] = [
        line("older", color=colours.faint, strokeWidth=1, opacity=0.75),
        line("followed", color=colours.series, strokeWidth=1.8, strokeDash=[4, 3]),
        line("newest", color=colours.accent, strokeWidth=3.2),
        dots("older", filled=True, size=40, opacity=0),
        dots("followed", filled=True, size=60, opacity=0),
        dots("newest", filled=True, size=34, opacity=1, color=colours.accent),
        of(*_FOLLOWED_ENDS)
        .mark_rule(aria=False, color=colours.series, strokeWidth=1)
        .encode(x=x, y=y, y2=alt.datum(0)),
        of(*_FOLLOWED_ENDS)
        .mark_point(filled=True, opacity=1, size=64, shape="circle", color=colours.background, stroke=colours.series)
        .encode(x=x, y=y, tooltip=told),
        dots("newest end", filled=True, size=110, opacity=1, color=colours.accent, **halo),
        name(
            "newest end",
            colours.accent,
            align="left",
            dx=10,
            baseline="middle",
            fontWeight="bold",
            fontSize=13,
            lineHeight=16,
        ),
        name("older below", colours.muted, align="left", dx=10, dy=4, baseline="top", fontSize=11),
        name("older above", colours.muted, align="left", dx=10, dy=-4, baseline="bottom", fontSize=11),
    ]
    # Names of neighbours stand on two lines in turn, so that they do not meet on a narrow screen.
    for place, layer in enumerate(_FOLLOWED_ENDS):
        foot = alt.YDatum(0)
        at: dict[str, Any] = {"align": "left", "dx": 5, "dy": -6 - 15 * place, "baseline": "bottom", "fontSize": 11}
        text = of(layer).mark_text(aria=False, color=colours.ink, **at)
        layers.append(text.encode(x=x, y=foot, text="label:N"))
    return alt.LayerChart(layer=layers).properties(height=320)
