"""The printed scorecard: a tagged PDF made by Typst from data only, never from text put into its markup."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from bahealth.assess.model import Step
from bahealth.assess.words import standing_word
from bahealth.charts.marks import change_mark, status_mark
from bahealth.charts.trend import interval_of
from bahealth.i18n import NO_BREAK_SPACE, Text
from bahealth.reports.model import ExportRow, ReportGroup, ScorecardReport


def scorecard_pdf(report: ScorecardReport, t: Text) -> bytes:
    """A4 landscape, PDF/UA-1: tagged, titled, in the language of `t`, and legible in grey."""
    return _compiled(report, t, format="pdf", pdf_standards=["ua-1"])


def scorecard_pages(report: ScorecardReport, t: Text) -> list[bytes]:
    """The same pages as pictures (PNG, 144 dots per inch)."""
    pages = _compiled(report, t, format="png", ppi=144.0)
    return pages if isinstance(pages, list) else [pages]


def _compiled(report: ScorecardReport, t: Text, **options: Any) -> Any:
    data = json.dumps(_document(report, t), ensure_ascii=False)
    return typst.compile(_template(), sys_inputs={"data": data}, ignore_system_fonts=True, **options)


@cache
def _template() -> bytes:
    return (files("bahealth.reports") / "templates" / "scorecard.typ").read_bytes()


def _document(report: ScorecardReport, t: Text) -> dict[str, Any]:
    """Everything that the template prints: ready texts and pictures."""
    rows = [line.row for group in report.groups for line in group.rows]
    about = [report.area, *([report.department] if report.department else [])]
    return {
        "language": t.language,
        "region": "AR" if t.language == "es" else "GB",
        "title": t("Scorecard: %(about)s", about=" · ".join(about)),
        "release": t("Release %(number)s of %(day)s", number=report.release_number, day=t.long_day(report.released_on)),
        "product": "BA Salud",
        "page_of": t("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "counts": [
            {"count": t.number(count), "word": standing_word(standing, t), "mark": status_mark(standing, "light")}
            for standing, count in report.counts
        ],
        "total": t.plural("%(count)s indicator", "%(count)s indicators", sum(count for _, count in report.counts)),
        "attention_heading": t("What needs attention"),
        "attention": [row.sentence for row in report.attention],
        "attention_mark": status_mark(report.attention[0].standing, "light") if report.attention else "",
        "no_attention": t("Nothing needs attention in this release."),
        "table_heading": t("All indicators"),
        "heads": [
            t("Indicator"),
            t("Status"),
            t("Value (95 % interval)"),
            t("Period"),
            t("Change"),
            t("Target"),
            t("Series"),
        ],
        "groups": [_group(group, t) for group in report.groups],
        "sources_heading": t("Sources"),
        "sources": sorted({f"{row.source}. {row.publisher}. {row.licence}." for row in rows}),
        "notices": _notices(rows, t),
        "simulated": t("simulated"),
        "demonstration": t("demonstration target"),
    }


def _notices(rows: list[ExportRow], t: Text) -> list[str]:
    said = [t("A change is shown only when it goes beyond chance.")]
    if any(row.is_simulated for row in rows):
        said.append(t("simulated: the value comes from a simulation, not from residents."))
    if any(row.is_demonstration_target for row in rows):
        said.append(t("demonstration target: the target is no decision of the city."))
    return said


def _group(group: ReportGroup, t: Text) -> dict[str, Any]:
    return {
        "heading": group.heading,
        "rows": [
            {**_line(line.row, t), "sparkline": line.sparkline, "sparkline_alt": line.sparkline_alt}
            for line in group.rows
        ],
    }


def _line(row: ExportRow, t: Text) -> dict[str, Any]:
    has_value = row.value is not None
    target, chance = "–", ""
    if row.target is not None and row.due_on is not None:
        target = t("%(value)s by %(date)s", value=t.number(row.target, row.decimals), date=t.short_month(row.due_on))
    if row.probability is not None:
        chance = f"{row.probability_word}{NO_BREAK_SPACE}({t.percent(row.probability)})"
    return {
        "indicator": row.indicator,
        "unit": row.unit,
        "is_simulated": row.is_simulated,
        "is_demonstration": row.is_demonstration_target,
        "mark": status_mark(row.standing, "light"),
        "status": row.status_word,
        "value": t.number(row.value, row.decimals) if row.value is not None else "–",
        "interval": interval_of(row.lower, row.upper, row.decimals, t) if has_value else "",
        "period": row.period or "–",
        "step": row.step_word if has_value and row.step is not Step.AS_REPORTED else "",
        "change_mark": change_mark(row.change, "light", row.direction) if has_value else "",
        "change": row.change_word if has_value else "–",
        "since": row.change_since_word if has_value else "",
        "target": target,
        "chance": chance,
    }
