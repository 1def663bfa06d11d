"""What files and print show of a verdict: the same words as the pages, beside the plain numbers."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from bahealth.assess.model import Change, Standing, Status, Step, Verdict
from bahealth.assess.words import (
    change_word,
    method_word,
    probability_word,
    sentence,
    since_word,
    standing_word,
    status_word,
    step_word,
)
from bahealth.catalog.model import Area, Department, Direction, Indicator, Level, Source
from bahealth.frozen import Frozen
from bahealth.i18n import Text


class ExportRow(Frozen):
    """One indicator in one area and one release; texts in the reader's language, numbers as they are stored."""

    indicator_id: str
    indicator: str
    area_id: str
    area: str
    department: str
    period_key: str | None
    period: str | None
    value: float | None
    decimals: int
    unit: str
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None
    interval_method: str
    direction: Direction
    status: Status
    status_word: str
    standing: Standing
    standing_word: str
    change: Change
    change_word: str
    change_since: date | None
    change_until: date | None
    change_since_word: str
    target: float | None
    due_on: date | None
    probability: float | None = Field(description="share of 1, rounded to 5 %")
    probability_word: str | None
    step: Step
    step_word: str
    source: str
    publisher: str
    licence: str
    is_simulated: bool
    is_demonstration_target: bool
    is_late: bool
    sentence: str
    release_number: int


def export_row(  # noqa: PLR0917 - all that a row is made of, in the order of its columns
    verdict: Verdict,
    indicator: Indicator,
    source: Source,
    department: Department,
    area: Area,
    release_number: int,
    t: Text,
) -> ExportRow:
    """The verdict as a file shows it, in the language of `t`."""
    target, period = verdict.target, verdict.period
    is_the_whole = verdict.step is Step.CITY and area.level is Level.CITY  # nothing wider to look at
    return ExportRow(
        indicator_id=indicator.indicator_id,
        indicator=t.pick(indicator.name),
        area_id=area.area_id,
        area=area.name,
        department=t.pick(department.name),
        period_key=period.key if period else None,
        period=t.period(period) if period else None,
        value=verdict.value,
        decimals=indicator.decimals,
        unit=t.pick(indicator.unit),
        lower=verdict.lower,
        upper=verdict.upper,
        numerator=verdict.numerator,
        denominator=verdict.denominator,
        interval_method=method_word(verdict.interval_method, t),
        direction=verdict.direction,
        status=verdict.status,
        status_word=status_word(verdict.status, t),
        standing=verdict.standing,
        standing_word=standing_word(verdict.standing, t),
        change=verdict.change.change,
        change_word=change_word(verdict.change.change, t),
        change_since=verdict.change.since,
        change_until=verdict.change.until,
        change_since_word=since_word(verdict.change, t),
        target=target.goal.value if target else None,
        due_on=target.goal.due_on if target else None,
        probability=target.probability if target else None,
        probability_word=probability_word(target.probability, t) if target else None,
        step=verdict.step,
        step_word="" if is_the_whole else step_word(verdict.step, t),
        source=t.pick(source.name),
        publisher=source.publisher,
        licence=source.licence,
        is_simulated=verdict.is_simulated,
        is_demonstration_target=target.goal.is_demonstration if target else False,
        is_late=verdict.is_late,
        sentence=sentence(verdict, indicator, area.name, t),
        release_number=release_number,
    )


class ReportRow(Frozen):
    """A line of the printed scorecard."""

    row: ExportRow
    sparkline: str = Field(description="SVG in the light theme; empty where there is no series")
    sparkline_alt: str = Field(description="what the picture shows, for a reader who cannot see it")


class ReportGroup(Frozen):
    """Lines under one heading."""

    heading: str
    rows: tuple[ReportRow, ...]


class ScorecardReport(Frozen):
    """A printed scorecard of one area. Counts and attention are about all its indicators, groups may be fewer."""

    area: str
    department: str | None = Field(default=None, description="set when only one department's indicators are shown")
    release_number: int
    released_on: date
    counts: tuple[tuple[Standing, int], ...]
    attention: tuple[ExportRow, ...] = Field(description="most pressing first")
    groups: tuple[ReportGroup, ...]
