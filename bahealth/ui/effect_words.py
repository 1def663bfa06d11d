"""What the page about a change of a site says in its cells."""

from __future__ import annotations

from datetime import date
from typing import Any

from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.model import Course, Expectation, Found, SiteChange
from bahealth.assess.effect.words import limits_text, reading_word, shape_word, size_text
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import Period
from bahealth.convene.words import capture_word
from bahealth.i18n import N_, Text
from bahealth.ui import address
from bahealth.ui.session_words import session_address
from bahealth.ui.words import actor_name
from bahealth.views.effect import Decision, EffectRow, EffectView

CHOSEN = "cambio"
_TITLES = {
    SiteChange.OPENS: N_("%(site)s opens"),
    SiteChange.CLOSES: N_("%(site)s closes"),
    SiteChange.MOVES: N_("%(site)s moves"),
}


def title_of(expectation: Expectation, t: Text) -> str:
    """`CeSAC 50 opens`."""
    return t(_TITLES[expectation.terms.change], site=expectation.terms.site)


def stated_cells(row: EffectRow, view: EffectView, t: Text) -> list[tuple[str, str]]:
    """The statement, line by line."""
    terms, one = row.expectation.terms, row.expectation
    where = [f"{view.names[each.area_id]}, {t.long_day(each.on)}" for each in terms.openings]
    shape = shape_word(terms.shape, t)
    if terms.shape is Shape.DELAYED:
        shape += " " + t.plural("(after %(count)s month)", "(after %(count)s months)", terms.delay_months)
    stated = t("%(who)s, on %(when)s", who=actor_name(one.stated_by, t), when=t.instant(one.stated_at))
    return [
        (t("Where and when"), "; ".join(where)),
        (t("Indicator"), t.pick(row.indicator.name)),
        (t("Expected size"), t("%(size)s, %(shape)s", size=size_text(terms.size, row.indicator, t), shape=shape)),
        (t("How it is to work"), terms.mechanism),
        (t("Compared with"), t.joined([view.names[each] for each in terms.comparison]) or t("only its own past")),
        (t("Left out"), _left_out(terms.opening_months, t)),
        (t("Stated by"), f"{stated}. {_known(one.newest_on, t)}"),
    ]


def _left_out(months: int, t: Text) -> str:
    if not months:
        return t("no month")
    return t.plural("the first month", "the first %(count)s months", months)


def _known(newest_on: date | None, t: Text) -> str:
    if newest_on is None:
        return t("There were no figures yet.")
    return t("There were figures up to %(day)s.", day=t.long_day(newest_on))


def decision_cells(decision: Decision | None, t: Text) -> dict[str, str] | None:
    """The decision with its session."""
    if decision is None:
        return None
    session = decision.session
    return {
        "address": session_address(session.session_id, t),
        "session": f"{session.title}, {t.day(session.starts_at.date())}",
        "text": f"{capture_word(decision.captured.kind, t)}: {decision.captured.text}",
    }


def figures(row: EffectRow, t: Text) -> list[dict[str, str]]:
    """Each estimate with its limits; the one that leads first."""
    found = row.estimate
    rows: list[dict[str, str]] = []
    if found.comparison is not None:
        one = found.comparison
        method = t(
            "Difference in differences with %(areas)s areas; limits widened %(times)s times from what they did.",
            areas=t.number(len(row.expectation.terms.comparison)),
            times=t.number(one.widening, 1),
        )
        rows.append(_figure(t("untouched areas"), one.found, row.indicator, method, t))
        for group in one.groups:
            limits = Found(
                size=group.size,
                lower=group.lower,
                upper=group.upper,
                per_period=0,
                per_period_lower=0,
                per_period_upper=0,
            )
            name = t("of these, from %(month)s on", month=t.month(group.start))
            rows.append(_figure(name, limits, row.indicator, "", t))
    if found.past is not None:
        past = found.past
        method = t(
            "Interrupted series of %(before)s periods before and %(after)s after; over-dispersion %(dispersion)s.",
            before=t.number(found.before_count),
            after=t.number(found.after_count),
            dispersion=t.number(past.dispersion, 1),
        )
        rows.append(_figure(t("its own past"), past.found, row.indicator, method, t))
    return rows


def _figure(name: str, found: Found, indicator: Indicator, method: str, t: Text) -> dict[str, str]:
    return {
        "name": name,
        "size": size_text(found.size, indicator, t),
        "limits": limits_text(found, indicator, t),
        "method": method,
    }


def month_cells(course: tuple[Course, ...], indicator: Indicator, t: Text) -> list[dict[str, str]]:
    """Seen and expected by period, newest first."""
    return [
        {
            "period": t.period(Period(one.start, one.months)),
            "part": "after" if one.is_after else "before" if one.is_before else "out",
            "value": t.number(one.value, indicator.decimals),
            "expected": t.number(one.expected, indicator.decimals),
            "limits": t(
                "%(lower)s to %(upper)s",
                lower=t.number(one.lower, indicator.decimals),
                upper=t.number(one.upper, indicator.decimals),
            ),
            "gap": "–" if one.gap is None else size_text(one.gap, indicator, t),
        }
        for one in reversed(course)
    ]


def list_cells(row: EffectRow, t: Text) -> dict[str, Any]:
    """A statement as a line of the list."""
    terms, found = row.expectation.terms, row.estimate.found
    if row.expectation.withdrawn_at is not None:
        answer = t("taken back: %(reason)s", reason=row.expectation.withdrawn_reason or "")
    elif found is None:
        answer = t("nothing can be said yet")
    else:
        answer = f"{reading_word(found.reading, t)} ({size_text(found.size, row.indicator, t)})"
    return {
        "address": address.address(address.EFFECT, t.language, **{CHOSEN: row.expectation.expectation_id}),
        "site": title_of(row.expectation, t),
        "when": f"{t.joined(list(row.area_names))}, {t.day(terms.first_on)}",
        "indicator": t.pick(row.indicator.short_name),
        "expected": size_text(terms.size, row.indicator, t),
        "answer": answer,
    }
