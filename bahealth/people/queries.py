"""What the store knows of members, groups, sign-ins and drafts."""

from __future__ import annotations

from datetime import datetime

from bahealth.frozen import Frozen
from bahealth.store import Cursor, fetch

PACKAGE = "bahealth.people"


class Draft(Frozen):
    """What somebody typed into a form and has not sent."""

    body: str
    kept_at: datetime


def kept_draft(con: Cursor, *, member: str, form: str) -> Draft | None:
    """The draft of a member for a form; None when there is none."""
    return next(iter(fetch(con, Draft, PACKAGE, "kept_draft", member=member, form=form)), None)
