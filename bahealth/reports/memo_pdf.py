"""The follow-up memo as PDF: what each owner owes, by when and how it is proved. The next session opens with it."""

from __future__ import annotations

from typing import Any

from bahealth.charts.printable import printable
from bahealth.convene.model import Commitment
from bahealth.convene.words import commitment_state_word
from bahealth.i18n import Text
from bahealth.reports.minutes_pdf import note, promise_labels
from bahealth.reports.session import MemoView, OwnerPart
from bahealth.reports.session_head import ABSENT, head, promise, signature
from bahealth.reports.typeset import pdf, pictures


def memo_pdf(view: MemoView, t: Text) -> bytes:
    """A4, PDF/UA-1, in the language of `t`."""
    return pdf("memo.typ", memo_document(view, t))


def memo_pages(view: MemoView, t: Text) -> list[bytes]:
    """The same pages as pictures (PNG)."""
    return pictures("memo.typ", memo_document(view, t))


def memo_document(view: MemoView, t: Text) -> dict[str, Any]:
    """Everything that the template prints, as ready texts."""
    session = view.session
    made = head(
        session,
        view.release,
        view.named,
        t("Follow-up memo: %(session)s", session=session.title),
        view.audit_seal,
        t,
        is_simulated=view.is_simulated,
        is_demonstration=view.is_demonstration,
    )
    following = [[t("Next session"), t.long_instant(view.next_session.starts_at)]] if view.next_session else []
    return {
        **made,
        "facts": [*made["facts"], *following],
        "owners": [_owner(one, view, t) for one in view.owners],
        "no_owners": t("Nothing was promised."),
        "promise_labels": promise_labels(t),
        "promised_caption": t("Promised in this session"),
        "earlier_caption": t("Still open from earlier sessions"),
        "earlier_heads": [t("Commitment"), t("Due on"), t("Status"), t("Proof")],
        "decisions_heading": t("Decisions"),
        "decisions": [note(one) for one in view.decisions],
        "questions_heading": t("Questions still without an answer"),
        "questions": [note(one) for one in view.open_questions],
        "signature": signature(session, t),
    }


def _owner(part: OwnerPart, view: MemoView, t: Text) -> dict[str, Any]:
    return {
        "owner": printable(part.owner) or t("Without an owner"),
        "promises": [promise(one, view.named, t) for one in part.promised],
        "earlier": [_earlier(one, t) for one in part.earlier],
    }


def _earlier(one: Commitment, t: Text) -> list[str]:
    return [
        printable(one.promised.text),
        t.day(one.due_on),
        commitment_state_word(one.state, t),
        printable(one.promised.proof) or ABSENT,
    ]
