"""A scorecard as files, made from the very view that the page shows."""

from __future__ import annotations

from bahealth.charts.sparkline import sparkline
from bahealth.i18n import Text
from bahealth.reports.model import ExportRow, ReportGroup, ReportRow, ScorecardReport, export_row
from bahealth.reports.scorecard_pdf import scorecard_pdf
from bahealth.reports.spreadsheet import scorecard_csv, scorecard_xlsx
from bahealth.ui.words import group_name, series_alt
from bahealth.views.scorecard import ScorecardRow, ScorecardView


def csv_file(view: ScorecardView, t: Text) -> bytes:
    """The rows shown, as a text file."""
    return scorecard_csv([_exported(row, view, t) for row in view.rows], t)


def xlsx_file(view: ScorecardView, t: Text) -> bytes:
    """The rows shown, as a workbook."""
    return scorecard_xlsx([_exported(row, view, t) for row in view.rows], t)


def pdf_file(view: ScorecardView, t: Text) -> bytes:
    """The print view."""
    return scorecard_pdf(scorecard_report(view, t), t)


def scorecard_report(view: ScorecardView, t: Text) -> ScorecardReport:
    """What the print view shows of `view`."""
    department = view.department
    return ScorecardReport(
        area=view.area.name,
        department=t.pick(department.name) if department else None,
        release_number=view.release.release_number,
        released_on=view.release.as_of,
        counts=view.counts,
        attention=tuple(_exported(row, view, t) for row in view.attention),
        groups=tuple(
            ReportGroup(
                heading=group_name(group, t),
                rows=tuple(
                    ReportRow(
                        row=_exported(row, view, t), sparkline=_printed_series(row), sparkline_alt=series_alt(row, t)
                    )
                    for row in group.rows
                ),
            )
            for group in view.groups
        ),
    )


def _exported(row: ScorecardRow, view: ScorecardView, t: Text) -> ExportRow:
    return export_row(row.verdict, row.indicator, row.source, row.department, view.area, view.release.release_number, t)


def _printed_series(row: ScorecardRow) -> str:
    if not row.points:
        return ""
    target = row.verdict.target
    return sparkline(
        row.points,
        limits=row.verdict.change.limits,
        target=target.goal.value if target else None,
        direction=row.indicator.direction,
        axis=row.indicator.axis,
        theme="light",
    )
