"""What an estimate says, in sentences that can be read aloud, and what it cannot tell. Never a proof.

Sentences put the name of the indicator before a colon, so that neither gender nor number of the name matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bahealth.assess.effect.design import FEWEST, FEWEST_BEFORE_WITH_SEASON, Shape
from bahealth.assess.effect.difference import FEWEST_COMPARISON
from bahealth.assess.effect.model import (
    Against,
    Caution,
    Estimate,
    Expectation,
    Found,
    FromComparison,
    NoEffect,
    Reading,
    SiteChange,
)
from bahealth.catalog.model import Indicator, Kind
from bahealth.i18n import N_, NO_BREAK_SPACE, Text

CHANGES: Final[Mapping[SiteChange, str]] = {
    SiteChange.OPENS: N_("a site opens"),
    SiteChange.CLOSES: N_("a site closes"),
    SiteChange.MOVES: N_("a site moves"),
}
SHAPES: Final[Mapping[Shape, str]] = {
    Shape.STEP: N_("at once, and it stays"),
    Shape.SLOPE: N_("little by little, month after month"),
    Shape.DELAYED: N_("at once, but later"),
}
READINGS: Final[Mapping[Reading, str]] = {
    Reading.MORE: N_("More than without the change"),
    Reading.LESS: N_("Less than without the change"),
    Reading.NO_SIGNAL: N_("No difference beyond chance"),
}
_AGAINST: Final[Mapping[Against, str]] = {
    Against.FITS: N_("What had been expected, %(size)s, lies within these limits."),
    Against.SMALLER: N_("It is less than had been expected, %(size)s."),
    Against.LARGER: N_("It is more than had been expected, %(size)s."),
    Against.OTHER_WAY: N_("It goes the other way than had been expected, %(size)s."),
}
_ABSENT: Final[Mapping[NoEffect, str]] = {
    NoEffect.NO_DATA: N_("There are no figures of these areas yet."),
    NoEffect.NO_COUNTS: N_("The source gives values without the counts behind them: an effect cannot be estimated."),
    NoEffect.GAPS: N_("Periods are missing in these series: an effect cannot be estimated before they are filled."),
    NoEffect.TO_COME: N_("The change lies ahead of the figures: there is nothing to compare yet."),
    NoEffect.FEW_BEFORE: N_("Fewer than %(fewest)s periods before the change: too few to know how things went."),
    NoEffect.SHORT_SEASON: N_(
        "Fewer than two years before the change: its season cannot be told apart from an effect."
    ),
    NoEffect.FEW_AFTER: N_("Fewer than %(fewest)s periods since the change: it is too early to say anything."),
    NoEffect.FEW_EVENTS: N_("So few cases that chance decides everything: an effect cannot be estimated."),
    NoEffect.FEW_COMPARISON: N_("Fewer than %(areas)s untouched areas with complete figures to compare with."),
    NoEffect.NO_FIT: N_("The model finds no answer in these figures."),
}
_CAUTIONS: Final[Mapping[Caution, str]] = {
    Caution.STATED_LATE: N_(
        "The expectation was stated when figures from after the change were there already: it is no test of foresight."
    ),
    Caution.APART_BEFORE: N_(
        "Before the change these areas and the others were moving apart already; part of the difference may be that."
    ),
    Caution.FEW_AFTER: N_("Less than a year has passed since the change: the estimate may still move."),
    Caution.FEW_AREAS: N_(
        "With so few areas to compare with, exchanging them cannot by itself show that something is rarer than 5 %."
    ),
    Caution.AUTOCORRELATED: N_("Neighbouring months are alike: the limits were widened for that."),
    Caution.METHODS_DISAGREE: N_("The areas' own past and the comparison areas do not read alike: see both below."),
    Caution.SIMULATED: N_("These are simulated figures: they say nothing about the real city."),
    Caution.BREAK: N_("A break of this series was noted in these years: part of the difference may be the recording."),
}
CANNOT_TELL: Final = (
    N_("Whether the site was the cause: whatever else began there in those months is in this figure too."),
    N_("Whether people are better off: it speaks of this indicator and of nothing else."),
    N_("Whether something is only recorded in another way since then: that looks just the same."),
    N_("Whether it would have come by itself: areas chosen because they did badly tend to recover."),
)


def change_word(change: SiteChange, t: Text) -> str:
    """`a site opens`."""
    return t(CHANGES[change])


def shape_word(shape: Shape, t: Text) -> str:
    """How an effect comes."""
    return t(SHAPES[shape])


def reading_word(reading: Reading, t: Text) -> str:
    """The answer in a few words."""
    return t(READINGS[reading])


def size_text(size: float, indicator: Indicator, t: Text) -> str:
    """`+12,3 %`, of a share `+3,1 points`."""
    number = t.signed(size, 1)
    return t("%(size)s points", size=number) if indicator.kind is Kind.PROPORTION else f"{number}{NO_BREAK_SPACE}%"


def limits_text(found: Found, indicator: Indicator, t: Text) -> str:
    """`from +9,1 % to +15,6 %`."""
    lower, upper = size_text(found.lower, indicator, t), size_text(found.upper, indicator, t)
    return t("from %(lower)s to %(upper)s", lower=lower, upper=upper)


def answer(estimate: Estimate, expectation: Expectation, indicator: Indicator, areas: Sequence[str], t: Text) -> str:
    """The plain sentence: what was found, how sure it is, and what had been expected; why nothing can be said."""
    found = estimate.found
    if found is None:
        return absence(estimate.absent or NoEffect.NO_DATA, t)
    about = {"indicator": t.pick(indicator.short_name), "areas": t.joined(list(areas))}
    limits = limits_text(found, indicator, t)
    if found.reading is Reading.NO_SIGNAL:
        said = t(
            "%(indicator)s, %(areas)s: what difference there is may be chance alone. The figures fit anything "
            "%(limits)s.",
            limits=limits,
            **about,
        )
    else:
        more = N_("%(indicator)s, %(areas)s: %(size)s compared with what would have been (95 %% limits: %(limits)s).")
        said = t(more, size=size_text(found.size, indicator, t), limits=limits, **about)
    return f"{said} {against_text(found, expectation, indicator, t)}"


def against_text(found: Found, expectation: Expectation, indicator: Indicator, t: Text) -> str:
    """What was found beside what had been expected."""
    expected = expectation.terms.size
    return t(_AGAINST[found.against(expected)], size=size_text(expected, indicator, t))


def per_period_text(found: Found, indicator: Indicator, t: Text) -> str:
    """How many cases more or fewer that is in each period."""
    period = {1: t("month"), 3: t("quarter")}.get(indicator.frequency.months, t("year"))
    return t(
        "In counts: %(count)s in a %(period)s on average (%(lower)s to %(upper)s).",
        count=t.signed(found.per_period),
        lower=t.signed(found.per_period_lower),
        upper=t.signed(found.per_period_upper),
        period=period,
    )


def permutation_text(one: FromComparison, t: Text) -> str:
    """How rare the difference is among areas where nothing happened."""
    areas, further = len(one.placebos), sum(_is_further(each.score, one) for each in one.placebos)
    return t(
        "Had the change been in another area, a difference as large would have come out in %(further)s of %(count)s.",
        further=t.number(further),
        count=t.number(areas - 1),
    )


def _is_further(score: float, one: FromComparison) -> bool:
    treated = [each for each in one.placebos if each.is_treated]
    return abs(score) > max(abs(each.score) for each in treated)


def apart_text(one: FromComparison, indicator: Indicator, t: Text) -> str:
    """Whether the areas ran side by side before the change."""
    slope = size_text(one.apart_per_year, indicator, t)
    if one.apart_p < 0.05:
        return t("Before the change they were moving apart: %(slope)s a year.", slope=slope)
    return t("Before the change they ran side by side: %(slope)s a year, within chance.", slope=slope)


def absence(absent: NoEffect, t: Text) -> str:
    """Why nothing can be said."""
    fewest = FEWEST_BEFORE_WITH_SEASON if absent is NoEffect.SHORT_SEASON else FEWEST
    words = _ABSENT[absent]
    values = {"fewest": t.number(fewest), "areas": t.number(FEWEST_COMPARISON)}
    return t(words, **{name: value for name, value in values.items() if f"%({name})s" in words})


def cautions(estimate: Estimate, t: Text) -> list[str]:
    """What weakens this very estimate."""
    return [t(_CAUTIONS[one]) for one in estimate.cautions]


def cannot_tell(t: Text) -> list[str]:
    """What no such estimate can tell."""
    return [t(one) for one in CANNOT_TELL]
