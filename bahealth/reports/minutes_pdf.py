"""The minutes as PDF: who was there, how the time was spent, and what was decided, asked and promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bahealth.charts.printable import printable, printable_paragraphs
from bahealth.convene.model import Captured, CaptureKind, SessionState
from bahealth.convene.words import session_state_word
from bahealth.i18n import Text
from bahealth.reports.session import MinutesLine, MinutesView, by_rank
from bahealth.reports.session_head import ABSENT, head, people, promise, signature, topic_name
from bahealth.reports.typeset import pdf, pictures

_SECONDS = 60
_CLOCK = len("09:05")


def minutes_pdf(view: MinutesView, t: Text) -> bytes:
    """A4, PDF/UA-1, in the language of `t`. Lines taken back in the room are counted, not printed."""
    return pdf("minutes.typ", minutes_document(view, t))


def minutes_pages(view: MinutesView, t: Text) -> list[bytes]:
    """The same pages as pictures (PNG)."""
    return pictures("minutes.typ", minutes_document(view, t))


def minutes_document(view: MinutesView, t: Text) -> dict[str, Any]:
    """Everything that the template prints, as ready texts."""
    session = view.session
    made = head(
        session,
        view.release,
        view.named,
        t("Minutes: %(session)s", session=session.title),
        view.audit_seal,
        t,
        is_simulated=view.is_simulated,
        is_demonstration=view.is_demonstration,
    )
    promised = by_rank([one for one in view.captured if one.kind is CaptureKind.COMMITMENT])
    return {
        **made,
        **_headings(t),
        "facts": [*made["facts"], *_course(view, t)],
        "people": people(session.people, view.named, t),
        "times": [_time(line, view, t) for line in view.lines],
        "times_total": _spent(view, t),
        "promises": [promise(one, view.named, t) for one in promised],
        "promise_labels": promise_labels(t),
        "topics": _topics(view, t),
        "signature": signature(session, t),
    }


def promise_labels(t: Text) -> dict[str, str]:
    """Names of what a commitment consists of."""
    return {
        "deliverable": t("Deliverable"),
        "proof": t("Proof"),
        "due": t("Due on"),
        "owner": t("Owner"),
        "rank": t("Rank"),
        "text": t("Commitment"),
        "indicator": t("Indicator"),
        "effect": t("Expected effect"),
    }


def _headings(t: Text) -> dict[str, Any]:
    return {
        "people_heading": t("Attendance"),
        "people_heads": [t("Person"), t("Part in the session"), t("Department"), t("Attendance")],
        "times_heading": t("Items and time"),
        "times_heads": [t("Item"), t("Planned (min)"), t("Spent (min)")],
        "promises_heading": t("Commitments"),
        "no_promises": t("Nothing was promised."),
        "topics_heading": t("Decisions and questions, by item"),
        "no_topics": t("No decisions or questions were written down."),
        "decision": t("Decision"),
        "question": t("Question"),
        "answer": t("Answer"),
    }


def _course(view: MinutesView, t: Text) -> list[list[str]]:
    """What became of the session."""
    session = view.session
    facts = [[t("Status"), session_state_word(session.state, t)]]
    if session.opened_at is not None and session.closed_at is not None:
        opened, closed = t.instant(session.opened_at), t.instant(session.closed_at)
        is_same_day = opened[:-_CLOCK] == closed[:-_CLOCK]
        ended = closed[-_CLOCK:] if is_same_day else closed
        facts.append([t("Held"), t("%(start)s to %(end)s", start=opened, end=ended)])
    if session.reason and session.state is SessionState.CANCELLED:
        facts.append([t("Reason"), printable(session.reason)])
    if view.struck_count:
        struck = t.plural(
            "%(count)s line was taken back in the room; the record keeps it.",
            "%(count)s lines were taken back in the room; the record keeps them.",
            view.struck_count,
        )
        facts.append([t("Taken back in the room"), struck])
    return facts


def _name(line: MinutesLine, view: MinutesView, t: Text) -> str:
    return topic_name(line.line, line.commitment.promised.text if line.commitment else "", view.named, t)


def _time(line: MinutesLine, view: MinutesView, t: Text) -> list[str]:
    spent = ABSENT if line.seconds_spent is None else t.number(line.seconds_spent / _SECONDS)
    planned = t.number(line.line.minutes)
    if line.line.dropped_reason is not None:
        name = t(
            "%(topic)s (taken off: %(reason)s)",
            topic=_name(line, view, t),
            reason=printable(line.line.dropped_reason) or ABSENT,
        )
        return [name, ABSENT, spent]
    return [_name(line, view, t), planned, spent]


def _spent(view: MinutesView, t: Text) -> list[str]:
    planned = sum(line.line.minutes for line in view.lines if line.line.dropped_reason is None)
    spent = sum(line.seconds_spent or 0 for line in view.lines)
    return [t("Total"), t.number(planned), t.number(spent / _SECONDS)]


def _topics(view: MinutesView, t: Text) -> list[dict[str, Any]]:
    """Items under which something was decided or asked; what belongs to no item comes last."""
    placed = [(_name(line, view, t), _standing(line.captured)) for line in view.lines]
    placed.append((t("Without an item"), _standing(view.loose)))
    return [{"name": name, "notes": [note(one) for one in captured]} for name, captured in placed if captured]


def _standing(captured: Sequence[Captured]) -> list[Captured]:
    return [one for one in captured if not one.is_struck and one.kind is not CaptureKind.COMMITMENT]


def note(one: Captured) -> dict[str, Any]:
    """A decision or a question as typed, with its answer."""
    return {
        "kind": one.kind.value,
        "paragraphs": printable_paragraphs(one.text),
        "answer": printable_paragraphs(one.answer),
    }
