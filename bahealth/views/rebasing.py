"""Whether the control limits of a series may begin again, and the decision that holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bahealth.assess.model import Verdict
from bahealth.assess.rebasing.queries import Rebasing, rebasings_in_force
from bahealth.assess.rebasing.rules import standing_signal
from bahealth.people.model import Actor
from bahealth.people.rights import may
from bahealth.store import Database

_WHENEVER: Final = datetime.fromisoformat("9999-01-01")  # clocks may disagree: everything that is written counts


@dataclass(frozen=True)
class RebasingView:
    """`signal_since`: the signal on a control chart that stands, from which limits could begin; None without one."""

    indicator_id: str
    area_id: str
    in_force: Rebasing | None
    signal_since: date | None
    may_begin: bool
    may_undo: bool


def rebasing_view(database: Database, verdict: Verdict, owner: str, actor: Actor) -> RebasingView:
    """What `actor` may do about the limits behind a verdict. Beginning again needs a signal that stands."""
    with database.reading() as con:
        known = rebasings_in_force(con, cutoff_at=_WHENEVER).get((verdict.indicator_id, verdict.area_id))
    since = standing_signal(verdict.change)
    return RebasingView(
        indicator_id=verdict.indicator_id,
        area_id=verdict.area_id,
        in_force=known,
        signal_since=since,
        may_begin=since is not None and may(actor, "begin_limits_again", owner),
        may_undo=known is not None and may(actor, "undo_rebasing", None),
    )
