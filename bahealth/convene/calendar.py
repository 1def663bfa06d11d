"""Calendar files (RFC 5545): one entry each, with a lasting name, so that an update replaces what was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bahealth.convene.follow_up.rules import OPEN
from bahealth.convene.model import Commitment, CommitmentState, Session, SessionState
from bahealth.i18n import Text

_DOMAIN: Final = "ba-salud"
_LONGEST_LINE: Final = 75  # octets, section 3.1
_GONE: Final = frozenset({CommitmentState.OVERTAKEN})
_CONTROLS: Final = {code: " " for code in range(32) if code != 10}  # none may stand in a text, section 3.3.11


def session_ics(session: Session, t: Text, *, at: datetime, link: str | None = None) -> bytes:
    """The session as a calendar entry. `at` is now, in UTC; `link` leads to its page.

    The UID stays, SEQUENCE is the version: a calendar replaces what it has by the newer one. A cancelled session stays
    in the calendar as cancelled.
    """
    is_cancelled = session.state is SessionState.CANCELLED
    return _calendar(
        [
            ("UID", f"session-{session.session_id}@{_DOMAIN}"),
            ("SEQUENCE", str(session.version)),
            ("DTSTAMP", _instant(at)),
            ("DTSTART", _instant(session.starts_at)),
            ("DTEND", _instant(session.starts_at + timedelta(minutes=session.minutes))),
            ("SUMMARY", _text(session.title)),
            ("DESCRIPTION", _text(_session_note(session, t))),
            ("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED"),
            *_linked(link),
        ]
    )


def commitment_ics(commitment: Commitment, t: Text, *, at: datetime, link: str | None = None) -> bytes:
    """The day on which a commitment is due, as an entry of a whole day; reminded of seven days before.

    SEQUENCE counts what has happened to it. What is done or on hold stays; what was overtaken is cancelled.
    """
    promised = commitment.promised
    note = t("Owner: %(owner)s. Proof: %(proof)s.", owner=promised.owner, proof=promised.proof)
    alarm = [("BEGIN", "VALARM"), ("ACTION", "DISPLAY"), ("DESCRIPTION", _text(promised.text))]
    return _calendar(
        [
            ("UID", f"commitment-{promised.capture_id}@{_DOMAIN}"),
            ("SEQUENCE", str(commitment.version)),
            ("DTSTAMP", _instant(at)),
            ("DTSTART;VALUE=DATE", f"{commitment.due_on:%Y%m%d}"),
            ("DTEND;VALUE=DATE", f"{commitment.due_on + timedelta(days=1):%Y%m%d}"),
            ("TRANSP", "TRANSPARENT"),
            ("SUMMARY", _text(t("Due: %(what)s", what=promised.text))),
            ("DESCRIPTION", _text(note)),
            ("STATUS", "CANCELLED" if commitment.state in _GONE else "CONFIRMED"),
            *_linked(link),
            *([*alarm, ("TRIGGER", "-P7D"), ("END", "VALARM")] if commitment.state in OPEN else []),
        ]
    )


def _session_note(session: Session, t: Text) -> str:
    if session.state is SessionState.CANCELLED:
        return t("Cancelled: %(reason)s", reason=session.reason)
    if session.reserve_at is None:
        return ""
    return t("Reserve date: %(instant)s", instant=t.instant(session.reserve_at))


def _calendar(event: Sequence[tuple[str, str]]) -> bytes:
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//BA Salud//Sessions//ES"),
        ("METHOD", "PUBLISH"),
        ("BEGIN", "VEVENT"),
        *((name, value) for name, value in event if value),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]
    return b"".join(_folded(f"{name}:{value}") for name, value in lines)


def _linked(link: str | None) -> list[tuple[str, str]]:
    return [("URL", link)] if link else []


def _instant(at: datetime) -> str:
    return f"{at.replace(tzinfo=UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A text as a value: backslash, comma, semicolon and line ends escaped (section 3.3.11)."""
    unix = value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return unix.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line of at most 75 octets, the rest on lines that begin with a space, no character cut in two."""
    pieces: list[bytes] = [b""]
    for character in line:
        octets = character.encode()
        if len(pieces[-1]) + len(octets) > _LONGEST_LINE:
            pieces.append(b" ")
        pieces[-1] += octets
    return b"\r\n".join(pieces) + b"\r\n"
