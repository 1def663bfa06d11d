"""Who may send for a source."""

from __future__ import annotations

from bahealth.catalog.model import Source
from bahealth.errors import NotAllowed
from bahealth.people.model import Actor, Role


def check_may_deliver(actor: Actor, source: Source) -> None:
    """Raises NotAllowed but for staff of the department that answers for the source, and the analytics office."""
    is_own = actor.role >= Role.STAFF and actor.department_id == source.owner
    if not is_own and actor.role < Role.ADMIN:
        raise NotAllowed(
            "Only the department that answers for %(source)s or the analytics office may send it.",
            source=source.source_id,
        )
