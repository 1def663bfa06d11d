"""A session, an agenda and a story as names and texts, to stand beside what somebody else saved meanwhile."""

from __future__ import annotations

from bahealth.convene.agenda.commands import ChangeAgenda, WriteStory
from bahealth.convene.model import Agenda, Line, Session, Story
from bahealth.convene.sessions.commands import CancelSession, InvitePeople, MoveSession, PinRelease
from bahealth.convene.versions import SessionConflict
from bahealth.convene.words import part_word, session_state_word
from bahealth.i18n import Text
from bahealth.reports.session import Named
from bahealth.ui.session_conflict import Facts
from bahealth.ui.session_words import row_name


def session_sides(conflict: SessionConflict, t: Text) -> tuple[Facts, Facts]:
    """The session as it stands beside what was sent about it."""
    stands, sent = conflict.stands, conflict.sent
    theirs = _session_facts(stands, t) if isinstance(stands, Session) else []
    mine: dict[str, str] = {}
    if isinstance(sent, MoveSession):
        mine = {t("When"): t.instant(sent.starts_at), t("Length in minutes"): t.number(sent.minutes)}
    if isinstance(sent, InvitePeople):
        mine = {t("People"): "; ".join(f"{one.person}: {part_word(one.part, t)}" for one in sent.people)}
    if isinstance(sent, PinRelease):
        mine = {t("Release"): t.number(sent.release_number)}
    if isinstance(sent, MoveSession | CancelSession):
        mine[t("Reason")] = sent.reason
    return theirs, [(name, mine.get(name, "")) for name, _ in theirs]


def _session_facts(session: Session, t: Text) -> Facts:
    return [
        (t("Status"), session_state_word(session.state, t)),
        (t("When"), t.instant(session.starts_at)),
        (t("Length in minutes"), t.number(session.minutes)),
        (t("People"), "; ".join(f"{one.person}: {part_word(one.part, t)}" for one in session.people)),
        (t("Release"), t.number(session.release_number) if session.release_number else ""),
        (t("Reason"), session.reason),
    ]


def agenda_sides(conflict: SessionConflict, named: Named, t: Text) -> tuple[Facts, Facts]:
    """The lines of the agenda as they stand beside those that were sent, place by place."""
    stands, sent = conflict.stands, conflict.sent
    theirs = stands.in_order if isinstance(stands, Agenda) else ()
    mine = [one for one in sent.lines if one.dropped_reason is None] if isinstance(sent, ChangeAgenda) else []
    return _line_facts(theirs, named, t), _line_facts(mine, named, t)


def _line_facts(lines: list[Line] | tuple[Line, ...], named: Named, t: Text) -> Facts:
    return [
        (
            t.number(place),
            f"{one.title or row_name(one.indicator_id, one.area_id, named, t) or one.line_id}, "
            + t.plural("%(count)s minute", "%(count)s minutes", one.minutes),
        )
        for place, one in enumerate(lines, start=1)
    ]


def story_sides(conflict: SessionConflict, t: Text) -> tuple[Facts, Facts]:
    """The story as it stands beside the one that was sent."""
    stands, sent = conflict.stands, conflict.sent
    theirs = story_facts(stands, t) if isinstance(stands, Story) else []
    return theirs, story_facts(sent, t) if isinstance(sent, WriteStory) else []


def story_facts(story: Story | WriteStory, t: Text) -> Facts:
    """What a story says, part by part."""
    return [
        (t("What happened"), story.happened),
        (t("Cause"), story.why),
        (t("What comes next"), story.next_steps),
        (t("What is needed from others"), story.needed),
    ]
