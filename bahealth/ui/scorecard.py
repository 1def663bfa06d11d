"""Drawing a scorecard: filters in the address, one piece of HTML, three downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import streamlit as st

from bahealth.assess.model import Reliability
from bahealth.assess.words import reading, standing_word, status_word
from bahealth.catalog.model import Catalog, Group, Kind
from bahealth.catalog.periods import Period
from bahealth.charts.gap_strip import AreaValue, gap_strip
from bahealth.charts.sparkline import sparkline
from bahealth.charts.svg import data_uri
from bahealth.convene.words import false_alarms_text
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.publish.disclosure import CITY
from bahealth.ui import address, words
from bahealth.ui.choices import in_address
from bahealth.ui.desk_words import lateness_text
from bahealth.ui.downloads import csv_file, pdf_file, xlsx_file
from bahealth.ui.filters import choose_area
from bahealth.ui.html import Html, change_name, kept, render
from bahealth.ui.title import title_page
from bahealth.views.care import CareTheme
from bahealth.views.contests import overlaps
from bahealth.views.desk import Lateness
from bahealth.views.scorecard import GroupBy, ScorecardChoice, ScorecardRow, ScorecardView

_ALL = "todas"
_CARE = {
    Group.INFANT: CareTheme.CHILD,
    Group.MATERNAL: CareTheme.MATERNAL,
    Group.EMERGENCY: CareTheme.EMERGENCY,
    Group.ACCESS: CareTheme.VISITS,
}
_ROWS = {_ALL: N_("All"), "excepciones": N_("Exceptions only")}


def scorecard_filters(t: Text, catalog: Catalog) -> ScorecardChoice:
    """The reader's choices, from widgets that stand in the address."""
    departments = {one.department_id: t.pick(one.name) for one in catalog.departments}
    divisions = {GroupBy.THEME.value: t("Theme"), GroupBy.DEPARTMENT.value: t("Department")}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        area_id = choose_area(t, catalog)
        department_id = in_address(
            "departamento",
            lambda: st.selectbox(
                t("Department"),
                departments,
                index=None,
                placeholder=t("All departments"),
                format_func=departments.__getitem__,
                key="departamento",
                width=280,
            ),
            allowed=departments,
            default=None,
        )
        group_by = in_address(
            "agrupar",
            lambda: (
                st.segmented_control(
                    t("Group by"), divisions, required=True, format_func=divisions.__getitem__, key="agrupar"
                )
                or GroupBy.THEME.value
            ),
            allowed=divisions,
            default=GroupBy.THEME.value,
        )
        shown = in_address(
            "filas",
            lambda: (
                st.segmented_control(
                    t("Rows"), _ROWS, required=True, format_func=lambda one: t(_ROWS[one]), key="filas"
                )
                or _ALL
            ),
            allowed=_ROWS,
            default=_ALL,
        )
    return ScorecardChoice(
        area_id=area_id,
        department_id=department_id,
        group_by=GroupBy(group_by),
        only_exceptions=shown != _ALL,
    )


@dataclass(frozen=True)
class Beside:
    """What the desk of deliveries says beside a release: indicators that are contested, lateness of the department."""

    contested: frozenset[str] = frozenset()
    lateness: Lateness | None = None


NOTHING_BESIDE = Beside()


def beside(view: ScorecardView | None, periods: Mapping[str, tuple[Period, ...]], lateness: Lateness | None) -> Beside:
    """Indicators whose shown value shares a month with a contested one, and the row of the department."""
    shown = {row.indicator.indicator_id: row.verdict.period for row in view.rows} if view else {}
    contested = {
        indicator_id
        for indicator_id, found in periods.items()
        if (period := shown.get(indicator_id)) is not None and any(overlaps(period, one) for one in found)
    }
    return Beside(frozenset(contested), lateness)


def draw_scorecard(view: ScorecardView | None, t: Text, more: Beside = NOTHING_BESIDE) -> None:
    """The page below its filters; a designed empty state before the first release."""
    if view is None:
        st.html(render("nothing_yet", t))
        return
    title_page(t("Public scorecard") if view.is_public else t("Scorecard"), view.area.name)
    st.html(scorecard_html(view, t, more))
    name = f"{address.SCORECARD}-{view.area.area_id}-{view.release.release_number}"
    with st.container(horizontal=True, key="files"):
        for label, ending, mime, file in (
            (t("Download %(form)s", form="CSV"), "csv", "text/csv", csv_file),
            (
                t("Download %(form)s", form="XLSX"),
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                xlsx_file,
            ),
            (t("Print view (PDF)"), "pdf", "application/pdf", pdf_file),
        ):
            st.download_button(
                label, partial(file, view, t), f"{name}.{ending}", mime, key=f"as-{ending}", on_click="ignore"
            )


@lru_cache(maxsize=256)
def scorecard_html(view: ScorecardView, t: Text, more: Beside = NOTHING_BESIDE) -> Html:
    """Everything between the filters and the downloads, kept from one rerun to the next."""
    return kept(_rendered(view, t, more))


def _rendered(view: ScorecardView, t: Text, more: Beside) -> Html:
    page, area_id = address.PUBLIC_INDICATOR if view.is_public else address.INDICATOR, view.area.area_id
    tiles = [
        {
            "standing": standing.value,
            "count": t.number(count),
            "word": standing_word(standing, t),
            "meaning": t(words.STANDING_MEANINGS[standing]),
            "simulated": _simulated(view.simulated_counts.get(standing, 0), t),
        }
        for standing, count in view.counts
    ]
    return render(
        "scorecard",
        t,
        view=view,
        contested=more.contested,
        lateness=lateness_text(more.lateness, t) if more.lateness else "",
        is_lateness_simulated=more.lateness is not None and more.lateness.is_simulated,
        desk=address.address(address.DESK, t.language, departamento=view.choice.department_id),
        tiles=tiles,
        false_alarms=false_alarms_text(view.expected_false_alarms, t) if view.expected_false_alarms else "",
        sum_line=" + ".join(str(tile["count"]) for tile in tiles)
        + " = "
        + t.plural("%(count)s indicator", "%(count)s indicators", view.total),
        attention=[_texts(view, row, page, t) for row in view.attention],
        groups=[
            {
                "name": words.group_name(group, t),
                "more": "" if view.is_public else _care_address(group.theme, area_id, t),
                "rows": [_texts(view, row, page, t) for row in group.rows if row.verdict.value is not None],
                "absent": [_texts(view, row, page, t) for row in group.rows if row.verdict.value is None],
            }
            for group in view.groups
        ],
    )


def _simulated(count: int, t: Text) -> str:
    """How many of a tile come from a simulation; empty when none does."""
    return t.plural("%(count)s of them simulated", "%(count)s of them simulated", count) if count else ""


def _care_address(theme: Group | None, area_id: str, t: Text) -> str:
    """Where the figures behind a theme stand; a department has no such page."""
    if theme is None:
        return ""
    return address.care_address(_CARE[theme], t.language, area_id)


def row_texts(row: ScorecardRow, area_id: str, page: str, t: Text) -> dict[str, Any]:
    """What the cells of a row say, on every page that shows one; `page` is where its name leads."""
    verdict, indicator = row.verdict, row.indicator
    change, since = words.change_texts(verdict, t)
    target, chance = words.target_texts(verdict, indicator, t)
    goal = verdict.target.goal.value if verdict.target else None
    said = words.said_alone(reading(verdict, indicator, t))
    period = t.period(verdict.period) if verdict.period else ""
    strip, strip_alt, gap = _strip(row, t)
    return {
        "indicator_id": indicator.indicator_id,
        "name": t.pick(indicator.short_name),
        "unit": t.pick(indicator.unit),
        "address": address.address(
            page,
            t.language,
            indicador=indicator.indicator_id,
            area=None if area_id == CITY else area_id,
        ),
        "standing": verdict.standing.value,
        "status": status_word(verdict.status, t),
        "value": words.value_text(verdict, indicator, t),
        "interval": words.interval_text(verdict.lower, verdict.upper, indicator.decimals, t),
        "period": period,
        "age": words.age_text(verdict, t),
        "change": change,
        "change_mark": change_name(verdict.change.change, indicator.direction),
        "since": since,
        "target": target,
        "chance": chance,
        "badges": words.badges(verdict, t),
        "sentence": said,
        "sparkline": data_uri(
            sparkline(
                row.points,
                limits=verdict.change.limits,
                target=goal,
                direction=indicator.direction,
                axis="data",  # in the height of a row the shape counts; the page of the indicator keeps its axis
                theme="auto",
            )
        )
        if row.points
        else "",
        "sparkline_alt": words.series_alt(row, t),
        "strip": strip,
        "strip_alt": strip_alt,
        "gap": gap,
        "is_luck": False,
        "facts": _facts(row, t),
    }


def _texts(view: ScorecardView, row: ScorecardRow, page: str, t: Text) -> dict[str, Any]:
    """The cells of a row among the others of this scorecard: whether its signal is too weak for so many."""
    texts = row_texts(row, view.area.area_id, page, t)
    return {**texts, "is_luck": row.indicator.indicator_id in view.luck}


def _strip(row: ScorecardRow, t: Text) -> tuple[str, str, str]:
    """The comunas around the city as picture, words and gap; nothing where the source speaks of the city only."""
    known = [
        (one.area_id.removeprefix("comuna-"), one.compared)
        for one in row.comunas
        if one.compared is not None and one.compared.reliability is not Reliability.WIDE
    ]
    if len(known) < 2:
        return "", "", ""
    decimals = row.indicator.decimals
    values = [one.value for _, one in known]
    picture = gap_strip(
        [AreaValue(name, one.value, one.lower_998, one.upper_998, not one.against_city) for name, one in known],
        row.city.value if row.city else None,
        "auto",
        direction=row.indicator.direction,
        width=120,
        height=36,
    )
    words_of = t(
        "Comunas from %(lowest)s to %(highest)s",
        lowest=t.number(min(values), decimals),
        highest=t.number(max(values), decimals),
    )
    alt = f"{words_of}; {words.comparison_text([one for _, one in known], t)}"
    gap = words.interval_text(min(values), max(values), decimals, t)
    return data_uri(picture), alt, f"{gap} ({t.period(known[0][1].period)})"


def _facts(row: ScorecardRow, t: Text) -> list[tuple[str, str]]:
    """What the opened row tells: where the number comes from and who answers for it."""
    verdict, indicator = row.verdict, row.indicator
    found = [(t("What it is"), t.pick(indicator.description))]
    if verdict.numerator is not None:
        parts = t.number(verdict.numerator)
        if verdict.denominator is not None and indicator.kind is not Kind.COUNT:
            parts += f"{NO_BREAK_SPACE}/{NO_BREAK_SPACE}" + t.number(verdict.denominator)
        found.append((t("Numerator and denominator"), parts))
    found += [
        (t("Source"), f"{t.pick(row.source.name)} ({row.source.publisher})"),
        (t("Department that answers"), t.pick(row.department.name)),
    ]
    return found
