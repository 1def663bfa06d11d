"""Questions for the pre-read as sentences: what is seen, with its counts, and then an open question. No reproach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bahealth.assess.gaming import Asked, Bunching, Loosened, Question, Questions
from bahealth.catalog.model import Area, Indicator
from bahealth.i18n import N_, Text

_SMALLEST = 0.05
_PARTS = {
    "numerator": N_("the numerator"),
    "denominator": N_("the denominator"),
    "source": N_("the source"),
    "schedule": N_("how often it is measured"),
    "kind": N_("the kind of number"),
}


def question_text(question: Question, definitions: Mapping[str, Indicator], areas: Mapping[str, Area], t: Text) -> str:
    """What is seen and what is asked, without the name of the indicator, which stands before it."""
    indicator = definitions[question.indicator_id]
    if question.asked is Asked.BUNCHED_AREAS and question.bunching:
        return _bunched_areas(question.bunching, t)
    if question.asked is Asked.BUNCHED_PERIODS and question.bunching:
        return _bunched_periods(question.bunching, areas[question.area_id].name, t)
    if question.asked is Asked.REBOUND and question.rebound_id:
        return _rebound(question, definitions[question.rebound_id], areas[question.area_id].name, t)
    if question.asked is Asked.LOOSENED and question.loosened:
        return _loosened(question.loosened, indicator, areas[question.area_id].name, t)
    return _definition(question, t)


def chance_text(questions: Questions, t: Text) -> str:
    """How many questions about cut-offs chance alone would raise; empty where none could be looked at."""
    if not questions.comparison_count:
        return ""
    return t.plural(
        "Values were compared with a cut-off %(count)s time; questions that chance alone would raise: %(chance)s.",
        "Values were compared with a cut-off %(count)s times; questions that chance alone would raise: %(chance)s.",
        questions.comparison_count,
        chance=t.number(questions.by_chance, 1) if questions.by_chance >= _SMALLEST else t("less than 0.1"),
    )


def _bunched_areas(found: Bunching, t: Text) -> str:
    return t(
        "%(past)s of %(total)s comunas are just past the target and %(short)s just short of it. How is the cut-off "
        "applied?",
        past=t.number(found.just_past),
        total=t.number(found.total),
        short=t.number(found.just_short),
    )


def _bunched_periods(found: Bunching, area: str, t: Text) -> str:
    return t(
        "%(area)s: %(past)s of the last %(total)s values are just past the target and %(short)s just short of it. "
        "How is the cut-off applied?",
        area=area,
        past=t.number(found.just_past),
        total=t.number(found.total),
        short=t.number(found.just_short),
    )


def _rebound(question: Question, rebound: Indicator, area: str, t: Text) -> str:
    name = t.pick(rebound.short_name)
    if question.since is None:
        return t(
            "%(area)s: this improves beyond chance while “%(other)s” worsens beyond chance. Are the two connected?",
            area=area,
            other=name,
        )
    return t(
        "%(area)s: this improves beyond chance while “%(other)s” worsens beyond chance since %(since)s. Are the two "
        "connected?",
        area=area,
        other=name,
        since=t.month(question.since),
    )


def _loosened(one: Loosened, indicator: Indicator, area: str, t: Text) -> str:
    now = _target(one.target_value, one.due_on, indicator, t)
    if one.before_value is None or one.before_due_on is None:
        return t(
            "%(area)s: on %(day)s the target was loosened to %(now)s. What has been learned since?",
            area=area,
            day=t.long_day(one.set_at.date()),
            now=now,
        )
    return t(
        "%(area)s: on %(day)s the target was loosened from %(before)s to %(now)s. What has been learned since?",
        area=area,
        day=t.long_day(one.set_at.date()),
        before=_target(one.before_value, one.before_due_on, indicator, t),
        now=now,
    )


def _target(value: float, due_on: date, indicator: Indicator, t: Text) -> str:
    return t("%(value)s by %(date)s", value=t.number(value, indicator.decimals), date=t.short_month(due_on))


def _definition(question: Question, t: Text) -> str:
    return t(
        "Since release %(number)s the definition has changed: %(parts)s. Were earlier values worked out again, and "
        "what does the change do to the figure?",
        number=question.release_number,
        parts=t.joined([t(_PARTS[part]) for part in question.changed]),
    )
