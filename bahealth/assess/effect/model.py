"""What is asked of the figures, and what they answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from bahealth.assess.effect.design import Shape
from bahealth.frozen import Frozen


class SiteChange(StrEnum):
    """What happens to a site."""

    OPENS = "opens"
    CLOSES = "closes"
    MOVES = "moves"


class NoEffect(StrEnum):
    """Why nothing can be said about an effect, by name."""

    NO_DATA = "no_data"
    NO_COUNTS = "no_counts"  # the source gives values without the counts behind them
    GAPS = "gaps"  # periods are missing in between
    TO_COME = "to_come"  # the change lies ahead of the figures
    FEW_BEFORE = "few_before"  # under 8 periods
    SHORT_SEASON = "short_season"  # a seasonal series with under 24 periods before
    FEW_AFTER = "few_after"  # under 8 periods
    FEW_EVENTS = "few_events"  # under 5 events a period on average, or a period range without any
    FEW_COMPARISON = "few_comparison"  # none or under 4 untouched areas
    NO_FIT = "no_fit"  # the model finds no answer in these figures


class Reading(StrEnum):
    """What the figures say of the areas."""

    MORE = "more"  # higher beyond chance than it would have been
    LESS = "less"
    NO_SIGNAL = "no_signal"  # chance alone could do this


class Against(StrEnum):
    """What was found beside what had been stated."""

    FITS = "fits"  # the stated size lies within the limits
    SMALLER = "smaller"  # the limits lie wholly short of it
    LARGER = "larger"
    OTHER_WAY = "other_way"  # beyond chance, the other way


class Caution(StrEnum):
    """What weakens this very estimate; what no such estimate can tell is said with every one."""

    STATED_LATE = "stated_late"  # figures from after the change were there when the expectation was stated
    APART_BEFORE = "apart_before"  # the areas were moving apart before the change
    FEW_AFTER = "few_after"  # under 12 periods
    FEW_AREAS = "few_areas"  # so few comparison areas that a permutation cannot reach 5 %
    AUTOCORRELATED = "autocorrelated"
    METHODS_DISAGREE = "methods_disagree"  # own past and comparison areas lead to different readings
    SIMULATED = "simulated"
    BREAK = "break"  # a break of the series was noted within the span


class Opening(Frozen):
    """An area with the day on which the site changed there."""

    area_id: str
    on: date


class Terms(Frozen):
    """What a statement says: which change, where and when, and what it is expected to do to which indicator.

    `size`: in percent of what would have been; of a share in percentage points. Of a slope: after one year.
    """

    change: SiteChange
    site: str = Field(description="name of the site")
    openings: tuple[Opening, ...] = Field(min_length=1, description="the areas that are to feel it")
    indicator_id: str
    comparison: tuple[str, ...] = Field(default=(), description="areas that are left untouched")
    shape: Shape = Shape.STEP
    opening_months: int = Field(default=0, ge=0, le=12, description="left out while people find their way")
    delay_months: int = Field(default=0, ge=0, le=24, description="of a delayed step")
    size: float = Field(allow_inf_nan=False)
    mechanism: str = Field(description="by which way it is to work")
    capture_id: str | None = Field(default=None, description="the decision or commitment in a session that made it")
    is_demonstration: bool = False

    @property
    def first_on(self) -> date:
        """The first day of change in any area."""
        return min(one.on for one in self.openings)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that are to feel it."""
        return tuple(one.area_id for one in self.openings)


class Expectation(Frozen):
    """What somebody expects a change of a site to do, stated before looking. It is never changed, only withdrawn.

    `newest_on`: last day of the figures of those areas that were there when it was stated.
    """

    expectation_id: str
    terms: Terms
    newest_on: date | None
    stated_at: datetime
    stated_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None

    @property
    def is_late(self) -> bool:
        """Whether figures from after the change were there already."""
        return self.newest_on is not None and self.newest_on >= self.terms.first_on


class Found(Frozen):
    """One estimate: relative change in percent (of a share: percentage points), with 95 % limits.

    `per_period`: events more or fewer in a period after the change, on average; with its limits.
    """

    size: float
    lower: float
    upper: float
    per_period: float
    per_period_lower: float
    per_period_upper: float

    @property
    def reading(self) -> Reading:
        """More or less only where the limits leave no effect out."""
        if self.lower > 0:
            return Reading.MORE
        return Reading.LESS if self.upper < 0 else Reading.NO_SIGNAL

    def against(self, expected: float) -> Against:
        """What was found beside what was expected."""
        if self.lower <= expected <= self.upper:
            return Against.FITS
        if self.reading is not Reading.NO_SIGNAL and (self.size > 0) != (expected > 0):
            return Against.OTHER_WAY
        return Against.SMALLER if abs(self.size) < abs(expected) else Against.LARGER


class Course(Frozen):
    """One period of the treated areas together, in the unit of the indicator; the course without the change."""

    start: date
    months: int
    value: float
    expected: float
    lower: float
    upper: float
    is_before: bool
    is_after: bool
    gap: float | None = Field(default=None, description="from the comparison areas, percent or points; before: about 0")


class Placebo(Frozen):
    """What the same arithmetic gives for an area, were the change there. `score`: in its own standard errors."""

    area_id: str
    size: float
    score: float
    is_treated: bool = False


class FromPast(Frozen):
    """The interrupted series: against the areas' own past."""

    found: Found
    dispersion: float
    autocorrelation: float
    is_newey_west: bool


class GroupFound(Frozen):
    """The effect on the areas whose sites changed in one period, with 95 % limits."""

    start: date
    areas: tuple[str, ...]
    size: float
    lower: float
    upper: float


class FromComparison(Frozen):
    """Difference in differences: against untouched areas."""

    found: Found
    placebos: tuple[Placebo, ...] = Field(description="most above first, the treated among them")
    p_value: float
    widening: float
    apart_per_year: float = Field(description="before the change, percent or points a year")
    apart_p: float
    gap_reach: float = Field(description="within which 95 % of the gaps of single periods lie by chance")
    groups: tuple[GroupFound, ...] = Field(default=(), description="by date, where sites changed at different dates")


class Estimate(Frozen):
    """Everything that may be said; what cannot is named. The comparison speaks first where there is one."""

    course: tuple[Course, ...] = ()
    past: FromPast | None = None
    comparison: FromComparison | None = None
    absent: NoEffect | None = Field(default=None, description="why nothing is said at all")
    no_comparison: NoEffect | None = Field(default=None, description="why only the own past speaks")
    before_count: int = 0
    after_count: int = 0
    cautions: tuple[Caution, ...] = ()

    @property
    def found(self) -> Found | None:
        """The estimate that leads."""
        if self.comparison is not None:
            return self.comparison.found
        return self.past.found if self.past is not None else None
