"""The programme session by session as a table for other programs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from bahealth.cells import inert
from bahealth.convene.programme_sessions import SessionFigures
from bahealth.convene.versions import day_of
from bahealth.convene.words import session_state_word
from bahealth.i18n import Text


def programme_csv(sessions: Sequence[SessionFigures], t: Text) -> bytes:
    """UTF-8 with a byte-order mark, `;` in Spanish and `,` in English; an answer that may not be told stays empty."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if t.language == "es" else ",", lineterminator="\r\n")
    writer.writerow(
        inert(one)
        for one in (
            t("Day"),
            t("Session"),
            t("Status"),
            t("Held on the day first planned"),
            t("Rows"),
            t("Rows on time"),
            t("Commitments"),
            t("Closed"),
            t("Closed on time"),
            t("Minutes on signals"),
            t("Other minutes"),
            t("Flags"),
            t("Flags looked at again"),
            t("Flags that vanished"),
            t("Expected by chance"),
            t("Answers"),
            t("Worth the time"),
            t("Demonstration"),
        )
    )
    for one in sessions:
        writer.writerow(inert(cell) for cell in _cells(one, t))
    return ("\ufeff" + file.getvalue()).encode("utf-8")


def _cells(one: SessionFigures, t: Text) -> list[str]:
    session = one.session
    begin = [day_of(session.starts_at).isoformat(), session.title, session_state_word(session.state, t)]
    end = t("yes") if session.is_demonstration else t("no")
    if one.commitments is None or one.alarms is None or one.worth is None:
        return [*begin, *[""] * 14, end]
    made, alarms, worth = one.commitments, one.alarms, one.worth
    return [
        *begin,
        t("yes") if one.is_on_planned_day else t("no"),
        str(one.data_on_time.total),
        str(one.data_on_time.count),
        str(made.closed + made.open + made.overtaken),
        str(made.closed),
        str(made.closed_on_time.count),
        str(round(one.minutes_on_signals)),
        str(round(one.minutes_on_rest)),
        str(alarms.flagged),
        str(alarms.vanished.total),
        str(alarms.vanished.count),
        f"{alarms.expected:.2f}".replace(".", "," if t.language == "es" else "."),
        str(worth.answered) if worth.worth is not None else "",
        str(worth.worth) if worth.worth is not None else "",
        end,
    ]
