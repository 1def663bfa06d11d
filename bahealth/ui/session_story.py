"""The story behind a row: its fields are kept while they are typed, and nobody's words overwrite another's."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Final

import streamlit as st

from bahealth.convene.agenda.commands import LONGEST_STORY, WriteStory, write_story
from bahealth.people.commands import KeepDraft, keep_draft
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.session_conflict import conflict_html, send_seen
from bahealth.ui.session_facts import story_facts, story_sides
from bahealth.ui.session_plan import FORM_WIDTH
from bahealth.views.session import SessionRow, SessionView

_PARTS: Final = ("happened", "why", "next_steps", "needed")
_PER_CENT: Final = 100


def draw_story(row: SessionRow, view: SessionView, sender: Sender) -> None:
    """The fields, open where nothing is written yet; a story that stands is taken up again by a button."""
    t = sender.t
    key = _about(row, view)
    if row.story is not None and not _is_begun(row, view, sender):
        st.button(t("Revise the story"), key=f"revise {key}", on_click=partial(_take_up, row, view, sender))
        return
    with st.expander(t("Write the story behind this row"), expanded=True, key=f"story-{row.line.line_id}"):
        seen = st.session_state.setdefault(f"story-seen {key}", row.story.version if row.story else 0)
        if row.story is not None and row.story.version != seen:
            mine = _typed(row, view, sender, version=seen)
            st.html(conflict_html(story_facts(row.story, t), story_facts(mine, t), t))
        with st.container(width=FORM_WIDTH):
            _draw_fields(row, view, sender)
            st.button(
                t("Save mine on what stands now")
                if row.story is not None and row.story.version != seen
                else t("Save the story"),
                type="primary",
                key=f"save {key}",
                on_click=partial(_save, row, view, sender),
            )


def _draw_fields(row: SessionRow, view: SessionView, sender: Sender) -> None:
    t, actor = sender.t, sender.actor
    labels = {
        "happened": t("What happened"),
        "why": t("Cause: why the series moved"),
        "next_steps": t("What comes next"),
        "needed": t("What is needed from others"),
    }
    for part in _PARTS:
        if part == "why" and not row.may_claim_cause:
            st.caption(
                t("This row does not move beyond chance, so no cause is asked for: say what has to change in the work.")
            )
            continue
        draft_text(t, labels[part], form=_form(row, view, part), actor=actor, height=90)
    if row.verdict is not None and row.verdict.target is not None:
        st.number_input(
            t("Probability of meeting the target, in %"),
            0,
            _PER_CENT,
            None,
            step=5,
            key=f"probability {_about(row, view)}",
            width=260,
            help=t("Your own estimate. It is scored later and shown to you alone."),
        )


def _about(row: SessionRow, view: SessionView) -> str:
    return f"{view.session.session_id} {row.line.indicator_id} {row.line.area_id}"


def _form(row: SessionRow, view: SessionView, part: str) -> str:
    return f"story-{part} {_about(row, view)}"


def _is_begun(row: SessionRow, view: SessionView, sender: Sender) -> bool:
    """Whether the person is writing: has taken the story up, or had typed something when somebody else saved theirs."""
    key = _about(row, view)
    if st.session_state.get(f"story-open {key}"):
        return True
    has_words = any(typed(_form(row, view, part), sender.actor).strip() for part in _PARTS)
    if not has_words:
        st.session_state.pop(f"story-seen {key}", None)
    return has_words and f"story-seen {key}" in st.session_state


def _typed(row: SessionRow, view: SessionView, sender: Sender, *, version: int) -> WriteStory:
    """What stands in the fields, cut to what a story may hold."""
    said = {part: typed(_form(row, view, part), sender.actor)[:LONGEST_STORY] for part in _PARTS}
    if not row.may_claim_cause:
        said["why"] = ""
    probability = st.session_state.get(f"probability {_about(row, view)}")
    return WriteStory(
        session_id=view.session.session_id,
        indicator_id=row.line.indicator_id or "",
        area_id=row.line.area_id or "",
        version=version,
        probability=None if probability is None else probability / _PER_CENT,
        **said,
    )


def _take_up(row: SessionRow, view: SessionView, sender: Sender) -> None:
    """Put the words that stand into the fields, unless the person has typed others already."""
    story = row.story
    if story is None:
        return
    at = datetime.now(UTC).replace(tzinfo=None)
    for part in _PARTS:
        if not typed(_form(row, view, part), sender.actor):
            draft = KeepDraft(form=_form(row, view, part), body=str(getattr(story, part)))
            keep_draft(sender.database, draft, actor=acting(sender.actor), at=at)
    if story.probability is not None:
        st.session_state[f"probability {_about(row, view)}"] = round(story.probability * _PER_CENT)
    st.session_state[f"story-seen {_about(row, view)}"] = story.version
    st.session_state[f"story-open {_about(row, view)}"] = True


def _save(row: SessionRow, view: SessionView, sender: Sender) -> None:
    """Send it on the version that was shown: beside a newer one both texts stood when the button was pressed."""
    t, key = sender.t, _about(row, view)
    command = _typed(row, view, sender, version=row.story.version if row.story else 0)

    def send(at: datetime) -> None:
        write_story(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    if send_seen(sender, send, t("The story is saved."), partial(story_sides, t=t)):
        for part in _PARTS:
            forget_draft(_form(row, view, part), sender.actor)
        for name in ("story-open", "story-seen"):
            st.session_state.pop(f"{name} {key}", None)
