"""One session before and after: its numbers, what changed since, the agenda with its stories, people and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bahealth.assess.model import ReleaseRow, Verdict
from bahealth.assess.queries import latest_release, release_definitions, release_row, release_verdicts, releases
from bahealth.catalog.model import Catalog, Indicator
from bahealth.convene.agenda.queries import Opened, agenda_of, opened_preread, readiness_of, stories
from bahealth.convene.agenda.readiness import Readiness
from bahealth.convene.agenda.rules import budget_minutes, has_signal
from bahealth.convene.follow_up.queries import commitments, lessons_for
from bahealth.convene.model import Agenda, Commitment, Line, LineKind, Session, SessionState, Story
from bahealth.convene.sessions.queries import ChangesSince, changes_since, session_of
from bahealth.convene.versions import day_of
from bahealth.convene.worth.queries import may_answer, worth_of
from bahealth.convene.worth.rules import Worth
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import may
from bahealth.people.sign_in import MemberRow
from bahealth.reports.session import Named
from bahealth.store import Cursor, Database
from bahealth.views.sessions import active_members, allowed, names

COMMANDS = (
    *("move_session", "cancel_session", "invite_people", "pin_release", "draft_agenda", "change_agenda"),
    *("open_session", "sign_minutes"),
)
BEFORE = frozenset({SessionState.PLANNED, SessionState.OPEN})
AFTER = frozenset({SessionState.CLOSED, SessionState.SIGNED})
_ASKED = frozenset({LineKind.SIGNAL, LineKind.DEVIATION, LineKind.PRIORITY, LineKind.GOOD_NEWS})


class SessionRow(Frozen):
    """A line of the agenda with what the pinned release says of it, its story and its commitment."""

    line: Line
    verdict: Verdict | None = None
    indicator: Indicator | None = None
    story: Story | None = None
    commitment: Commitment | None = None
    lessons: tuple[Commitment, ...] = ()
    may_write: bool = False

    @property
    def may_claim_cause(self) -> bool:
        """Whether a story may say why: the row moves beyond chance."""
        return self.verdict is not None and has_signal(self.verdict)


class SessionView(Frozen):
    """Everything that the page of a session shows. `may` names the commands that the reader may send."""

    session: Session
    today: date
    release: ReleaseRow | None
    releases: tuple[ReleaseRow, ...]
    newest_release: ReleaseRow | None
    changes: ChangesSince | None
    agenda: Agenda | None
    rows: tuple[SessionRow, ...]
    dropped: tuple[SessionRow, ...]
    budget_minutes: int
    readiness: Readiness | None
    opened: tuple[Opened, ...]
    promised: tuple[Commitment, ...]
    members: tuple[MemberRow, ...]
    named: Named
    may: frozenset[str]
    may_answer_worth: bool = False
    worth: Worth | None = None

    @property
    def is_before(self) -> bool:
        """Whether the session can still be prepared."""
        return self.session.state in BEFORE

    @property
    def is_after(self) -> bool:
        """Whether the session was held."""
        return self.session.state in AFTER

    @property
    def planned_minutes(self) -> int:
        """Minutes of the lines that are not dropped."""
        return sum(one.line.minutes for one in self.rows)

    @property
    def is_simulated(self) -> bool:
        """Whether any of its figures comes from the simulation."""
        return any(one.verdict is not None and one.verdict.is_simulated for one in self.rows)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A session with the definitions of its pinned release."""

    session: Session
    definitions: dict[str, Indicator]


def session_view(database: Database, catalog: Catalog, session_id: str, actor: Actor, *, at: datetime) -> SessionView:
    """One session for `actor` at an instant in UTC. Raises NotFound."""
    with database.reading() as con:
        session = session_of(con, session_id)
        number = session.release_number
        definitions = release_definitions(con, release_number=number) if number else {}
        agenda = agenda_of(con, session_id)
        rows = _rows(con, catalog, agenda, _Seen(session, definitions), actor=actor, at=at)
        is_before = session.state in BEFORE
        return SessionView(
            session=session,
            today=day_of(at),
            release=release_row(con, number) if number else None,
            releases=tuple(releases(con)),
            newest_release=latest_release(con),
            changes=changes_since(con, catalog, session, at=at) if number and is_before else None,
            agenda=agenda,
            rows=tuple(one for one in rows if one.line.dropped_reason is None),
            dropped=tuple(one for one in rows if one.line.dropped_reason is not None),
            budget_minutes=budget_minutes(session.minutes),
            readiness=readiness_of(con, session) if session.state is SessionState.PLANNED else None,
            opened=tuple(opened_preread(con, session_id)),
            promised=tuple(commitments(con, at=at, session_id=session_id)),
            members=active_members(con),
            named=names(catalog).model_copy(update={"indicators": tuple(_defined(catalog, definitions))}),
            may=allowed(actor, *COMMANDS),
            may_answer_worth=may_answer(con, session, actor.name, day_of(at)),
            worth=worth_of(con, [session], day_of(at))[0] if session.state in AFTER else None,
        )


def _defined(catalog: Catalog, definitions: dict[str, Indicator]) -> list[Indicator]:
    """Definitions as the pinned release has them; those that it does not know, as they are now."""
    return list({**{one.indicator_id: one for one in catalog.indicators}, **definitions}.values())


def _rows(
    con: Cursor, catalog: Catalog, agenda: Agenda | None, seen: _Seen, *, actor: Actor, at: datetime
) -> list[SessionRow]:
    if agenda is None:
        return []
    number = seen.session.release_number
    found = release_verdicts(con, release_number=number) if number else []
    verdicts = {(one.indicator_id, one.area_id): one for one in found}
    told = {(one.indicator_id, one.area_id): one for one in stories(con, agenda.session_id, reader=actor.name)}
    promised = {one.promised.capture_id: one for one in commitments(con, at=at)}
    rows: list[SessionRow] = []
    for line in agenda.lines:
        place = (line.indicator_id or "", line.area_id or "")
        indicator = seen.definitions.get(place[0]) or catalog.indicator.get(place[0])
        is_asked = line.kind in _ASKED and place in verdicts and seen.session.state in BEFORE
        rows.append(
            SessionRow(
                line=line,
                verdict=verdicts.get(place),
                indicator=indicator,
                story=told.get(place),
                commitment=promised.get(line.commitment_id or ""),
                lessons=lessons_for(con, catalog, *place, at=at)[:3] if indicator else (),
                may_write=is_asked and indicator is not None and may(actor, "write_story", indicator.owner),
            )
        )
    return rows
