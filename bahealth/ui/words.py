"""Words that pages share: what a standing means, what a row says in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bahealth.assess.deprivation import UNMET_NEEDS
from bahealth.assess.long_trend import LongTrend
from bahealth.assess.model import ComparedValue, InequalityVerdict, Standing, Status, Step, Verdict
from bahealth.assess.words import change_word, no_forecast_word, probability_word, since_word, step_word
from bahealth.catalog.model import Group, Indicator
from bahealth.catalog.words import THEMES
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.people.model import COMMAND_LINE
from bahealth.publish.disclosure import CITY
from bahealth.ui.people import LOCAL, local_roles
from bahealth.ui.roles import role_name
from bahealth.ui.storehouse import catalog
from bahealth.views.scorecard import ScorecardGroup, ScorecardRow

STANDING_MEANINGS = {
    Standing.ATTENTION: N_("off track, or worsening beyond chance"),
    Standing.UNCERTAIN: N_("neither likely nor unlikely to arrive in time"),
    Standing.GOOD: N_("met or on track; without a target, improving beyond chance"),
    Standing.STEADY: N_("measured, but with no target to reach and no change beyond chance"),
    Standing.NO_VERDICT: N_("not collected, late, too few, no forecast or not public"),
}


_ACTORS = {
    COMMAND_LINE.name: N_("the command line"),
    LOCAL.name: N_("this machine"),
    "installation": N_("the installation"),
    "simulated city": N_("the simulated city"),
}


def actor_name(name: str, t: Text) -> str:
    """Who acted: a person's name, or the words for a part of the program or for a role that was tried here."""
    if name in _ACTORS:
        return t(_ACTORS[name])
    tried = next((one for one in local_roles(catalog()).values() if one.name == name), None)
    return name if tried is None else f"{t(_ACTORS[LOCAL.name])}, {role_name(tried, t, catalog())}"


def said_alone(text: str) -> str:
    """A clause as it begins a paragraph."""
    return text[:1].upper() + text[1:]


def theme_name(theme: Group, t: Text) -> str:
    """Heading of a theme of the mission."""
    return t(THEMES[theme])


def value_text(verdict: Verdict, indicator: Indicator, t: Text) -> str:
    """The value without its unit, or nothing."""
    return "" if verdict.value is None else t.number(verdict.value, indicator.decimals)


def interval_text(lower: float | None, upper: float | None, decimals: int, t: Text) -> str:
    """`3,9 a 7,1`, or nothing when there is no interval."""
    if lower is None or upper is None:
        return ""
    return t("%(lower)s to %(upper)s", lower=t.number(lower, decimals), upper=t.number(upper, decimals))


def age_text(verdict: Verdict, t: Text) -> str:
    """How long ago the period ended, in months below two years and in years from then on."""
    months = verdict.age_months
    if months is None:
        return ""
    if months < 1:
        return t("just ended")
    if months < 24:
        return t.plural("%(count)s month ago", "%(count)s months ago", months)
    return t.plural("%(count)s year ago", "%(count)s years ago", months // 12)


def change_texts(verdict: Verdict, t: Text) -> tuple[str, str]:
    """The word of the change and since when; both empty without a value."""
    if verdict.value is None:
        return "", ""
    return change_word(verdict.change.change, t), since_word(verdict.change, t)


def target_texts(verdict: Verdict, indicator: Indicator, t: Text) -> tuple[str, str]:
    """The target with its date, and how likely it is; both empty without a target."""
    if verdict.target is None:
        return "", ""
    goal = verdict.target.goal
    target = t(
        "%(value)s by %(date)s",
        value=t.number(goal.value, indicator.decimals),
        date=t.short_month(goal.due_on),
    )
    probability = verdict.target.probability
    if probability is None:
        reason = verdict.target.reason
        return target, no_forecast_word(reason, t) if reason and verdict.status is Status.NO_FORECAST else ""
    word = probability_word(probability, t)
    return target, f"{word}{NO_BREAK_SPACE}({t.percent(probability)})"


def badges(verdict: Verdict, t: Text) -> list[str]:
    """Short marks beside a name: what a reader must know before trusting the value."""
    found: list[str] = []
    if verdict.is_simulated:
        found.append(t("Simulated"))
    if verdict.is_past_review:
        found.append(t("Definition past review"))
    if verdict.is_late:
        found.append(t("Late"))
    is_the_whole = verdict.step is Step.CITY and verdict.area_id == CITY  # nothing wider to look at
    if verdict.step is not Step.AS_REPORTED and verdict.value is not None and not is_the_whole:
        found.append(step_word(verdict.step, t))
    if verdict.is_denominator_estimated:
        found.append(t("Estimated denominator"))
    if verdict.target and verdict.target.goal.is_demonstration:
        found.append(t("Demonstration target"))
    return [*found, *target_badges(verdict, t)]


_ALONG: Final = {
    False: (
        N_("From most to fewest residents on public cover only (%(year)s): %(figures)s."),
        N_("From most to fewest residents on public cover only (%(year)s), no difference beyond chance: %(figures)s."),
    ),
    True: (
        N_("From most to fewest households with unmet basic needs (census of %(year)s): %(figures)s."),
        N_(
            "From most to fewest households with unmet basic needs (census of %(year)s), no difference beyond chance: "
            "%(figures)s."
        ),
    ),
}


def inequality_text(found: InequalityVerdict, indicator: Indicator, t: Text) -> str:
    """Slope and relative index in one sentence, or that neither shows beyond chance."""
    slope, low, high = (
        t.number(one, indicator.decimals) for one in (found.slope, found.slope_lower, found.slope_upper)
    )
    times, least, most = (t.number(one, 2) for one in (found.ratio, found.ratio_lower, found.ratio_upper))
    figures = t(
        "difference %(slope)s (%(low)s to %(high)s), ratio %(ratio)s (%(least)s to %(most)s)",
        slope=slope,
        low=low,
        high=high,
        ratio=times,
        least=least,
        most=most,
    )
    told, told_by_chance = _ALONG[found.deprivation_id == UNMET_NEEDS]
    if found.slope_lower <= 0 <= found.slope_upper:
        told = told_by_chance
    return t(told, year=str(found.deprivation_on.year), figures=figures)


def long_trend_texts(trend: LongTrend, indicator: Indicator, t: Text) -> tuple[str, str]:
    """Slope a year with its limits; which years, which method and how sure."""
    slope, low, high = (
        t.number(one, indicator.decimals + 1) for one in (trend.slope_per_year, trend.lower, trend.upper)
    )
    least = 0.001
    p = f"< {t.number(least, 3)}" if trend.p_value < least else f"= {t.number(trend.p_value, 3)}"
    years = {"first": str(trend.first_year), "last": str(trend.last_year)}
    return (
        t("%(slope)s a year (%(low)s to %(high)s)", slope=slope, low=low, high=high),
        t("%(first)s–%(last)s; Sen’s slope, Mann–Kendall p %(p)s", p=p, **years),
    )


def target_badges(verdict: Verdict, t: Text) -> list[str]:
    """That the target came to ask less within a year, and that the mayor's office accepts a miss for a while."""
    found: list[str] = []
    if verdict.target and verdict.target.goal.is_loosened_on:
        found.append(t("Target loosened on %(day)s", day=t.day(verdict.target.goal.is_loosened_on)))
    if verdict.deviation:
        found.append(t("Deviation accepted until %(day)s", day=t.day(verdict.deviation.until_on)))
    return found


def comparison_text(compared: Sequence[ComparedValue], t: Text) -> str:
    """`2021–2023: 4 of 15 comunas differ from the city beyond chance`; without intervals only the period."""
    period = t.period(compared[0].period)
    judged = [one for one in compared if one.against_city is not None]
    if not judged:
        return t("%(period)s: without intervals, so no comuna is judged against the city", period=period)
    return t.plural(
        "%(period)s: %(count)s of %(total)s comparable comunas differs from the city beyond chance",
        "%(period)s: %(count)s of %(total)s comparable comunas differ from the city beyond chance",
        sum(1 for one in judged if one.against_city),
        period=period,
        total=t.number(len(judged)),
    )


def group_name(group: ScorecardGroup, t: Text) -> str:
    """Heading of a group of rows: a theme or a department."""
    if group.theme is not None:
        return theme_name(group.theme, t)
    return t.pick(group.department.name) if group.department else ""


def series_alt(row: ScorecardRow, t: Text) -> str:
    """What a small series shows, for a reader who cannot see it."""
    if not row.points:
        return ""
    first, last, decimals = row.points[0], row.points[-1], row.indicator.decimals
    return t(
        "Series from %(first)s (%(start)s) to %(last)s (%(end)s)",
        first=t.period(first.period),
        start=t.number(first.value, decimals),
        last=t.period(last.period),
        end=t.number(last.value, decimals),
    )
