"""The pre-read as PDF: open items, goals, operations, subject data; each row with all that a head must have read."""

from __future__ import annotations

from typing import Any

from bahealth.assess.model import Point, Verdict
from bahealth.assess.words import change_word, probability_word, reading, status_word
from bahealth.catalog.model import Indicator, Source
from bahealth.charts.marks import change_mark, status_mark
from bahealth.charts.printable import printable, printable_paragraphs, shown
from bahealth.charts.printed import trend_svg
from bahealth.charts.trend import Note, count_text, interval_text
from bahealth.convene.model import Commitment, Line, LineKind, Story
from bahealth.convene.questions import questions, topic_of
from bahealth.convene.words import commitment_state_word, false_alarms_text, line_reason, outcome_word
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.reports.session import PrereadRow, PrereadView, Section
from bahealth.reports.session_head import head, people, promise, topic_name
from bahealth.reports.typeset import pdf, pictures

_NEWEST = 6
_SECTIONS = {
    Section.OPEN_ITEMS: N_("Open items"),
    Section.GOALS: N_("Goals"),
    Section.OPERATIONS: N_("Operations"),
    Section.SUBJECT_DATA: N_("Data of the subject"),
}
_ASKED = {LineKind.SIGNAL, LineKind.DEVIATION}  # flagged rows, whose heads are asked for the story


def preread_pdf(view: PrereadView, t: Text) -> bytes:
    """A4, PDF/UA-1, in the language of `t`, legible in grey."""
    return pdf("preread.typ", preread_document(view, t))


def preread_pages(view: PrereadView, t: Text) -> list[bytes]:
    """The same pages as pictures (PNG)."""
    return pictures("preread.typ", preread_document(view, t))


def preread_document(view: PrereadView, t: Text) -> dict[str, Any]:
    """Everything that the template prints, as ready texts and pictures."""
    session = view.session
    title = t("Pre-read: %(session)s", session=session.title)
    places = {row.line.line_id: place for place, row in enumerate(view.rows, start=1)}
    return {
        **head(
            session,
            view.release,
            view.named,
            title,
            view.audit_seal,
            t,
            is_simulated=view.is_simulated,
            is_demonstration=view.is_demonstration,
        ),
        **_headings(t),
        "people": [one[:3] for one in people(session.people, view.named, t)],
        "agenda": [_agenda_line(row, places, view, t) for row in view.rows],
        "agenda_total": _total(view, t),
        "false_alarms": false_alarms_text(view.agenda.expected_false_alarms, t),
        "sections": [
            {"heading": t(_SECTIONS[section]), "rows": [_row(row, places[row.line.line_id], view, t) for row in rows]}
            for section, rows in view.sections
        ],
    }


def _headings(t: Text) -> dict[str, Any]:
    return {
        "people_heading": t("Invited"),
        "people_heads": [t("Person"), t("Part in the session"), t("Department")],
        "agenda_heading": t("Agenda"),
        "agenda_heads": [t("No."), t("Item"), t("Why it is here"), t("Minutes"), t("Page")],
        "no_rows": t("The agenda is empty."),
        "questions_heading": t("Questions to ask"),
        "simulated": t("simulated"),
        "demonstration_target": t("demonstration target"),
    }


def _total(view: PrereadView, t: Text) -> str:
    planned = sum(row.line.minutes for row in view.rows)
    return t("%(planned)s of %(minutes)s minutes planned", planned=planned, minutes=view.session.minutes)


def _agenda_line(row: PrereadRow, places: dict[str, int], view: PrereadView, t: Text) -> dict[str, Any]:
    return {
        "number": str(places[row.line.line_id]),
        "topic": _topic(row, view, t),
        "reason": printable(line_reason(row.line, t)),
        "minutes": t.number(row.line.minutes),
        "is_simulated": row.verdict is not None and row.verdict.is_simulated,
    }


def _topic(row: PrereadRow, view: PrereadView, t: Text) -> str:
    return topic_name(row.line, row.commitment.promised.text if row.commitment else "", view.named, t)


def _row(row: PrereadRow, number: int, view: PrereadView, t: Text) -> dict[str, Any]:
    indicator = view.named.indicator.get(row.line.indicator_id or "")
    asked = questions(topic_of(row.line, row.verdict, row.commitment), t)
    return {
        "number": str(number),
        "topic": _topic(row, view, t),
        "minutes": t.plural("%(count)s minute", "%(count)s minutes", row.line.minutes),
        "reason": printable(line_reason(row.line, t)),
        "commitment": _commitment(row.commitment, view, t) if row.commitment else None,
        "figures": _figures(row, row.verdict, indicator, view, t) if row.verdict and indicator else None,
        "story": _story(row.story, row.line, t),
        "questions": list(asked),
    }


def _figures(row: PrereadRow, verdict: Verdict, indicator: Indicator, view: PrereadView, t: Text) -> dict[str, Any]:
    area = view.named.area.get(verdict.area_id)
    said = printable(reading(verdict, indicator, t))
    notes = [Note(on=one.happened_on, text=t.pick(one.text), is_break=one.is_break) for one in row.notes]
    source = view.named.source.get(indicator.source)
    name = t("%(indicator)s, %(area)s", indicator=t.pick(indicator.name), area=area.name if area else verdict.area_id)
    target = verdict.target
    return {
        "name": printable(name),
        "sentence": said[:1].upper() + said[1:],
        "status": status_word(verdict.status, t),
        "status_mark": status_mark(verdict.status, "print"),
        "change": change_word(verdict.change.change, t),
        "change_mark": change_mark(verdict.change.change, "print", verdict.direction),
        "chance": f"{probability_word(target.probability, t)}{NO_BREAK_SPACE}({t.percent(target.probability)})"
        if target and target.probability is not None
        else "",
        "is_simulated": verdict.is_simulated or any(one.is_simulated for one in row.points),
        "is_demonstration_target": target is not None and target.goal.is_demonstration,
        "chart": trend_svg(row.points, verdict, notes, indicator, t),
        "chart_alt": _alternative(row.points, name, said, indicator, t),
        "points_caption": t("Newest figures, %(unit)s", unit=t.pick(indicator.unit)),
        "points_heads": [t("Period"), t("Value"), t("95 % interval"), t("Cases")],
        "points": [_point(one, indicator, t) for one in reversed(row.points[-_NEWEST:])],
        "notes": [printable(f"{t.day(one.on)}: {one.text}") for one in sorted(notes, key=lambda one: one.on)],
        "source": _source(source, verdict, t) if source else "",
    }


def _alternative(points: tuple[Point, ...], name: str, said: str, indicator: Indicator, t: Text) -> str:
    """What the chart shows, for who cannot see it: the run of the series and the sentence."""
    if not points:
        return ""
    first, last = points[0], points[-1]
    return shown(
        t(
            "Chart of %(name)s: from %(first)s in %(start)s to %(last)s in %(end)s. %(sentence)s",
            name=name,
            first=t.measured(first.value, indicator.decimals, indicator.unit),
            start=t.period(first.period),
            last=t.measured(last.value, indicator.decimals, indicator.unit),
            end=t.period(last.period),
            sentence=said,
        )
    )


def _point(point: Point, indicator: Indicator, t: Text) -> list[str]:
    return [
        t.period(point.period),
        t.number(point.value, indicator.decimals),
        interval_text(point.lower, point.upper, indicator, t),
        count_text(point.numerator, point.denominator, t),
    ]


def _source(source: Source, verdict: Verdict, t: Text) -> str:
    said = t(
        "Source: %(source)s. %(publisher)s. %(licence)s.",
        source=t.pick(source.name),
        publisher=source.publisher,
        licence=source.licence,
    )
    return f"{said} {t('Newer figures are late.')}" if verdict.is_late else said


def _commitment(one: Commitment, view: PrereadView, t: Text) -> dict[str, Any]:
    last = max(one.events, key=lambda event: event.at, default=None)
    facts = promise(one.promised, view.named, t)
    fields = [
        [t("Owner"), " · ".join(part for part in (facts["owner"], facts["department"]) if part)],
        [t("Deliverable"), facts["deliverable"]],
        [t("Proof"), facts["proof"]],
        [t("Due on"), t.day(one.due_on)],
        [t("Expected effect"), facts["effect"]],
        [t("Indicator"), facts["indicator"]],
    ]
    if last is not None and (last.text or last.evidence):
        fields.append([t("Last news"), printable(f"{t.instant(last.at)}: {last.text} {last.evidence}")])
    if one.outcome is not None:
        fields.append([t("Effect"), outcome_word(one.outcome, t)])
    return {
        "state": commitment_state_word(one.state, t),
        "must_decide": t("Carried three times: the session must decide.") if one.needs_decision else "",
        "refused": t.plural("closing refused once", "closing refused %(count)s times", one.times_refused)
        if one.times_refused
        else "",
        "fields": [field for field in fields if field[1]],
    }


def _story(story: Story | None, line: Line, t: Text) -> dict[str, Any]:
    if story is None:
        nobody = t("Nobody has written the story behind this row yet.") if line.kind in _ASKED else ""
        return {"none": nobody, "parts": [], "author": ""}
    parts = (
        (t("What happened"), story.happened),
        (t("Why it happened"), story.why),
        (t("What comes next"), story.next_steps),
        (t("What is needed from others"), story.needed),
    )
    return {
        "none": "",
        "parts": [
            {"heading": title, "paragraphs": printable_paragraphs(text)} for title, text in parts if text.strip()
        ],
        "author": t("Written by %(person)s", person=printable(story.author)),
    }
