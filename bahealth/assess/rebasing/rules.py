"""When control limits may begin again: while a signal stands on the chart (METHODS section 6)."""

from __future__ import annotations

from datetime import date
from typing import Final

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict

_NO_SIGNAL: Final = frozenset({Change.NO_SIGNAL, Change.CANNOT_TELL})


def standing_signal(change: ChangeVerdict) -> date | None:
    """Since when a signal on a control chart stands; None without one, and for what has no control limits."""
    is_charted = change.method is ChangeMethod.XMR and change.change not in _NO_SIGNAL
    return change.since if is_charted else None
