"""What arrives: files, the observations in them, and what is wrong with them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from bahealth.catalog.periods import Period
from bahealth.frozen import Frozen


class Observation(Frozen):
    """One value of an indicator for an area and a period, as a source states it.

    Either `numerator` with `denominator` (a count: `numerator` alone), or a published `value` in the
    indicator's unit, or both. `lower` and `upper` are 95 % limits given by the source. `sampling_flag`
    is the letter by which a survey marks its sampling error.
    """

    indicator_id: str
    area_id: str
    period_start: date
    period_months: int = Field(ge=1)
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    sampling_flag: str | None = None
    is_denominator_estimated: bool = False
    note: str | None = None

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)

    @property
    def key(self) -> tuple[str, str, date, int]:
        """What may stand only once in a delivery."""
        return (self.indicator_id, self.area_id, self.period_start, self.period_months)


class Problem(Frozen):
    """One reason why a delivery is refused, so that a person can mend the file.

    `row` is the line of the file as a spreadsheet numbers it (1 is the header), None when it is about
    the whole file. `message` is translatable source text with `%(seen)s` and `%(expected)s`-like places.
    """

    file: str
    row: int | None = None
    column: str | None = None
    seen: str = ""
    message: str
    values: dict[str, str] = Field(default_factory=dict)


class Change(Frozen):
    """What accepting a delivery would do to one value."""

    observation: Observation
    previous: Observation | None


class Preview(Frozen):
    """What a delivery would do, before anybody accepts it."""

    source_id: str
    file_names: tuple[str, ...]
    content_hash: str
    row_count: int
    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged_count: int
    is_simulated: bool = False
    corrections_applied: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    already_accepted_at: datetime | None = None
    after_delivery_id: str | None = Field(
        default=None, description="newest delivery of the source when this was looked at; a later one makes it stale"
    )

    @property
    def is_acceptable(self) -> bool:
        """Whether the delivery may be accepted: whole, or not at all."""
        return not self.problems and self.already_accepted_at is None
