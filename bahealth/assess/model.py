"""The verdict: one object that table, chart, agenda, PDF, public page and export all show."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from bahealth.assess.long_trend import LongTrend
from bahealth.assess.trajectory import Milestone, Path, Trajectory
from bahealth.catalog.model import Direction, IntervalMethod, Localized
from bahealth.catalog.periods import Period
from bahealth.frozen import Frozen


class Change(StrEnum):
    """What the series says beyond chance. Higher and lower are for neutral indicators."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    HIGHER = "higher"
    LOWER = "lower"
    NO_SIGNAL = "no_signal"
    CANNOT_TELL = "cannot_tell"


class ChangeMethod(StrEnum):
    """Which test spoke."""

    XMR = "xmr"
    FIVE_POINT_TREND = "five_point_trend"
    DAYS_BETWEEN = "days_between"  # of rare events
    NONE = "none"


class Rule(StrEnum):
    """Control-chart rules, in the order in which a label is chosen (METHODS section 6)."""

    BEYOND_LIMIT = "beyond_limit"
    TREND_OF_SEVEN = "trend_of_seven"
    TWO_OF_THREE = "two_of_three"
    RUN_OF_SEVEN = "run_of_seven"


class Status(StrEnum):
    """Where a row stands against its target, or by name why that cannot be said. Exactly one per row."""

    MET = "met"
    ON_TRACK = "on_track"
    UNCERTAIN = "uncertain"
    OFF_TRACK = "off_track"
    NO_FORECAST = "no_forecast"  # not met, and too little is known for a probability
    NO_TARGET = "no_target"
    NOT_COLLECTED = "not_collected"
    LATE = "late"
    SUPPRESSED = "suppressed"
    TOO_FEW = "too_few"
    NOT_APPLICABLE = "not_applicable"


class NoForecast(StrEnum):
    """Why no probability of meeting a target can be said."""

    FEW_POINTS = "few_points"  # under six
    FEW_YEARS = "few_years"  # an annual series under twelve
    FEW_PEOPLE = "few_people"  # under 30 a period, or their number is unknown
    SHORT_SEASON = "short_season"  # a seasonal series under three years
    CONSTANT = "constant"  # fewer than five different values: no spread to go by
    GAPS = "gaps"  # too many periods missing, or values of which no logarithm can be taken
    DATE_REACHED = "date_reached"
    NEUTRAL = "neutral"


class Assurance(StrEnum):
    """What the process, as it runs now, can be relied on to give (METHODS section 6)."""

    CAPABLE = "capable"  # the limits lie wholly on the good side of the target
    HIT_OR_MISS = "hit_or_miss"  # the target lies within, or on, the limits: chance decides from period to period
    NOT_CAPABLE = "not_capable"  # wholly on the bad side: only a changed process can meet it


class Standing(StrEnum):
    """The five groups of the first five seconds; every row is in exactly one."""

    ATTENTION = "attention"  # off track, or worsening beyond chance
    UNCERTAIN = "uncertain"  # the target may or may not be met
    GOOD = "good"  # met or on track, or improving beyond chance
    STEADY = "steady"  # no target and no signal: context
    NO_VERDICT = "no_verdict"  # one of the named absences


class Step(StrEnum):
    """How far the row had to be widened until it could support a verdict."""

    AS_REPORTED = "as_reported"
    QUARTER = "quarter"
    ROLLING_YEAR = "rolling_year"
    THREE_YEARS = "three_years"
    CITY = "city"


class Reliability(StrEnum):
    """Whether the interval is narrow enough to mean anything (METHODS section 5)."""

    RELIABLE = "reliable"
    WIDE = "wide"
    NO_INTERVAL = "no_interval"


class Observed(Frozen):
    """One observation in force when a release was made, with the delivery that brought it."""

    area_id: str
    period_start: date
    period_months: int
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    sampling_flag: str | None = None
    is_denominator_estimated: bool = False
    is_simulated: bool = False
    delivery_id: str = ""
    note: str | None = None

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)


class Point(Frozen):
    """One point of a series with its 95 % and 99.8 % limits, in the indicator's unit."""

    period_start: date
    period_months: int
    value: float
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    lower_998: float | None = None
    upper_998: float | None = None
    is_denominator_estimated: bool = False
    is_simulated: bool = False
    is_special: bool = False  # marked by a control-chart rule
    delivery_id: str = ""
    note: str | None = None

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)


class Limits(Frozen):
    """Natural process limits of a control chart: mean ± 2.66 mean moving ranges, unclipped."""

    mean: float
    lower: float
    upper: float
    first: date = Field(description="start of the first period of the baseline")
    last: date = Field(description="start of the last period of the baseline")
    point_count: int
    is_trial: bool = Field(description="made from fewer than 12 points: drawn, but gives no signal")
    is_provisional: bool = Field(description="made from 12 to 19 points")
    is_by_size: bool = Field(
        default=False, description="for a period of average size: points were held against limits of their own size"
    )


class ChangeVerdict(Frozen):
    """Does the series move beyond chance, since when, and by which rule."""

    change: Change
    method: ChangeMethod
    since: date | None = Field(default=None, description="start of the period in which the signal began")
    until: date | None = Field(default=None, description="start of the last of the five points of a trend that counts")
    rule: Rule | None = None
    limits: Limits | None = None
    overdispersion: float | None = Field(
        default=None, description="by which the variance of a trend of years was multiplied, found across areas"
    )
    is_strict: bool | None = Field(
        default=None, description="whether the signal holds at the level for many rows at once; None without a signal"
    )
    slope_per_year: float | None = Field(default=None, description="of the five-point trend, in the unit")
    long_trend: LongTrend | None = Field(default=None, description="over all years; beside the test, colours nothing")
    point_count: int = 0
    autocorrelation: float | None = Field(
        default=None, description="lag-1 of the baseline without the bias of a short series; from twelve points on"
    )


class Goal(Frozen):
    """A target in force, as plain values."""

    target_id: str
    value: float
    due_on: date
    baseline_value: float
    baseline_on: date = Field(description="last day of the baseline period")
    basis: str
    is_demonstration: bool = False
    path: Path = Path.STRAIGHT
    milestones: tuple[Milestone, ...] = ()
    is_loosened_on: date | None = Field(
        default=None, description="day within the last year on which it came to ask less, or later, than before"
    )

    @property
    def trajectory(self) -> Trajectory:
        """What is asked when."""
        return Trajectory(
            self.baseline_on, self.baseline_value, self.value, self.due_on, path=self.path, milestones=self.milestones
        )


class AcceptedDeviation(Frozen):
    """A miss that the mayor's office accepts: the row keeps its status, but does not ask for attention."""

    until_on: date = Field(description="the last day; the next release after it is as if nothing had been accepted")
    reason: str


class TargetVerdict(Frozen):
    """How likely the target is to be met by its date, if the process goes on as it does."""

    goal: Goal
    is_met_now: bool
    probability: float | None = Field(description="rounded to 5 %, never 0 or 1; None when there is too little to say")
    method: str = Field(description="local_level, damped_trend, beta_binomial, gamma_poisson or none")
    reason: NoForecast | None = Field(default=None, description="why there is no probability")
    widening: float = Field(default=1.0, description="by which the limits were widened, from what became of others")
    assurance: Assurance | None = Field(default=None, description="None without limits of twelve points or more")
    likely_from: date | None = Field(
        default=None, description="end of the first period in which the target becomes likely (over 80 %)"
    )
    forecast_lower: float | None = Field(default=None, description="80 % limits at the due date, in the unit")
    forecast_upper: float | None = None
    gap: float = Field(description="value minus target, in the unit")
    asked_now: float | None = Field(
        default=None, description="by the path, at the end of the row's period; None before the baseline's end"
    )


class GapMove(StrEnum):
    """Whether the distance between comunas moved beyond chance since the same period before."""

    WIDER = "wider"
    NARROWER = "narrower"
    NO_SIGNAL = "no_signal"


class GapVerdict(Frozen):
    """Distance between comunas: extremes with their difference and ratio, or none when noise explains it."""

    lowest_area_id: str
    lowest: float
    highest_area_id: str
    highest: float
    difference: float
    ratio: float | None
    area_count: int
    beyond_chance_count: int = Field(description="areas whose 99.8 % interval leaves the city value out")
    difference_lower: float | None = Field(default=None, description="95 % limits; None where counts are unknown")
    difference_upper: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None
    move: GapMove | None = Field(default=None, description="None where the period before cannot be compared")
    is_better_but_wider: bool = Field(
        default=False, description="the city got better beyond chance while the distance between comunas grew"
    )
    period_start: date | None = Field(default=None, description="the period compared; may be wider than the row's own")
    period_months: int | None = None


class InequalityVerdict(Frozen):
    """How values run along deprivation of comunas, over the period compared: slope and relative index, 95 % limits.

    `slope`: fitted value at the least deprived end minus that at the most deprived one, in the unit; `ratio`: the first
    over the second.
    """

    slope: float
    slope_lower: float
    slope_upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    area_count: int
    deprivation_id: str = Field(description="indicator by which comunas are ranked, or `unmet_basic_needs`")
    deprivation_on: date = Field(description="start of the year of that figure")


class ComparedValue(Frozen):
    """A value over the period in which all comunas are compared; that of the row may be about another one.

    `numerator` is counted, or value x denominator / multiplier where the source gives no events.
    """

    period_start: date
    period_months: int
    value: float
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    lower_998: float | None = None
    upper_998: float | None = None
    reliability: Reliability
    city_value: float | None = Field(default=None, description="the city over the same period; None on the city's own")
    against_city: int | None = Field(
        default=None,
        description="-1 below, 0 crosses, 1 above the city value by its 99.8 % interval; None: cannot be judged",
    )

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)


class Verdict(Frozen):
    """Everything that may be said about one indicator in one area, in one release."""

    indicator_id: str
    area_id: str
    as_of: date = Field(description="day on which the release was made")
    direction: Direction
    status: Status
    standing: Standing
    step: Step = Step.AS_REPORTED
    period_start: date | None = None
    period_months: int | None = None
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    interval_method: IntervalMethod = IntervalMethod.NONE
    reliability: Reliability = Reliability.NO_INTERVAL
    change: ChangeVerdict
    target: TargetVerdict | None = None
    deviation: AcceptedDeviation | None = Field(default=None, description="in force on the day of the release")
    gap: GapVerdict | None = None
    inequality: InequalityVerdict | None = Field(default=None, description="on the city's own row")
    inequality_by_needs: InequalityVerdict | None = Field(default=None, description="the same by unmet basic needs")
    compared: ComparedValue | None = Field(default=None, description="of the city and the comunas, side by side")
    against_city: int | None = Field(
        default=None, description="that of `compared`: -1 below, 0 crosses, 1 above the city; None: cannot be judged"
    )
    age_months: int | None = Field(default=None, description="whole months since the end of the period")
    is_late: bool = False
    is_simulated: bool = False
    is_denominator_estimated: bool = False
    is_past_review: bool = False
    attention_order: float = Field(default=0.0, description="size x certainty x people affected; higher first")

    @property
    def period(self) -> Period | None:
        """What the value is about; None without a value."""
        if self.period_start is None or self.period_months is None:
            return None
        return Period(self.period_start, self.period_months)


class ReleaseRow(Frozen):
    """A numbered freeze: what was known at its cut-off, and the verdicts made of it."""

    release_number: int
    cutoff_at: datetime
    released_at: datetime
    released_by: str
    as_of: date
    catalog_version: str
    program_version: str
    verdict_count: int
    fingerprint: str = Field(description="SHA-256 over the bodies of the verdicts in their order")


class SeriesPoint(Point):
    """A point of a release with the series to which it belongs."""

    indicator_id: str
    area_id: str

    @property
    def point(self) -> Point:
        """The point alone."""
        return Point(**{name: getattr(self, name) for name in Point.model_fields})


class HistoryRow(Frozen):
    """The value of a period as one release knew it."""

    release_number: int
    released_at: datetime
    period_start: date
    period_months: int
    value: float
    numerator: float | None
    denominator: float | None
    lower: float | None
    upper: float | None

    @property
    def period(self) -> Period:
        """What the value is about."""
        return Period(self.period_start, self.period_months)


class NoteRow(Frozen):
    """A dated remark on a series; `area_id` None is about every area."""

    note_id: str
    indicator_id: str
    area_id: str | None
    happened_on: date
    is_break: bool
    text_es: str
    text_en: str
    written_at: datetime
    written_by: str

    @property
    def text(self) -> Localized:
        """The remark in both languages."""
        return Localized(es=self.text_es, en=self.text_en)
