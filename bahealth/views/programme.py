"""The programme's own scorecard: whether convening is held, on time, followed up, and worth its minutes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bahealth.assess.gaming import Loosened
from bahealth.assess.queries import loosened_targets
from bahealth.catalog.periods import add_months
from bahealth.convene.programme import Part, ProgrammeFigures, scored_stories
from bahealth.convene.programme_sessions import SessionFigures, session_figures, totals
from bahealth.convene.versions import day_of
from bahealth.frozen import Frozen
from bahealth.people.model import Actor
from bahealth.people.rights import check_may_open_page
from bahealth.store import Database


class Span(StrEnum):
    """How far the page looks back."""

    YEAR = "12"
    TWO_YEARS = "24"
    ALL = "todo"


_MONTHS: Final = {Span.YEAR: 12, Span.TWO_YEARS: 24}
_BEGINNING: Final = date(1900, 1, 1)


class ProgrammeView(Frozen):
    """Everything that the page shows: the whole and each session. Who answered what is in neither."""

    from_on: date
    until_on: date
    figures: ProgrammeFigures
    sessions: tuple[SessionFigures, ...]
    loosened: tuple[Loosened, ...]
    forecast_count: int
    forecast_author_count: int

    @property
    def planned(self) -> int:
        """Sessions whose day has come, cancelled ones too."""
        return len(self.sessions)

    @property
    def missed(self) -> int:
        """Sessions whose day passed without being held, moved or cancelled."""
        return sum(not one.is_held and not one.is_cancelled for one in self.sessions)

    @property
    def held(self) -> tuple[SessionFigures, ...]:
        """Those that were held."""
        return tuple(one for one in self.sessions if one.is_held)

    @property
    def worth(self) -> Part:
        """Answers that may be told: so many of so many said that it was worth their time."""
        told = [one.worth for one in self.sessions if one.worth is not None and one.worth.worth is not None]
        return Part(count=sum(one.worth or 0 for one in told), total=sum(one.answered for one in told))

    @property
    def invited(self) -> int:
        """People who were asked in the sessions whose answers may be told."""
        told = [one.worth for one in self.sessions if one.worth is not None and one.worth.worth is not None]
        return sum(one.invited for one in told)

    @property
    def flagged(self) -> int:
        """Rows that moved beyond chance, summed over the sessions."""
        return sum(one.alarms.flagged for one in self.held if one.alarms)

    @property
    def vanished(self) -> Part:
        """Of the flagged rows that could be looked at again, those that do not move any more."""
        found = [one.alarms.vanished for one in self.held if one.alarms]
        return Part(count=sum(one.count for one in found), total=sum(one.total for one in found))

    @property
    def is_demonstration(self) -> bool:
        """Whether any of the sessions is made up."""
        return any(one.session.is_demonstration for one in self.sessions)


def programme_view(database: Database, actor: Actor, span: Span, *, at: datetime) -> ProgrammeView:
    """The programme from the beginning of a span to the day of an instant in UTC. Raises NotAllowed."""
    check_may_open_page(actor, "programme")
    today = day_of(at)
    from_on = add_months(today, -_MONTHS[span]) if span in _MONTHS else _BEGINNING
    with database.reading() as con:
        forecasts = scored_stories(con)
        found = session_figures(con, from_on=from_on, until_on=today, at=at)
        return ProgrammeView(
            from_on=day_of(found[0].session.starts_at) if span is Span.ALL and found else from_on,
            until_on=today,
            figures=totals(con, found, at=at),
            sessions=found,
            loosened=tuple(loosened_targets(con, cutoff_at=at)),
            forecast_count=len(forecasts),
            forecast_author_count=len({one.author for one in forecasts}),
        )
