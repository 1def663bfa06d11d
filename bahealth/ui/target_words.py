"""Words of targets: stages, steps, paths, bases, and terms in one line."""

from __future__ import annotations

from datetime import date

from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period
from bahealth.i18n import N_, Text
from bahealth.targets.model import Path, Stage, Step, TargetRow, Terms
from bahealth.targets.words import BASIS_WORDS, PATH_WORDS

STAGES = {
    Stage.AWAITS_HEAD: N_("Waits for the head of the department"),
    Stage.AWAITS_MAYOR: N_("Waits for the mayor's office"),
}
STEPS = {
    Step.PROPOSED: N_("Proposed"),
    Step.APPROVED: N_("Approved by the head"),
    Step.CONFIRMED: N_("Confirmed by the mayor's office"),
    Step.RETURNED: N_("Returned"),
    Step.WITHDRAWN: N_("Withdrawn"),
    Step.SET: N_("Set without a proposal"),
}
PATH_MEANINGS = {
    Path.STRAIGHT: N_("The same amount each month."),
    Path.STEPPED: N_("Each milestone is asked from its day until the next."),
    Path.CUSTOM: N_("Straight from milestone to milestone."),
}


def asked_text(value: float, due_on: date, indicator: Indicator, t: Text) -> str:
    """`4,5 a dic 2027`: what is asked and by when, without the unit."""
    return t("%(value)s by %(date)s", value=t.number(value, indicator.decimals), date=t.short_month(due_on))


def terms_text(terms: Terms | TargetRow, indicator: Indicator, t: Text) -> str:
    """What a target asks and by when, and its path where it is not the straight one."""
    text = asked_text(terms.target_value, terms.due_on, indicator, t)
    return text if terms.path is Path.STRAIGHT else f"{text} ({t(PATH_WORDS[terms.path]).lower()})"


def terms_facts(terms: Terms | TargetRow, indicator: Indicator, t: Text) -> list[tuple[str, str]]:
    """Everything that a target says, as pairs of name and text."""
    facts = [
        (t("Target"), t.measured(terms.target_value, indicator.decimals, indicator.unit)),
        (t("Due"), t.month(terms.due_on)),
        (t("Baseline"), baseline_text(terms, indicator, t)),
        (t("Path"), t(PATH_WORDS[terms.path])),
    ]
    if terms.milestones:
        facts.append(
            (t("Milestones"), "; ".join(asked_text(one.value, one.on, indicator, t) for one in terms.milestones))
        )
    return [*facts, (t("Basis"), t(BASIS_WORDS[terms.basis])), (t("Why"), terms.reason)]


def baseline_text(terms: Terms | TargetRow, indicator: Indicator, t: Text) -> str:
    """`5,3 (4,4 a 6,3), 2023`."""
    value = t.number(terms.baseline_value, indicator.decimals)
    period = t.period(baseline_period(terms))
    if terms.baseline_lower is None or terms.baseline_upper is None:
        return f"{value}, {period}"
    lower, upper = (t.number(one, indicator.decimals) for one in (terms.baseline_lower, terms.baseline_upper))
    return f"{value} ({t('%(lower)s to %(upper)s', lower=lower, upper=upper)}), {period}"


def baseline_period(terms: Terms | TargetRow) -> Period:
    """What the baseline is about."""
    if isinstance(terms, Terms):
        return Period.parse(terms.baseline)
    return Period(terms.baseline_start, terms.baseline_months)
