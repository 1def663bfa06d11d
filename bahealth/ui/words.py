"""Words that pages share: what a standing means, what a row says in its cells."""

from __future__ import annotations

from bahealth.assess.model import Standing, Step, Verdict
from bahealth.assess.words import change_word, probability_word, since_word, step_word
from bahealth.catalog.model import Group, Indicator
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.views.scorecard import ScorecardGroup, ScorecardRow

STANDING_MEANINGS = {
    Standing.ATTENTION: N_("off track, or worsening beyond chance"),
    Standing.UNCERTAIN: N_("neither likely nor unlikely to arrive in time"),
    Standing.GOOD: N_("met, on track, or improving beyond chance"),
    Standing.STEADY: N_("no target and no signal"),
    Standing.NO_VERDICT: N_("not collected, late, too few or not public"),
}
THEMES = {
    Group.INFANT: N_("Infant and child health"),
    Group.MATERNAL: N_("Maternal health"),
    Group.EMERGENCY: N_("Emergency departments"),
    Group.ACCESS: N_("Primary care and access"),
}


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
        return target, ""
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
    if verdict.step is not Step.AS_REPORTED and verdict.value is not None:
        found.append(step_word(verdict.step, t))
    if verdict.is_denominator_estimated:
        found.append(t("Estimated denominator"))
    if verdict.target and verdict.target.goal.is_demonstration:
        found.append(t("Demonstration target"))
    return found


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
