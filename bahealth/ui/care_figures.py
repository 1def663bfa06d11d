"""Distributions as columns, bars and small series: what templates draw, each with its sentence and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bahealth.charts.month_area import month_area
from bahealth.charts.svg import data_uri
from bahealth.i18n import NO_BREAK_SPACE, Text
from bahealth.ui import care_words
from bahealth.ui.care_words import part_name
from bahealth.ui.words import said_alone
from bahealth.views.breakdowns import (
    FREQUENT,
    LOW_URGENCY,
    SOLVABLE,
    UNCODED,
    BirthdayDistribution,
    Cohort,
    Distribution,
    KindMonths,
)
from bahealth.views.care import CareFigures

_REACHED, _REST, _NONE = "reached", "rest", "none"
"""Looks of a column or bar: what the sentence counts, the others, and those without any."""


def figures_of(figures: CareFigures, t: Text) -> list[dict[str, Any]]:
    """The figures of a view in their order; each names the template that draws it."""
    found = [_birthdays(one, t) for one in figures.birthdays]
    known = figures.distributions
    makers: dict[str, Callable[[Distribution, Text], dict[str, Any]]] = {
        "first_checkup_week": _first_week,
        "prenatal_visits": _prenatal_visits,
        "first_prenatal_week": _first_prenatal_week,
        "ed_triage": _triage,
        "ed_classes": _classes,
    }
    found += [make(known[name], t) for name, make in makers.items() if name in known]
    if "ed_people_by_visits" in known and "ed_visits_by_visits" in known:
        found.append(_frequent(known["ed_people_by_visits"], known["ed_visits_by_visits"], t))
    if figures.kinds:
        found.append({**_kinds(figures.kinds, t), "is_simulated": "visits_by_kind" in figures.simulated})
    return found


def _columns(
    measure_id: str,
    found: Distribution,
    t: Text,
    *,
    look: Callable[[str], str],
    every: int = 1,
    numbered: bool = True,
) -> dict[str, Any]:
    """Columns with one part each; `every` so many carry their name, `numbered` ones their share above."""
    tallest = max((one.count for one in found.parts), default=0) or 1
    columns = [
        {
            "name": part_name(measure_id, one.part, t),
            "height": round(100 * one.count / tallest, 1),
            "share": _column_share(one.count / found.whole, t) if numbered or one.count == tallest else "",
            "look": look(one.part),
            "is_named": every == 1 or (one.part.isdigit() and int(one.part) % every == 0),
        }
        for one in found.parts
    ]
    return {"kind": "columns", "columns": columns, "mark": 0, "mark_name": "", **_table(measure_id, found, t)}


def _column_share(share: float, t: Text) -> str:
    return "" if share == 0 else "<1" if share < 0.005 else t.number(100 * share)


def _table(measure_id: str, found: Distribution, t: Text, *, decimals: int = 0) -> dict[str, Any]:
    return {
        "name": measure_id,
        "is_simulated": found.is_simulated,
        "rows": [
            (part_name(measure_id, one.part, t), t.number(one.count, decimals), t.percent(one.count / found.whole, 1))
            for one in found.parts
        ],
    }


def _groups(*groups: tuple[int, str, float, str]) -> list[dict[str, Any]]:
    """Brackets under neighbouring columns: how many, what they have in common, their share, their look."""
    return [{"span": span, "name": name, "share": share, "look": look} for span, name, share, look in groups if span]


def _birthdays(one: BirthdayDistribution, t: Text) -> dict[str, Any]:
    found, required = one.distribution, one.schedule.required

    def look(part: str) -> str:
        return _NONE if part == "0" else _REACHED if int(part) >= required else _REST

    done = found.count_from(required) / found.whole
    return {
        **_columns("checkups_by_birthday", found, t, look=look),
        "name": f"checkups_by_birthday-{one.schedule.schedule_id}",
        "title": t("Check-ups by the first birthday") + ": " + t.pick(one.schedule.name),
        "said": care_words.birthday_sentence(one, t),
        "about": t(
            "First birthdays %(period)s: %(count)s children.",
            period=t.period(found.period),
            count=t.number(found.whole),
        ),
        "axis": t("check-ups"),
        "heads": (t("Check-ups"), t("Children"), t("Share")),
        "groups": _groups(
            (required, t("fewer than %(required)s", required=required), 1 - done, _REST),
            (len(found.parts) - required, t("%(required)s or more", required=required), done, _REACHED),
        ),
        "mark": required,
        "mark_name": t("the schedule asks for %(required)s", required=required),
    }


def _first_week(found: Distribution, t: Text) -> dict[str, Any]:
    def look(part: str) -> str:
        return _REACHED if part in {"0", "1"} else _NONE if part == "none" else _REST

    weeks = sum(1 for one in found.parts if one.part.isdigit())
    early, never = found.share("0", "1"), found.share("none")
    return {
        **_columns("first_checkup_week", found, t, look=look, every=4, numbered=False),
        "title": t("Age at the first check-up"),
        "said": care_words.first_week_sentence(found, t),
        "about": t(
            "First birthdays %(period)s: %(count)s children.",
            period=t.period(found.period),
            count=t.number(found.whole),
        ),
        "axis": t("completed weeks of life"),
        "heads": (t("Week"), t("Children"), t("Share")),
        "groups": _groups(
            (2, t("weeks 0 and 1"), early, _REACHED),
            (weeks - 2, t("later"), 1 - early - never, _REST),
            (len(found.parts) - weeks, t("none"), never, _NONE),
        ),
    }


def _prenatal_visits(found: Distribution, t: Text) -> dict[str, Any]:
    def look(part: str) -> str:
        return _NONE if part == "0" else _REACHED if part == "10+" or int(part) >= 5 else _REST

    done = (found.count_from(5) + found.count("10+")) / found.whole
    return {
        **_columns("prenatal_visits", found, t, look=look),
        "title": t("Prenatal visits"),
        "said": care_words.prenatal_sentence(found, t),
        "about": _deliveries(found, t),
        "axis": t("days with a prenatal visit"),
        "heads": (t("Visits"), t("Deliveries"), t("Share")),
        "groups": _groups(
            (5, t("fewer than %(required)s", required=5), 1 - done, _REST),
            (len(found.parts) - 5, t("%(required)s or more", required=5), done, _REACHED),
        ),
        "mark": 5,
        "mark_name": "",
    }


def _first_prenatal_week(found: Distribution, t: Text) -> dict[str, Any]:
    def look(part: str) -> str:
        return _NONE if not part.isdigit() else _REACHED if int(part) < 13 else _REST

    weeks = sum(1 for one in found.parts if one.part.isdigit())
    early = sum(one.count for one in found.parts if one.part.isdigit() and int(one.part) < 13) / found.whole
    without = found.share("none", "unknown")
    return {
        **_columns("first_prenatal_week", found, t, look=look, every=4, numbered=False),
        "title": t("Week of the first prenatal visit"),
        "said": care_words.prenatal_week_sentence(found, t),
        "about": _deliveries(found, t),
        "axis": t("completed weeks of pregnancy"),
        "heads": (t("Week"), t("Deliveries"), t("Share")),
        "groups": _groups(
            (13, t("before week 13"), early, _REACHED),
            (weeks - 13, t("later"), 1 - early - without, _REST),
            (len(found.parts) - weeks, t("none, or weeks unknown"), without, _NONE),
        ),
    }


def _deliveries(found: Distribution, t: Text) -> str:
    return t("Births %(period)s: %(count)s deliveries.", period=t.period(found.period), count=t.number(found.whole))


def _bars(
    measure_id: str, found: Distribution, t: Text, *, counted: Sequence[str], apart: Sequence[str]
) -> dict[str, Any]:
    """One bar for each part, from zero to the longest."""
    longest = max((one.count for one in found.parts), default=0) or 1
    return {
        "kind": "bars",
        "name": measure_id,
        "is_simulated": found.is_simulated,
        "bars": [
            {
                "name": part_name(measure_id, one.part, t),
                "width": round(100 * one.count / longest, 1),
                "share": t.percent(one.count / found.whole, 1),
                "count": t.number(one.count),
                "look": _REACHED if one.part in counted else _NONE if one.part in apart else _REST,
            }
            for one in found.parts
        ],
    }


def _ed_about(found: Distribution, t: Text) -> str:
    said = t(
        "%(period)s: %(count)s emergency visits by residents.",
        period=t.period(found.period),
        count=t.number(found.whole),
    )
    return said_alone(said)


def _triage(found: Distribution, t: Text) -> dict[str, Any]:
    return {
        **_bars("ed_triage", found, t, counted=LOW_URGENCY, apart=("none",)),
        "title": t("Urgency by triage"),
        "said": care_words.triage_sentence(found, t),
        "about": _ed_about(found, t),
        "heads": (t("Level"), t("Share"), t("Visits")),
        "legend": t("low urgency"),
        "legend_apart": t("no triage level"),
    }


def _classes(found: Distribution, t: Text) -> dict[str, Any]:
    return {
        **_bars("ed_classes", found, t, counted=SOLVABLE, apart=UNCODED),
        "title": t("What could have been solved elsewhere, by diagnosis"),
        "said": care_words.classes_sentence(found, t),
        "about": _ed_about(found, t)
        + " "
        + t("A diagnosis counts in several classes, with the share of each; no visit is put into one class."),
        "heads": (t("Class"), t("Share"), t("Visits")),
        "legend": t("primary care could solve it"),
        "legend_apart": t("cannot be classified"),
    }


def _frequent(people: Distribution, visits: Distribution, t: Text) -> dict[str, Any]:
    longest = max(one.count / whole.whole for whole in (people, visits) for one in whole.parts) or 1
    made = {one.part: one.count for one in visits.parts}
    rows = [
        {
            "name": part_name("ed_people_by_visits", one.part, t),
            "people_width": round(100 * one.count / people.whole / longest, 1),
            "people_share": t.percent(one.count / people.whole, 1),
            "people": t.number(one.count),
            "visits_width": round(100 * made.get(one.part, 0) / visits.whole / longest, 1),
            "visits_share": t.percent(made.get(one.part, 0) / visits.whole, 1),
            "visits": t.number(made.get(one.part, 0)),
            "look": _REACHED if one.part in FREQUENT else _REST,
        }
        for one in people.parts
    ]
    return {
        "kind": "pairs",
        "name": "ed_people_by_visits",
        "is_simulated": people.is_simulated or visits.is_simulated,
        "title": t("Few people, many visits"),
        "said": care_words.frequent_sentence(people, visits, t),
        "about": t(
            "Twelve months to %(month)s, all hospitals together, without visits that were arranged: %(people)s people, "
            "%(visits)s visits.",
            month=t.month(people.period_start),
            people=t.number(people.whole),
            visits=t.number(visits.whole),
        ),
        "pairs": rows,
    }


def _kinds(kinds: Sequence[KindMonths], t: Text) -> dict[str, Any]:
    first, period = care_words.kinds_window(kinds)
    whole = sum(one.total(first) for one in kinds)
    months = [month for month, _ in kinds[0].months]
    everything = KindMonths(
        kind="", months=tuple((month, sum(dict(one.months)[month] for one in kinds)) for month in months)
    )
    return {
        "kind": "series",
        "name": "visits_by_kind",
        "title": t("Visits by kind, month by month"),
        "said": said_alone(care_words.kinds_sentence(kinds, t)),
        "about": t(
            "Series from %(first)s to %(last)s, each on its own scale from zero. The newest months still grow while "
            "late records arrive.",
            first=t.short_month(months[0]),
            last=t.short_month(months[-1]),
        ),
        "period": t.period(period),
        "series": [_kind(one, first, whole, t) for one in (everything, *kinds)],
    }


def _kind(one: KindMonths, first: Any, whole: float, t: Text) -> dict[str, Any]:
    (start, earliest), (end, latest) = one.months[0], one.months[-1]
    newest = t.number(latest)
    total = one.total(first)
    return {
        "name": care_words.kind_name(one.kind, t) if one.kind else t("all visits"),
        "is_all": not one.kind,
        "count": t.number(total),
        "share": t.percent(total / whole, 1) if whole else "–",
        "picture": data_uri(month_area(one.months, "auto")),
        "alt": t(
            "From %(start)s in %(first)s to %(end)s in %(last)s",
            start=t.number(earliest),
            first=t.short_month(start),
            end=newest,
            last=t.short_month(end),
        ),
        "newest": f"{newest}{NO_BREAK_SPACE}({t.short_month(end)})",
        "months": [(t.short_month(month), t.number(count)) for month, count in reversed(one.months)],
    }


def cohort_table(cohorts: Sequence[Cohort], t: Text) -> dict[str, Any]:
    """Cohorts down, ages across; what is not yet known is a dash."""
    rows: list[tuple[str, ...]] = []
    for one in reversed(cohorts):
        shares = {age.age: t.percent(age.share) for age in one.ages}
        rows.append(
            (
                t.period(one.period),
                t.number(one.ages[0].children),
                *(shares.get(age, "–") for age in range(13)),
                t("followed to the first birthday") if one.is_complete else t("still in follow-up"),
            )
        )
    heads = (t("Born"), t("Children"), *(t.number(age) for age in range(13)), t("Follow-up"))
    return {"heads": heads, "rows": rows, "summary": t("Table of the cohorts"), "caption": t("Six check-ups by age")}
