"""What the pages of care say: names of parts, and the sentence above each figure, worked out from the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bahealth.assess.model import Reliability
from bahealth.catalog.periods import Period, add_months
from bahealth.charts.tone import Tone
from bahealth.i18n import N_, Text
from bahealth.views.breakdowns import (
    FREQUENT,
    LOW_URGENCY,
    SOLVABLE,
    UNCODED,
    WINDOW_MONTHS,
    BirthdayDistribution,
    Cohort,
    Distribution,
    KindMonths,
)
from bahealth.views.care import CareTheme
from bahealth.views.places import Place

_NAMED_AT_MOST = 4

THEMES = {
    CareTheme.CHILD: N_("Child health"),
    CareTheme.MATERNAL: N_("Maternal health"),
    CareTheme.EMERGENCY: N_("Emergency departments"),
    CareTheme.VISITS: N_("Primary-care visits"),
}
SHORT_THEMES = {
    CareTheme.CHILD: N_("Infancy"),
    CareTheme.MATERNAL: N_("Maternity"),
    CareTheme.EMERGENCY: N_("Emergency"),
    CareTheme.VISITS: N_("Visits"),
}
_PARTS = {
    "none": N_("none"),
    "unknown": N_("weeks unknown"),
    "non_emergent": N_("not an emergency"),
    "primary_care_treatable": N_("emergency that primary care can treat"),
    "avoidable": N_("emergency care needed, avoidable"),
    "not_avoidable": N_("emergency care needed, not avoidable"),
    "injury": N_("injury"),
    "mental_health": N_("mental health"),
    "alcohol": N_("alcohol"),
    "drug": N_("drugs"),
    "unclassified": N_("diagnosis without shares"),
    "uncoded": N_("without a diagnosis"),
}
_TRIAGE = {
    "1": N_("level 1, at once"),
    "2": N_("level 2"),
    "3": N_("level 3"),
    "4": N_("level 4"),
    "5": N_("level 5, not urgent"),
    "none": N_("no triage level"),
}
_TIMES = {
    "1": N_("once"),
    "2": N_("twice"),
    "3": N_("3 times"),
    "4-5": N_("4 or 5 times"),
    "6-9": N_("6 to 9 times"),
    "10+": N_("10 times or more"),
}
KINDS = {
    "checkup": N_("check-up"),
    "illness": N_("illness"),
    "chronic": N_("chronic condition"),
    "prenatal": N_("prenatal visit"),
    "postpartum": N_("post-partum visit"),
    "vaccination": N_("vaccination"),
    "procedure": N_("procedure"),
    "mental_health": N_("mental health"),
    "other": N_("other"),
}
RECORD_KINDS = {
    "residents": N_("Residents"),
    "births": N_("Births"),
    "deaths": N_("Deaths"),
    "centres": N_("Places of care"),
    "teams": N_("Health teams"),
    "panels": N_("Lists of the teams"),
    "visits": N_("Visits"),
    "diagnosis_shares": N_("Shares by diagnosis"),
}
_TONES = {
    Tone.GOOD: N_("better than the city"),
    Tone.CONCERN: N_("worse than the city"),
    Tone.HIGHER: N_("above the city"),
    Tone.LOWER: N_("below the city"),
    Tone.PLAIN: N_("not told apart"),
    Tone.ABSENT: N_("too few to compare"),
}


def part_name(measure_id: str, part: str, t: Text) -> str:
    """A part as rows and axes name it; numbers stay as they are."""
    names = {"ed_triage": _TRIAGE, "ed_people_by_visits": _TIMES, "ed_visits_by_visits": _TIMES}.get(measure_id, _PARTS)
    return t(names[part]) if part in names else part


def kind_name(kind: str, t: Text) -> str:
    """A kind of visit; one that has no name yet keeps its key."""
    return t(KINDS[kind]) if kind in KINDS else kind


def place_word(tone: Tone, t: Text) -> str:
    """How a place lies against the city, in a table cell."""
    return t(_TONES[tone])


def amount(count: float, whole: float, t: Text) -> str:
    """Whole number of every 100; of fewer than 100 the count itself, which a share would blow up."""
    if whole < 100:
        return t.number(count)
    share = 100 * count / whole
    if 0 < share < 0.5:
        return t("fewer than 1")
    if 99.5 < share < 100:
        return t("more than 99")
    return t.number(share)


def _of_children(whole: float, t: Text) -> str:
    return (
        t("Of every 100 children who turned one")
        if whole >= 100
        else t.plural("Of %(count)s child who turned one", "Of %(count)s children who turned one", round(whole))
    )


def birthday_sentence(one: BirthdayDistribution, t: Text) -> str:
    """How many had all check-ups, how many none."""
    found, required = one.distribution, one.schedule.required
    said = t(
        "%(of)s, %(done)s had the %(required)s check-ups of the schedule; %(none)s had none.",
        of=_of_children(found.whole, t),
        done=amount(found.count_from(required), found.whole, t),
        required=required,
        none=amount(found.count("0"), found.whole, t),
    )
    if found.median is not None and found.median < required:
        said += " " + t("Half had %(median)s or fewer.", median=found.median)
    return said


def first_week_sentence(found: Distribution, t: Text) -> str:
    """How many were seen in the first two weeks of life, and how many never."""
    return t(
        "%(of)s, %(early)s had the first check-up in the first two weeks of life; %(none)s had none before the "
        "birthday.",
        of=_of_children(found.whole, t),
        early=amount(found.count("0", "1"), found.whole, t),
        none=amount(found.count("none"), found.whole, t),
    )


def cohort_sentence(cohorts: Sequence[Cohort], t: Text) -> str:
    """What the newest complete cohort reached; that the others are still on their way."""
    complete = [one for one in cohorts if one.is_complete]
    parts: list[str] = []
    if complete:
        newest = complete[-1]
        halfway, end = newest.ages[6], newest.ages[-1]
        parts.append(
            t(
                "Of every 100 children born in %(period)s, %(end)s had six check-ups by the first birthday; at six "
                "months %(halfway)s had.",
                period=t.period(newest.period),
                end=t.number(100 * end.share),
                halfway=t.number(100 * halfway.share),
            )
        )
    if len(complete) < len(cohorts):
        parts.append(
            t("Dashed lines are still in follow-up: they end at the age that all their children have reached.")
        )
    return " ".join(parts)


def _of_deliveries(whole: float, t: Text) -> str:
    return (
        t("Of every 100 deliveries in public hospitals")
        if whole >= 100
        else t.plural(
            "Of %(count)s delivery in public hospitals", "Of %(count)s deliveries in public hospitals", round(whole)
        )
    )


def prenatal_sentence(found: Distribution, t: Text) -> str:
    """How many mothers had five prenatal visits, how many none."""
    return t(
        "%(of)s, %(done)s had five prenatal visits or more; %(none)s had none.",
        of=_of_deliveries(found.whole, t),
        done=amount(found.count_from(5) + found.count("10+"), found.whole, t),
        none=amount(found.count("0"), found.whole, t),
    )


def prenatal_week_sentence(found: Distribution, t: Text) -> str:
    """How many were seen before week 13, how many never."""
    early = sum(one.count for one in found.parts if one.part.isdigit() and int(one.part) < 13)
    return t(
        "%(of)s, %(early)s had the first prenatal visit before week 13; %(none)s had none.",
        of=_of_deliveries(found.whole, t),
        early=amount(early, found.whole, t),
        none=amount(found.count("none"), found.whole, t),
    )


def triage_sentence(found: Distribution, t: Text) -> str:
    """How many of those with a level were not urgent; how many had no level."""
    known = found.whole - found.count("none")
    return t(
        "Of every 100 emergency visits with a triage level, %(low)s were of low urgency (levels 4 and 5). Of every "
        "100 visits, %(none)s had no level.",
        low=amount(found.count(*LOW_URGENCY), known, t) if known else "–",
        none=amount(found.count("none"), found.whole, t),
    )


def classes_sentence(found: Distribution, t: Text) -> str:
    """How many of the visits that can be classified primary care could have solved; how many cannot be."""
    known = found.whole - found.count(*UNCODED)
    return t(
        "Of every 100 emergency visits whose diagnosis can be classified, primary care could have solved %(solvable)s. "
        "Of every 100 visits, %(left)s cannot be classified.",
        solvable=amount(found.count(*SOLVABLE), known, t) if known else "–",
        left=amount(found.count(*UNCODED), found.whole, t),
    )


def frequent_sentence(people: Distribution, visits: Distribution, t: Text) -> str:
    """Few people, many visits."""
    return t(
        "Of every 100 people who came in twelve months, %(people)s came four times or more; they made %(visits)s of "
        "every 100 visits.",
        people=amount(people.count(*FREQUENT), people.whole, t),
        visits=amount(visits.count(*FREQUENT), visits.whole, t),
    )


def kinds_sentence(kinds: Sequence[KindMonths], t: Text) -> str:
    """How many visits in the newest twelve months, and what for most often."""
    first, period = kinds_window(kinds)
    totals = {one.kind: one.total(first) for one in kinds}
    whole = sum(totals.values())
    most = sorted(totals, key=lambda kind: -totals[kind])[:2]
    named = [
        t("%(kind)s (%(share)s of every 100)", kind=kind_name(kind, t), share=amount(totals[kind], whole, t))
        for kind in most
    ]
    return t(
        "%(period)s: %(count)s primary-care visits, most often for %(kinds)s.",
        period=t.period(period),
        count=t.number(whole),
        kinds=t.joined(named),
    )


def kinds_window(kinds: Sequence[KindMonths]) -> tuple[date, Period]:
    """First month and period of the newest twelve months, or of all when there are fewer."""
    months = [month for month, _ in kinds[0].months]
    first = max(months[0], add_months(months[-1], 1 - WINDOW_MONTHS))
    return first, Period(first, (months[-1].year - first.year) * 12 + months[-1].month - first.month + 1)


def places_sentence(places: Sequence[Place], t: Text) -> str:
    """How many places lie apart from the city beyond chance, which, and how many have too few cases."""
    values = [one.compared for one in places if one.compared is not None]
    period = t.period(values[0].period)
    judged = [one for one in values if one.against_city is not None]
    few = sum(1 for one in values if one.reliability is Reliability.WIDE)
    apart = [one.name for one in places if one.compared is not None and one.compared.against_city]
    if not judged:
        return t("%(period)s: no place has enough cases to be compared with the city.", period=period)
    if apart:
        said = t.plural(
            "%(period)s: %(count)s of %(total)s comparable places differs from the city beyond chance",
            "%(period)s: %(count)s of %(total)s comparable places differ from the city beyond chance",
            len(apart),
            period=period,
            total=t.number(len(judged)),
        )
    else:
        said = t(
            "%(period)s: none of the %(total)s comparable places differs from the city beyond chance",
            period=period,
            total=t.number(len(judged)),
        )
    said += f": {t.joined(apart)}." if 0 < len(apart) <= _NAMED_AT_MOST else "."
    if few:
        said += " " + t.plural(
            "%(count)s has too few cases and is not judged.", "%(count)s have too few cases and are not judged.", few
        )
    return said
