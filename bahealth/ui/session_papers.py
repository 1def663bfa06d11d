"""The papers of a session to download: calendar file, pre-read before it, minutes and memo after it, sign-off.

A file is made outside the run of the page, where nobody is signed in: it shows what the page showed, to whom it did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from bahealth.convene.agenda.commands import OpenPreread, open_preread
from bahealth.convene.calendar import session_ics
from bahealth.convene.model import SessionState
from bahealth.convene.room.commands import SignMinutes, sign_minutes
from bahealth.i18n import Text
from bahealth.reports.memo_pdf import memo_pdf
from bahealth.reports.minutes_pdf import minutes_pdf
from bahealth.reports.preread_pdf import preread_pdf
from bahealth.reports.preread_sheet import preread_xlsx
from bahealth.reports.session import PrereadView
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender
from bahealth.ui.session_conflict import send_seen
from bahealth.ui.session_facts import session_sides
from bahealth.views.session import SessionView
from bahealth.views.session_papers import memo_view, minutes_view, preread_view

_PDF = "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ICS = "text/calendar"


def draw_papers(view: SessionView, sender: Sender) -> None:
    """What there is to download where the session stands; a file is made when it is asked for."""
    t, name = sender.t, file_name(view.session.title)
    with st.container(horizontal=True, key="papers"):
        if view.is_before and view.agenda is not None and view.release is not None:
            _paper(
                t("Pre-read (PDF)"), partial(_preread, view, sender), f"{t('pre-read')}-{name}.pdf", _PDF, view, sender
            )
            _paper(
                t("Pre-read (XLSX)"), partial(_sheet, view, sender), f"{t('pre-read')}-{name}.xlsx", _XLSX, view, sender
            )
        if view.is_after:
            _paper(t("Record (PDF)"), partial(_minutes, view, sender), f"{t('record')}-{name}.pdf", _PDF, view, None)
            _paper(t("Follow-up memo (PDF)"), partial(_memo, view, sender), f"{t('memo')}-{name}.pdf", _PDF, view, None)
        _paper(t("Calendar file (ICS)"), partial(_calendar, view, t), f"{name}.ics", _ICS, view, None)
        if view.session.state is SessionState.CLOSED and "sign_minutes" in view.may:
            st.button(t("Sign off the record"), type="primary", key="sign", on_click=partial(_sign, view, sender))


def file_name(title: str) -> str:
    """A title as part of the name of a file: letters and digits with hyphens."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:60] or "sesion"


def _paper(  # noqa: PLR0917 - what a download consists of
    label: str, data: Callable[[], bytes], name: str, mime: str, view: SessionView, reader: Sender | None
) -> None:
    """A button; `reader` given: opening it counts as having opened the pre-read."""
    st.download_button(
        label,
        data,
        name,
        mime,
        key=f"paper-{name.rpartition('.')[2]}-{label}",
        on_click=partial(_note_opening, view, reader) if reader else "ignore",
    )


def _note_opening(view: SessionView, sender: Sender) -> None:
    command = OpenPreread(session_id=view.session.session_id)

    def send(at: datetime) -> None:
        open_preread(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    sender.send(send, sender.t("It is noted that you have opened the pre-read."))


def _preread(view: SessionView, sender: Sender) -> bytes:
    return preread_pdf(_preread_view(view, sender), sender.t)


def _sheet(view: SessionView, sender: Sender) -> bytes:
    return preread_xlsx(_preread_view(view, sender), sender.t)


def _preread_view(view: SessionView, sender: Sender) -> PrereadView:
    return preread_view(sender.database, sender.catalog, view.session.session_id, sender.actor, at=_now())


def _minutes(view: SessionView, sender: Sender) -> bytes:
    found = minutes_view(sender.database, sender.catalog, view.session.session_id, sender.actor, at=_now())
    return minutes_pdf(found, sender.t)


def _memo(view: SessionView, sender: Sender) -> bytes:
    found = memo_view(sender.database, sender.catalog, view.session.session_id, sender.actor, at=_now())
    return memo_pdf(found, sender.t)


def _calendar(view: SessionView, t: Text) -> bytes:
    return session_ics(view.session, t, at=_now())


def _sign(view: SessionView, sender: Sender) -> None:
    command = SignMinutes(session_id=view.session.session_id, version=view.session.version)

    def send(at: datetime) -> None:
        sign_minutes(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    send_seen(sender, send, sender.t("Signed off."), partial(session_sides, t=sender.t))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
