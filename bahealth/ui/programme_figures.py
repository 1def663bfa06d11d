"""The figures of the programme as words and small columns, one column for each session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bahealth.convene.agenda.alarms_seen import LATER_POINTS
from bahealth.convene.programme import FEWEST_AUTHORS, FEWEST_FORECASTS, Part
from bahealth.convene.programme_sessions import SessionFigures
from bahealth.convene.versions import day_of
from bahealth.convene.worth.rules import ANSWER_DAYS, FEWEST_ANSWERS
from bahealth.i18n import Text
from bahealth.views.programme import ProgrammeView

NONE_YET: Final = "–"
_FULL, _REST, _EMPTY = "reached", "rest", "none"
"""Looks of the parts of a column: filled, pale, outlined; told apart without colour too."""

Parts = Sequence[tuple[str, float]]
"""Looks with their sizes, from the ground up."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One box: a value with what it is of, a sentence, how it is counted, and its course over the sessions."""

    name: str
    title: str
    value: str
    of: str
    said: str
    about: str
    course: dict[str, Any] | None = None
    facts: tuple[tuple[str, str], ...] = ()


def figures_of(view: ProgrammeView, t: Text) -> list[Figure]:
    """The figures in their order, each with a sentence, how it is counted, and its course."""
    return [
        _held(view, t),
        _worth(view, t),
        _promises(view, t),
        _data(view, t),
        _minutes(view, t),
        _alarms(view, t),
        _loosened(view, t),
        _forecasts(view, t),
    ]


def share_text(part: Part, t: Text) -> str:
    """In percent; a dash of nothing."""
    return NONE_YET if part.share is None else t.percent(part.share)


def _held(view: ProgrammeView, t: Text) -> Figure:
    on_day, cancelled = view.figures.held_on_planned_day, view.figures.cancelled
    said = [
        t("%(count)s of %(total)s on the day first planned", count=on_day.count, total=on_day.total),
        t.plural("%(count)s cancelled", "%(count)s cancelled", cancelled),
    ]
    if view.missed:
        said.append(
            t.plural("%(count)s neither held nor cancelled", "%(count)s neither held nor cancelled", view.missed)
        )

    def parts(one: SessionFigures) -> Parts:
        return [(_FULL if one.is_on_planned_day else _REST if one.is_held else _EMPTY, 1.0)]

    return Figure(
        "held",
        t("Sessions held"),
        t.number(view.figures.held),
        t("of %(total)s planned", total=t.number(view.planned)),
        f"{t.joined(said)}.",
        t(
            "Counted are sessions whose day has come. A cancelled session stays in the count; a moved one "
            "counts as held, but not as held on its day."
        ),
        _course(view, parts, [(_FULL, t("on its day")), (_REST, t("on another day")), (_EMPTY, t("not held"))], t),
    )


def _worth(view: ProgrammeView, t: Text) -> Figure:
    worth = view.worth

    def parts(one: SessionFigures) -> Parts:
        if one.worth is None or one.worth.worth is None:
            return []
        return [(_FULL, one.worth.worth), (_REST, one.worth.answered - one.worth.worth)]

    return Figure(
        "worth",
        t("Worth the time"),
        share_text(worth, t),
        t("%(count)s of %(total)s answers", count=t.number(worth.count), total=t.number(worth.total)),
        t(
            "%(count)s of %(total)s people who were asked answered.",
            count=t.number(worth.total),
            total=t.number(view.invited),
        ),
        t(
            "After a session everybody invited is asked once, without a name: was it worth your time? What was "
            "answered is kept apart from who answered. A session is told from %(fewest)s answers on, and once "
            "the %(days)s days for answering are over.",
            fewest=FEWEST_ANSWERS,
            days=ANSWER_DAYS,
        ),
        _course(view, parts, [(_FULL, t("worth it")), (_REST, t("not worth it"))], t),
    )


def _promises(view: ProgrammeView, t: Text) -> Figure:
    found = view.figures.commitments
    said: list[str] = []
    if found.median_days_to_close is not None:
        said.append(t("Half of what was closed took %(days)s days or less.", days=t.number(found.median_days_to_close)))
    if found.median_days_open is not None:
        said.append(t("Half of what is open is older than %(days)s days.", days=t.number(found.median_days_open)))

    def parts(one: SessionFigures) -> Parts:
        if one.commitments is None:
            return []
        on_time = one.commitments.closed_on_time
        return [(_FULL, on_time.count), (_REST, on_time.total - on_time.count), (_EMPTY, one.commitments.open)]

    figure = Figure(
        "promises",
        t("Commitments closed on time"),
        share_text(found.closed_on_time, t),
        t("%(count)s of %(total)s closed", count=t.number(found.closed_on_time.count), total=t.number(found.closed)),
        " ".join(said) or t("Nothing has been promised yet."),
        t(
            "On time: claimed by the day first promised, and accepted by a second person; a day that was moved "
            "since does not count. Days run from the close of the session. Overtaken commitments are in "
            "neither count."
        ),
        _course(view, parts, [(_FULL, t("on time")), (_REST, t("late")), (_EMPTY, t("still open"))], t),
    )
    counts = (
        (t("Still open"), found.open),
        (t("Past due"), found.overdue),
        (t("Times carried over"), found.carried),
        (t("Closings refused"), found.refused_closings),
        (t("Days moved"), found.due_days_moved),
        (t("Overtaken"), found.overtaken),
    )
    return replace(figure, facts=tuple((name, t.number(count)) for name, count in counts))


def _data(view: ProgrammeView, t: Text) -> Figure:
    on_time = view.figures.data_on_time

    def parts(one: SessionFigures) -> Parts:
        share = one.data_on_time.share
        return [] if share is None else [(_FULL, share), (_REST, 1 - share)]

    return Figure(
        "data",
        t("Data on time"),
        share_text(on_time, t),
        t("%(count)s of %(total)s rows", count=t.number(on_time.count), total=t.number(on_time.total)),
        t("Rows of the sessions held whose newest value was not late."),
        t(
            "A row is an indicator in a place. It is late when its calendar expects a newer period by the day "
            "of the release; it counts once in every session that looks at it."
        ),
        _course(view, parts, [(_FULL, t("on time")), (_REST, t("late"))], t),
    )


def _minutes(view: ProgrammeView, t: Text) -> Figure:
    signals, rest = round(view.figures.minutes_on_signals), round(view.figures.minutes_on_rest)

    def parts(one: SessionFigures) -> Parts:
        return [(_FULL, one.minutes_on_signals), (_REST, one.minutes_on_rest)] if one.is_held else []

    return Figure(
        "minutes",
        t("Minutes on signals"),
        share_text(Part(count=signals, total=signals + rest), t),
        t("%(count)s of %(total)s minutes", count=t.number(signals), total=t.number(signals + rest)),
        t("The others went to rows within chance, to earlier promises and to new items."),
        t(
            "Minutes that a line stood on the presenter's screen. A signal is a row that moves beyond chance "
            "in the release of the session; a row that misses its target without moving is none."
        ),
        _course(view, parts, [(_FULL, t("signals")), (_REST, t("everything else"))], t),
    )


def _alarms(view: ProgrammeView, t: Text) -> Figure:
    vanished = view.vanished

    def parts(one: SessionFigures) -> Parts:
        if one.alarms is None:
            return []
        seen = one.alarms.vanished
        return [(_FULL, seen.total - seen.count), (_EMPTY, seen.count), (_REST, one.alarms.flagged - seen.total)]

    return Figure(
        "alarms",
        t("False alarms, at most"),
        t.number(vanished.count),
        t("of %(total)s flags looked at again", total=t.number(vanished.total)),
        t(
            "Chance alone would give about %(expected)s in these sessions; rows moved beyond chance %(flagged)s times.",
            expected=t.number(view.figures.expected_false_alarms, 1),
            flagged=t.number(view.flagged),
        ),
        t(
            "A flag is a row that moved beyond chance in the release of a session. It is looked at again once "
            "%(count)s later months, or one later year, are known. It has vanished when none of those later "
            "periods is out of the ordinary and the row no longer moves the same way. A short real change "
            "vanishes too: so this is at most the number of false alarms. What chance would give is the sum of "
            "the error rates of all rows looked at.",
            count=LATER_POINTS,
        ),
        _course(view, parts, [(_FULL, t("stands")), (_EMPTY, t("vanished")), (_REST, t("too early to say"))], t),
    )


def _loosened(view: ProgrammeView, t: Text) -> Figure:
    return Figure(
        "loosened",
        t("Loosened targets"),
        t.number(len(view.loosened)),
        t("in force today"),
        t("Targets that ask less, or later, than those that they replaced."),
        t(
            "Every later decision is held against the one before it. A programme that reaches its targets by "
            "lowering them shows it here."
        ),
        None,
    )


def _forecasts(view: ProgrammeView, t: Text) -> Figure:
    found = view.figures.calibration
    if found is None:
        said = t(
            "Told from %(fewest)s forecasts by %(people)s people on, once the targets have had their day. So "
            "far: %(count)s.",
            fewest=FEWEST_FORECASTS,
            people=FEWEST_AUTHORS,
            count=t.number(view.forecast_count),
        )
        value, of = NONE_YET, ""
    else:
        value = t.percent(found.share_met)
        of = t("came true; %(said)s had been said", said=t.percent(found.mean_probability))
        said = t(
            "Brier score %(score)s over %(count)s forecasts; 0 is perfect, a coin gets 0.25.",
            score=t.number(found.brier, 2),
            count=t.number(found.count),
        )
    about = t(
        "Heads say with each story how likely they think the target is. When its day has come, the mean of "
        "what was said is held against the share that came true: in sums only, never by person."
    )
    return Figure("forecasts", t("Forecasts of the heads"), value, of, said, about, None)


def _course(
    view: ProgrammeView, parts: Callable[[SessionFigures], Parts], key: Sequence[tuple[str, str]], t: Text
) -> dict[str, Any] | None:
    """A column for each session, as high as its parts; the highest fills the plot."""
    sizes = [[(look, float(size)) for look, size in parts(one) if size > 0] for one in view.sessions]
    highest = max((sum(size for _, size in one) for one in sizes), default=0.0)
    if highest == 0:
        return None
    columns = [
        {
            "name": t.short_month(day_of(one.session.starts_at)),
            "is_cancelled": not one.is_held,
            "parts": [(look, round(100 * size / highest, 1)) for look, size in reversed(found)],
        }
        for one, found in zip(view.sessions, sizes, strict=True)
    ]
    shown = {look for one in sizes for look, _ in one}
    every = max(1, -(-len(columns) // 4))
    for place, one in enumerate(columns):
        one["is_named"] = place % every == 0
    return {"columns": columns, "key": [one for one in key if one[0] in shown]}
