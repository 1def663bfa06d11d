"""What a person does about a commitment: report, claim, review, decide. One text serves whatever is pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import streamlit as st

from bahealth.convene.follow_up.commands import (
    LARGEST_FILE,
    LONGEST_TEXT,
    AcceptDone,
    ClaimDone,
    MoveDue,
    Overtake,
    PutOnHold,
    RefuseDone,
    ReportProgress,
    TakeUp,
    accept_done,
    claim_done,
    move_due,
    overtake,
    put_on_hold,
    refuse_done,
    report_progress,
    take_up,
)
from bahealth.convene.model import Commitment
from bahealth.convene.versions import SessionConflict, day_of
from bahealth.convene.words import commitment_state_word
from bahealth.i18n import N_, Text
from bahealth.ui.desk import now
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.session_conflict import Facts, send_seen
from bahealth.ui.session_plan import FORM_WIDTH, day_format
from bahealth.views.commitments import CommitmentRow

_NAMES: Final = {
    "report_progress": (N_("Report"), N_("The report is kept.")),
    "claim_done": (N_("It is done"), N_("Claimed: somebody else looks at the evidence now.")),
    "accept_done": (N_("Accept it as done"), N_("Accepted as done.")),
    "refuse_done": (N_("Refuse the closing"), N_("Refused, with your reason; it runs again.")),
    "move_due": (N_("Move the date"), N_("The date is moved.")),
    "put_on_hold": (N_("Put on hold"), N_("It is on hold.")),
    "take_up": (N_("Take up again"), N_("It runs again.")),
    "overtake": (N_("Overtaken: end it"), N_("Ended as overtaken.")),
}
_SENDS: Final[Mapping[str, Callable[..., Commitment]]] = {
    "report_progress": report_progress,
    "claim_done": claim_done,
    "accept_done": accept_done,
    "refuse_done": refuse_done,
    "move_due": move_due,
    "put_on_hold": put_on_hold,
    "take_up": take_up,
    "overtake": overtake,
}
_TEXTS: Final[Mapping[str, type[ReportProgress | AcceptDone]]] = {
    "report_progress": ReportProgress,
    "accept_done": AcceptDone,
}
_REASONS: Final[Mapping[str, type[RefuseDone | PutOnHold | TakeUp | Overtake]]] = {
    "refuse_done": RefuseDone,
    "put_on_hold": PutOnHold,
    "take_up": TakeUp,
    "overtake": Overtake,
}
_FIRST: Final = ("accept_done", "claim_done")


def draw_steps(row: CommitmentRow, sender: Sender) -> None:
    """One field for what is said, the evidence and the new date where they are needed, and the buttons."""
    t = sender.t
    if not row.may:
        return
    st.html(render("section", t, title=t("What you can do"), said=_hint(row, t), name="steps"))
    with st.container(width=FORM_WIDTH, key="commitment-steps"):
        draft_text(t, t("What is said, or the reason"), form=_form(row), actor=sender.actor, height=90)
        if "claim_done" in row.may:
            st.text_input(t("Evidence: a link that begins with https://"), key=_key(row, "link"), max_chars=500)
            with st.container(key=f"files-{t.language}"):
                st.file_uploader(t("or a file"), key=_key(row, "file"), max_upload_size=LARGEST_FILE // 1_000_000)
        if "move_due" in row.may:
            tomorrow = day_of(now()) + timedelta(days=1)
            st.date_input(
                t("New date, to move it"),
                max(row.commitment.due_on, tomorrow),
                min_value=tomorrow,
                format=day_format(t),
                key=_key(row, "due"),
                width=200,
            )
        with st.container(horizontal=True, key="commitment-buttons"):
            for name in row.may:
                st.button(
                    t(_NAMES[name][0]),
                    type="primary" if name in _FIRST else "secondary",
                    key=name,
                    on_click=partial(_send, name, row, sender),
                )


def _hint(row: CommitmentRow, t: Text) -> str:
    if "accept_done" in row.may:
        return t("Look at the evidence; who promised or claimed it cannot review it.")
    if "claim_done" in row.may:
        return t("Closing needs evidence and a second person.")
    return t("Every step stays in the history.")


def _form(row: CommitmentRow) -> str:
    return f"commitment {row.commitment.promised.capture_id}"


def _key(row: CommitmentRow, name: str) -> str:
    """Fields of their own for each state of the commitment: what was sent does not stand in them again."""
    return f"{name}-{row.commitment.promised.capture_id}-{row.commitment.version}"


def _command(name: str, row: CommitmentRow, sender: Sender) -> Any:
    about: dict[str, Any] = {
        "commitment_id": row.commitment.promised.capture_id,
        "version": row.commitment.version,
    }
    said = typed(_form(row), sender.actor)[:LONGEST_TEXT]
    if name in _TEXTS:
        return _TEXTS[name](**about, text=said)
    if name in _REASONS:
        return _REASONS[name](**about, reason=said)
    if name == "move_due":
        return MoveDue(**about, due_on=st.session_state[_key(row, "due")], reason=said)
    sent = st.session_state.get(_key(row, "file"))
    if sent is None:
        return ClaimDone(**about, text=said, evidence=str(st.session_state.get(_key(row, "link")) or ""))
    return ClaimDone(**about, text=said, evidence=sent.name[:500], content=sent.getvalue())


def _send(name: str, row: CommitmentRow, sender: Sender) -> None:
    command = _command(name, row, sender)

    def send(at: datetime) -> None:
        _SENDS[name](sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if send_seen(
        sender, send, sender.t(_NAMES[name][1]), partial(_sides, said=typed(_form(row), sender.actor), t=sender.t)
    ):
        forget_draft(_form(row), sender.actor)


def _sides(conflict: SessionConflict, *, said: str, t: Text) -> tuple[Facts, Facts]:
    """Where it stands now beside what was sent."""
    stands = conflict.stands
    if not isinstance(stands, Commitment):
        return [], [(t("Text"), said)]
    newest = stands.events[-1].text if stands.events else ""
    theirs = [
        (t("Text"), newest),
        (t("Status"), commitment_state_word(stands.state, t)),
        (t("Due on"), t.day(stands.due_on)),
    ]
    return theirs, [(t("Text"), said)]
