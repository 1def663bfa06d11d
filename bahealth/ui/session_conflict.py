"""Sending what was seen in a certain version: where somebody was faster, both texts stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import zip_longest

from bahealth.convene.versions import SessionConflict
from bahealth.i18n import Text
from bahealth.ui.html import Html, render
from bahealth.ui.sender import Sender, show_next

Facts = Sequence[tuple[str, str]]


def send_seen(
    sender: Sender,
    run: Callable[[datetime], object],
    done: str,
    sides: Callable[[SessionConflict], tuple[Facts, Facts]],
) -> bool:
    """Run a command; `sides` gives what stands and what was sent, as names and texts. Whether it was done."""
    late: list[SessionConflict] = []

    def send(at: datetime) -> None:
        try:
            run(at)
        except SessionConflict as conflict:
            late.append(conflict)
            raise

    is_done = sender.send(send, done)
    for conflict in late:
        show_next(conflict_html(*sides(conflict), sender.t))
    return is_done


def conflict_html(theirs: Facts, mine: Facts, t: Text) -> Html:
    """Both side by side, line by line; a line that only one has stands beside nothing."""
    rows = [
        ((left or right or ("", ""))[0], left[1] if left else "", right[1] if right else "")
        for left, right in zip_longest(theirs, mine)
    ]
    return render("session_conflict", t, left=t("What stands now"), right=t("Yours"), sides=rows)
