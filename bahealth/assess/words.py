"""What a verdict says, as words and as one or two sentences that a mayor can read aloud, in both languages.

Everything comes from the verdict and the definition. No cause is ever named: noise has none, and the cause of
a signal is for people to find. Sentences put the indicator's name before a colon, so that neither gender nor
number of the name matters in Spanish.
"""

from __future__ import annotations

from bahealth.assess.model import (
    Assurance,
    Change,
    ChangeVerdict,
    NoForecast,
    Reliability,
    Rule,
    Standing,
    Status,
    Step,
    TargetVerdict,
    Verdict,
)
from bahealth.catalog.model import Direction, Frequency, Indicator, IntervalMethod, Kind
from bahealth.i18n import N_, Text

_STATUS = {
    Status.MET: N_("Met"),
    Status.ON_TRACK: N_("On track"),
    Status.UNCERTAIN: N_("Uncertain"),
    Status.OFF_TRACK: N_("Off track"),
    Status.NO_FORECAST: N_("No forecast"),
    Status.NO_TARGET: N_("No target"),
    Status.NOT_COLLECTED: N_("Not collected"),
    Status.LATE: N_("Late"),
    Status.SUPPRESSED: N_("Withheld"),
    Status.TOO_FEW: N_("Too few to judge"),
    Status.NOT_APPLICABLE: N_("Not applicable"),
}
_STANDING = {
    Standing.ATTENTION: N_("Needs attention"),
    Standing.UNCERTAIN: N_("May or may not be met"),
    Standing.GOOD: N_("Going well"),
    Standing.STEADY: N_("No target, no signal"),
    Standing.NO_VERDICT: N_("No verdict"),
}
_CHANGE = {
    Change.IMPROVING: N_("Improving"),
    Change.WORSENING: N_("Worsening"),
    Change.HIGHER: N_("Rising"),
    Change.LOWER: N_("Falling"),
    Change.NO_SIGNAL: N_("No change beyond chance"),
    Change.CANNOT_TELL: N_("Cannot tell"),
}
_STEP = {
    Step.AS_REPORTED: N_("As reported"),
    Step.QUARTER: N_("Three months together"),
    Step.ROLLING_YEAR: N_("Twelve months together"),
    Step.THREE_YEARS: N_("Three years together"),
    Step.CITY: N_("Too few even so: see the whole city"),
}
_EACH = {
    Frequency.MONTH: N_("%(goal)s a month"),
    Frequency.QUARTER: N_("%(goal)s a quarter"),
    Frequency.YEAR: N_("%(goal)s a year"),
}
_YEAR = 12
_UNLIKELY, _LIKELY = 0.40, 0.59  # the words that say so, METHODS section 18
_METHOD = {
    IntervalMethod.WILSON: N_("Wilson score interval"),
    IntervalMethod.EXACT_POISSON: N_("Exact Poisson interval"),
    IntervalMethod.STUDENT_T: N_("Student t interval"),
    IntervalMethod.PUBLISHED: N_("Sampling error stated by the source"),
    IntervalMethod.PEOPLE: N_("95% limits over people, of whom a few make many visits"),
    IntervalMethod.NONE: N_("Complete count, no interval"),
}
_RULE = {
    Rule.BEYOND_LIMIT: N_("A point beyond the control limits"),
    Rule.TREND_OF_SEVEN: N_("Seven points in a row, each beyond the one before"),
    Rule.TWO_OF_THREE: N_("Two of three points near a control limit"),
    Rule.RUN_OF_SEVEN: N_("Seven points in a row on one side of the mean"),
}
_FORECAST = {
    "local_level": N_("Local-level model of the series"),
    "damped_trend": N_("Local-level model with the trend of many years, damped"),
    "beta_binomial": N_("Last twelve months, if nothing changes (beta-binomial)"),
    "gamma_poisson": N_("Last twelve months, if nothing changes (gamma-Poisson)"),
    "none": N_("No probability: too little to say"),
}
_CHANCE = (  # above which probability it is said
    (0.80, N_("if it stays at its present level it is likely to be met by %(due)s")),
    (0.59, N_("if it stays at its present level it is more likely than not to be met by %(due)s")),
    (0.40, N_("if it stays at its present level it may or may not be met by %(due)s")),
    (0.19, N_("if it stays at its present level it is unlikely to be met by %(due)s")),
    (-1.0, N_("if it stays at its present level it is very unlikely to be met by %(due)s")),
)
_CHANCE_ON_TREND = (
    (0.80, N_("if its trend of many years goes on more slowly it is likely to be met by %(due)s")),
    (0.59, N_("if its trend of many years goes on more slowly it is more likely than not to be met by %(due)s")),
    (0.40, N_("if its trend of many years goes on more slowly it may or may not be met by %(due)s")),
    (0.19, N_("if its trend of many years goes on more slowly it is unlikely to be met by %(due)s")),
    (-1.0, N_("if its trend of many years goes on more slowly it is very unlikely to be met by %(due)s")),
)
_NO_FORECAST = {
    NoForecast.FEW_POINTS: N_("fewer than six figures"),
    NoForecast.FEW_YEARS: N_("fewer than twelve years"),
    NoForecast.FEW_PEOPLE: N_("fewer than 30 people"),
    NoForecast.SHORT_SEASON: N_("fewer than three years of a figure that has a season"),
    NoForecast.CONSTANT: N_("the figure hardly varies"),
    NoForecast.GAPS: N_("too many figures are missing"),
    NoForecast.DATE_REACHED: N_("the date has passed without its figure"),
    NoForecast.NEUTRAL: N_("neither way is better"),
}
_ASSURANCE = {
    Assurance.CAPABLE: (N_("Capable"), N_("as it runs, it meets the target in every period")),
    Assurance.HIT_OR_MISS: (N_("Hit or miss"), N_("as it runs, chance decides from period to period")),
    Assurance.NOT_CAPABLE: (N_("Not capable"), N_("as it runs, it cannot meet the target: it would have to change")),
}
_CLAUSE = {
    Change.IMPROVING: N_("improving since %(since)s and not by chance"),
    Change.WORSENING: N_("worsening since %(since)s and not by chance"),
    Change.HIGHER: N_("higher since %(since)s and not by chance"),
    Change.LOWER: N_("lower since %(since)s and not by chance"),
    Change.NO_SIGNAL: N_("no change beyond chance"),
    Change.CANNOT_TELL: N_("whether it changes cannot be told yet"),
}

_TREND = {
    Change.IMPROVING: N_("improving from %(since)s to %(until)s (last five figures) and not by chance"),
    Change.WORSENING: N_("worsening from %(since)s to %(until)s (last five figures) and not by chance"),
    Change.HIGHER: N_("rising from %(since)s to %(until)s (last five figures) and not by chance"),
    Change.LOWER: N_("falling from %(since)s to %(until)s (last five figures) and not by chance"),
}
_SIDE = {
    (1, False): N_("above the target of %(goal)s"),
    (0, False): N_("exactly on the target of %(goal)s"),
    (-1, False): N_("below the target of %(goal)s"),
    (1, True): N_("above the demonstration target of %(goal)s"),
    (0, True): N_("exactly on the demonstration target of %(goal)s"),
    (-1, True): N_("below the demonstration target of %(goal)s"),
}
_ABSENT = {
    Status.NOT_COLLECTED: N_("not collected. Nobody sends this figure yet."),
    Status.SUPPRESSED: N_("withheld, because so small a number could point to a person."),
    Status.NOT_APPLICABLE: N_("not applicable. The source does not speak about areas of this size."),
    Status.LATE: N_("late. No figure has arrived for this area."),
    Status.TOO_FEW: N_("too few cases to give a figure."),
}


def status_word(status: Status, t: Text) -> str:
    """`On track`, `Not collected`."""
    return t(_STATUS[status])


def standing_word(standing: Standing, t: Text) -> str:
    """`Needs attention`."""
    return t(_STANDING[standing])


def change_word(change: Change, t: Text) -> str:
    """`Improving`."""
    return t(_CHANGE[change])


def step_word(step: Step, t: Text) -> str:
    """`Three years together`."""
    return t(_STEP[step])


def method_word(method: IntervalMethod, t: Text) -> str:
    """`Wilson score interval`."""
    return t(_METHOD[method])


def rule_word(rule: Rule, t: Text) -> str:
    """`Seven points in a row on one side of the mean`."""
    return t(_RULE[rule])


def forecast_word(method: str, t: Text) -> str:
    """How a probability was made, from `TargetVerdict.method`."""
    return t(_FORECAST[method])


def no_forecast_word(reason: NoForecast, t: Text) -> str:
    """Why there is no probability: `fewer than twelve years`."""
    return t(_NO_FORECAST[reason])


def assurance_words(found: Assurance, t: Text) -> tuple[str, str]:
    """What the process can be relied on to give: a word, and what it means."""
    word, meaning = _ASSURANCE[found]
    return t(word), t(meaning)


def probability_word(probability: float | None, t: Text) -> str:
    """The five words of METHODS section 18; mirrored at one half (60 % is more likely than not, 40 % unlikely)."""
    if probability is None:
        return t("No probability")
    for above, word in (
        (0.80, N_("Likely")),
        (0.59, N_("More likely than not")),
        (0.40, N_("As likely as not")),
        (0.19, N_("Unlikely")),
    ):
        if probability > above:
            return t(word)
    return t("Very unlikely")


def sentence(verdict: Verdict, indicator: Indicator, area_name: str, t: Text) -> str:
    """One or two sentences that say everything a room needs, and nothing that the verdict does not hold."""
    return t(
        "%(name)s, %(area)s: %(reading)s",
        name=t.pick(indicator.name),
        area=area_name,
        reading=reading(verdict, indicator, t),
    )


def reading(verdict: Verdict, indicator: Indicator, t: Text) -> str:
    """The sentence without the name of the indicator and of the area, to stand where both are already said."""
    if verdict.value is None:
        return t(_ABSENT[verdict.status])
    lead = t("%(value)s (%(period)s).", value=_value(verdict, indicator, t), period=_when(verdict, indicator, t))
    judgement = _judgement(verdict, indicator, t)
    if judgement and verdict.gap is not None and verdict.gap.is_better_but_wider:
        judgement += "; " + t("better on average, but the distance between comunas grew")
    return f"{lead} {_capital(judgement)}." if judgement else lead


def _value(verdict: Verdict, indicator: Indicator, t: Text) -> str:
    """The value with its unit; a value too uncertain to judge is said as its interval."""
    value, decimals, unit = verdict.value or 0.0, indicator.decimals, indicator.unit
    is_plain = (
        verdict.reliability is not Reliability.WIDE or indicator.kind is Kind.COUNT
    )  # a count is what was counted
    if is_plain or verdict.lower is None or verdict.upper is None:
        return t.measured(value, decimals, unit)
    return t(
        "between %(low)s and %(high)s",
        low=t.number(verdict.lower, decimals),
        high=t.measured(verdict.upper, decimals, unit),
    )


def _when(verdict: Verdict, indicator: Indicator, t: Text) -> str:
    """The period, and what else the reader must know about the figure before its meaning."""
    period = verdict.period
    parts = [t.period(period) if period else ""]
    if indicator.kind is Kind.COUNT and verdict.value is not None and period and period.months > _YEAR:
        yearly = t.measured(_YEAR * verdict.value / period.months, 1, indicator.unit)
        parts.append(t("%(mean)s a year on average", mean=yearly))
    if verdict.is_simulated:
        parts.append(t("simulated"))
    if verdict.is_late and verdict.status is not Status.LATE:
        parts.append(t("newer figures are late"))
    return "; ".join(parts)


def _judgement(verdict: Verdict, indicator: Indicator, t: Text) -> str:
    if verdict.status is Status.TOO_FEW:
        return _too_few(indicator, t)
    if verdict.status is Status.LATE:
        return t.plural(
            "the newest figure is %(count)s month old: too old to say how things stand today",
            "the newest figure is %(count)s months old: too old to say how things stand today",
            verdict.age_months or 0,
        )
    change = _change(verdict, indicator, t)
    if verdict.target is None:
        target = t("no target has been set") if _may_have_target(verdict) else ""
        return "; ".join(part for part in (change, target) if part)
    met = ", ".join(part for part in (_position(verdict, verdict.target, indicator, t), change) if part)
    return "; ".join(part for part in (met, _outlook(verdict, verdict.target, t)) if part)


def _change(verdict: Verdict, indicator: Indicator, t: Text) -> str:
    """What the series says; nothing of a yearly value that is never tested, of which "yet" would be untrue."""
    change = verdict.change
    is_tested = (
        indicator.kind in {Kind.PROPORTION, Kind.RATE, Kind.RATIO} and indicator.interval is not IntervalMethod.NONE
    )
    if change.change is Change.CANNOT_TELL and indicator.frequency is Frequency.YEAR and not is_tested:
        return ""
    if change.change is Change.NO_SIGNAL and indicator.interval is IntervalMethod.PUBLISHED:
        return t("no change larger than the survey's possible error")
    return change_clause(change, t)


def _may_have_target(verdict: Verdict) -> bool:
    return verdict.direction.value != "neutral"


def _too_few(indicator: Indicator, t: Text) -> str:
    if indicator.interval is IntervalMethod.PUBLISHED:
        return t("the sample is too small to judge this area")
    if indicator.kind is Kind.PROPORTION:
        return t("too few people to judge this area")
    return t("too few events to judge this area")


def change_clause(change: ChangeVerdict, t: Text) -> str:
    """`worsening since March 2026 and not by chance`, to stand inside a sentence."""
    if change.since is None:
        return t(_CLAUSE[change.change])
    if change.until is not None:
        return t(_TREND[change.change], since=str(change.since.year), until=str(change.until.year))
    return t(_CLAUSE[change.change], since=t.month(change.since))


def since_word(change: ChangeVerdict, t: Text) -> str:
    """`2014–2023` of a trend of years, `since Mar 2026` of a control chart; empty without a beginning."""
    if change.since is None:
        return ""
    if change.until is not None:
        return f"{change.since.year}–{change.until.year}"
    return t("since %(month)s", month=t.short_month(change.since))


def _position(verdict: Verdict, target: TargetVerdict, indicator: Indicator, t: Text) -> str:
    goal = t.measured(target.goal.value, indicator.decimals, indicator.unit)
    if indicator.kind is Kind.COUNT and verdict.period_months != indicator.frequency.months:
        goal = t(_EACH[indicator.frequency], goal=goal)
    side = (target.gap > 0) - (target.gap < 0)
    return t(_SIDE[side, target.goal.is_demonstration], goal=goal)


def _outlook(verdict: Verdict, target: TargetVerdict, t: Text) -> str:
    """What the series says about the target's date, and that it says so where its newest value points elsewhere."""
    due = t.month(target.goal.due_on)
    clause = _chance_clause(verdict, target, due, t)
    is_there = target.gap == 0 or (target.gap > 0) == (verdict.direction is Direction.HIGHER)
    points_away = target.probability is not None and (
        target.probability <= _UNLIKELY if is_there else target.probability > _LIKELY
    )
    if points_away and verdict.status is not Status.MET:
        return t("one figure alone does not decide it: %(outlook)s", outlook=clause)
    return clause


def _chance_clause(verdict: Verdict, target: TargetVerdict, due: str, t: Text) -> str:
    if verdict.status is Status.MET:
        return t("the target is met")
    if target.probability is None:
        if verdict.status is Status.OFF_TRACK:
            return t("the target for %(due)s was missed", due=due)
        if target.reason is not None:
            why = no_forecast_word(target.reason, t)
            return t("whether it will be met by %(due)s cannot be said: %(reason)s", due=due, reason=why)
        return t("too little is known to say whether it will be met by %(due)s", due=due)
    clauses = _CHANCE_ON_TREND if target.method == "damped_trend" else _CHANCE
    return t(next(clause for above, clause in clauses if target.probability > above), due=due)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
