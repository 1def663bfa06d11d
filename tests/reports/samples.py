"""Rows of reports made from verdicts, as the pages make them."""

from __future__ import annotations

from datetime import date

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Standing, Status, Verdict
from bahealth.catalog.model import Area, Department, Level, Source
from bahealth.charts.sparkline import sparkline
from bahealth.i18n import Language, Text
from bahealth.reports.model import ExportRow, ReportGroup, ReportRow, ScorecardReport, export_row
from tests.charts.samples import a_target, a_verdict, an_indicator, both, years

CITY = Area(area_id="city", level=Level.CITY, name="Ciudad de Buenos Aires")
SOURCE = Source(
    source_id="deis",
    name=both("Estadísticas vitales", "Vital statistics"),
    publisher="Ministerio de Salud de la Nación",
    licence="CC BY 4.0",
    owner="statistics",
)
DEPARTMENT = Department(
    department_id="statistics", name=both("Estadística", "Statistics"), short_name=both("Estadística", "Statistics")
)
INDICATOR = an_indicator()


def some_verdict(*, has_value: bool = True, **changes: object) -> Verdict:
    known: dict[str, object] = {
        "value": 5.3,
        "lower": 4.4,
        "upper": 6.4,
        "numerator": 110.0,
        "denominator": 20744.0,
        "interval_method": "exact_poisson",
        "reliability": "reliable",
        "period_start": date(2023, 1, 1),
        "period_months": 12,
        "status": Status.UNCERTAIN,
        "standing": Standing.UNCERTAIN,
        "target": a_target(is_demonstration=True),
        "is_simulated": True,
        "change": ChangeVerdict(
            change=Change.IMPROVING, method=ChangeMethod.FIVE_POINT_TREND, since=date(2019, 1, 1), point_count=5
        ),
    }
    absent: dict[str, object] = {"status": Status.NOT_COLLECTED, "standing": Standing.NO_VERDICT}
    return a_verdict(INDICATOR, **{**(known if has_value else absent), **changes})


def exported(verdict: Verdict, language: Language) -> ExportRow:
    return export_row(verdict, INDICATOR, SOURCE, DEPARTMENT, CITY, 4, Text(language))


def a_row(language: Language, *, has_value: bool = True, **changes: object) -> ExportRow:
    return exported(some_verdict(has_value=has_value, **changes), language)


def a_report(rows: list[ExportRow]) -> ScorecardReport:
    points = years({2019: 7.3, 2020: 4.9, 2021: 4.6})
    drawn = sparkline(
        points, limits=None, target=4.0, direction=INDICATOR.direction, axis=INDICATOR.axis, theme="light"
    )
    lines = tuple(
        ReportRow(
            row=row,
            sparkline=drawn if row.value is not None else "",
            sparkline_alt="Serie de 2019 a 2021" if row.value is not None else "",
        )
        for row in rows
    )
    standings = [row.standing for row in rows]
    return ScorecardReport(
        area=CITY.name,
        release_number=4,
        released_on=date(2026, 7, 1),
        counts=tuple((one, standings.count(one)) for one in Standing),
        attention=tuple(row for row in rows if row.standing is Standing.ATTENTION),
        groups=(ReportGroup(heading="Salud infantil", rows=lines),),
    )
