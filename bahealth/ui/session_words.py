"""Words that the pages of sessions share: names of people and themes, what is missing and who to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bahealth.catalog.words import theme_text
from bahealth.convene.agenda.readiness import Gap, GapKind, Readiness
from bahealth.convene.model import CommitmentState, Happening, Outcome, Part, Session, SessionState
from bahealth.convene.words import part_word, session_state_word
from bahealth.i18n import N_, Text
from bahealth.people.sign_in import MemberRow
from bahealth.reports.session import Named
from bahealth.ui import address
from bahealth.ui.words import actor_name

CHOSEN: Final = "sesion"

COMMITMENT_MARKS: Final[Mapping[CommitmentState, str]] = {
    CommitmentState.OVERDUE: "attention",
    CommitmentState.UNDER_REVIEW: "uncertain",
    CommitmentState.DUE_SOON: "uncertain",
    CommitmentState.NOT_DUE: "steady",
    CommitmentState.ON_HOLD: "no_verdict",
    CommitmentState.DONE_ON_TIME: "good",
    CommitmentState.DONE_LATE: "good",
    CommitmentState.OVERTAKEN: "no_verdict",
}
SESSION_MARKS: Final[Mapping[SessionState, str]] = {
    SessionState.PLANNED: "steady",
    SessionState.OPEN: "uncertain",
    SessionState.CLOSED: "uncertain",
    SessionState.SIGNED: "good",
    SessionState.CANCELLED: "no_verdict",
}
OUTCOME_MARKS: Final[Mapping[Outcome, str]] = {
    Outcome.MOVED: "good",
    Outcome.NO_SIGNAL: "steady",
    Outcome.WORSE: "attention",
    Outcome.CANNOT_TELL: "no_verdict",
}
HAPPENINGS: Final[Mapping[Happening, str]] = {
    Happening.REPORTED: N_("Progress reported"),
    Happening.DONE_CLAIMED: N_("Claimed as done"),
    Happening.ACCEPTED: N_("Accepted as done"),
    Happening.REFUSED: N_("Closing refused"),
    Happening.OVERTAKEN: N_("Overtaken"),
    Happening.PUT_ON_HOLD: N_("Put on hold"),
    Happening.TAKEN_UP: N_("Taken up again"),
    Happening.CARRIED: N_("Carried into a later session"),
    Happening.DUE_MOVED: N_("Due date moved"),
}


def person_name(person: str, members: Sequence[MemberRow], t: Text) -> str:
    """A member by name; who is none, by what stands in the list."""
    found = next((one.display_name for one in members if one.email == person), "")
    return found or actor_name(person, t)


def department_short(department_id: str | None, named: Named, t: Text) -> str:
    """Short name of a department; its id where the name is not known."""
    known = named.department.get(department_id or "")
    return t.pick(known.short_name) if known else department_id or ""


def row_name(indicator_id: str | None, area_id: str | None, named: Named, t: Text) -> str:
    """`Check-ups up to date, Comuna 8`; the area is left out where there is none."""
    indicator, area = named.indicator.get(indicator_id or ""), named.area.get(area_id or "")
    parts = [t.pick(indicator.short_name) if indicator else indicator_id or "", area.name if area else ""]
    return ", ".join(one for one in parts if one)


def session_address(session_id: str | None, t: Text) -> str:
    """The page of a session; of none, the list."""
    return address.address(address.SESSIONS, t.language, **{CHOSEN: session_id})


def session_cells(session: Session, named: Named, t: Text) -> dict[str, Any]:
    """A session as a row of a list."""
    departments = [department_short(one, named, t) for one in session.department_ids]
    return {
        "address": session_address(session.session_id, t),
        "title": session.title,
        "theme": theme_text(session.theme, t),
        "departments": t.joined(departments) if departments else t("the whole city"),
        "at": t.instant(session.starts_at),
        "reserve": t.instant(session.reserve_at) if session.reserve_at else "",
        "minutes": t.plural("%(count)s minute", "%(count)s minutes", session.minutes),
        "state": session_state_word(session.state, t),
        "mark": SESSION_MARKS[session.state],
        "reason": session.reason,
        "is_demonstration": session.is_demonstration,
    }


_GAPS: Final[Mapping[GapKind, str]] = {
    GapKind.NO_RELEASE: N_("No numbers are fixed yet: pin a release."),
    GapKind.NO_AGENDA: N_("There is no agenda yet."),
    GapKind.LATE_DATA: N_("Late data: %(row)s"),
    GapKind.NO_STORY: N_("Nobody has answered for: %(row)s"),
    GapKind.PREREAD_UNOPENED: N_("Has not opened the pre-read: %(person)s"),
    GapKind.NO_PART: N_("Nobody has the part: %(part)s"),
    GapKind.NO_HEAD: N_("Sends nobody although it is asked: %(department)s"),
}


def gap_rows(found: Readiness, members: Sequence[MemberRow], named: Named, t: Text) -> list[tuple[str, list[str]]]:
    """Who to call, in the order of what is missing, each with all that to ask for."""
    calls: dict[str, list[str]] = {}
    for gap in found.gaps:
        department = department_short(gap.department_id, named, t)
        call = person_name(gap.call, members, t) if gap.call else department
        if gap.call and gap.substitute:
            substitute = person_name(gap.substitute, members, t)
            call = t("%(person)s, or in their absence %(substitute)s", person=call, substitute=substitute)
        calls.setdefault(call or t("nobody is known"), []).append(_gap_text(gap, members, named, t))
    return list(calls.items())


def _gap_text(gap: Gap, members: Sequence[MemberRow], named: Named, t: Text) -> str:
    return t(
        _GAPS[gap.kind],
        row=row_name(gap.indicator_id, gap.area_id, named, t),
        person=person_name(gap.person or "", members, t),
        part=part_word(gap.part or Part.GUEST, t),
        department=department_short(gap.department_id, named, t),
    )
