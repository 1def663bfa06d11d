"""What the past says of terms while they are typed, in words: an aid, never a promise."""

from __future__ import annotations

from bahealth.assess.words import probability_word
from bahealth.catalog.model import Catalog, Indicator, Kind
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.targets.model import AddUp, Feasibility
from bahealth.ui.html import Html, render
from bahealth.views.target import Outlook, TargetView

_NAMED = 3  # areas that moved as far, named one by one


def outlook_html(view: TargetView, found: Outlook | None, problem: Refusal | None, catalog: Catalog, t: Text) -> Html:
    """The panel beside the form; a problem of the terms in place of what the past says."""
    indicator = view.line.indicator
    sentences: list[str] = []
    if found is not None and found.feasibility is not None:
        sentences = feasibility_texts(found.feasibility, indicator, catalog, t)
    elif found is not None:
        sentences = [t("No value has arrived yet, so the past says nothing.")]
    return render(
        "target_outlook",
        t,
        sentences=sentences,
        is_loosening=found is not None and found.is_loosening,
        problem=t.refusal(problem) if problem else "",
        add_up=add_up_text(found.add_up, indicator, t) if found and found.add_up else "",
    )


def feasibility_texts(found: Feasibility, indicator: Indicator, catalog: Catalog, t: Text) -> list[str]:
    """What is asked, how likely it is, and how often it has happened."""
    said = [_asked(found, indicator, t), _chance(found, t)]
    if found.window_count:
        said.append(_windows(found, catalog, t))
    elif found.asked_change > 0:
        said.append(t("No series is long enough to show how often such a change has happened."))
    return said


def _asked(found: Feasibility, indicator: Indicator, t: Text) -> str:
    months = t.plural("%(count)s month", "%(count)s months", found.horizon_months)
    if found.asked_change <= 0:
        return t("It asks for nothing better than the baseline.")
    number = t.number(found.asked_change, indicator.decimals)
    if indicator.kind is Kind.PROPORTION:
        return t("It asks for an improvement of %(number)s points in %(months)s.", number=number, months=months)
    return t("It asks for an improvement of %(number)s in %(months)s.", number=number, months=months)


def _chance(found: Feasibility, t: Text) -> str:
    if found.probability is None:
        return t("At today's pace: too little is known to say how likely it is.")
    said = t(
        "At today's pace: %(word)s (%(chance)s).",
        word=probability_word(found.probability, t).lower(),
        chance=t.percent(found.probability),
    )
    if found.likely_from is not None:
        said += " " + t("Likely from %(month)s on.", month=t.month(found.likely_from))
    return said


def _windows(found: Feasibility, catalog: Catalog, t: Text) -> str:
    names = [catalog.area[one].name for one in found.areas_moved if one in catalog.area]
    spans = t.plural(
        "In %(count)s span of %(months)s months in any area,",
        "In %(count)s spans of %(months)s months in any area,",
        found.window_count,
        months=t.number(found.horizon_months),
    )
    if not found.moved_count:
        return f"{spans} {t('none moved as far the good way.')}"
    moved = t.plural("one moved as far the good way", "%(count)s moved as far the good way", found.moved_count)
    where = t.joined(names) if len(names) <= _NAMED else t("in %(count)s areas", count=t.number(len(names)))
    return f"{spans} {moved} ({where})." if where else f"{spans} {moved}."


def add_up_text(found: AddUp, indicator: Indicator, t: Text) -> str:
    """Whether the targets of the comunas come to the city's, with these terms in their place."""
    if found.city_target is None:
        return t("The city has no target yet, so there is nothing to add up to.")
    city = t.number(found.city_target, indicator.decimals)
    if found.comunas_with_target < found.comuna_count:
        return t(
            "%(some)s of %(all)s comunas have a target, so whether they add up to the city's %(city)s cannot be said.",
            some=t.number(found.comunas_with_target),
            all=t.number(found.comuna_count),
            city=city,
        )
    if found.together is None:
        return t("The sizes of the comunas are not known, so their targets cannot be weighed together.")
    together = t.number(found.together, indicator.decimals)
    if found.is_consistent:
        return t(
            "Together the comunas come to %(together)s: they add up to the city's %(city)s.",
            together=together,
            city=city,
        )
    return t(
        "Together the comunas come to %(together)s, the city's target is %(city)s: they do not add up.",
        together=together,
        city=city,
    )
