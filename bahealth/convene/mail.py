"""Sending mail by the city's own server, where one is set. Standard library alone."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from enum import StrEnum
from typing import Final

from bahealth.config import Settings
from bahealth.errors import Refusal
from bahealth.i18n import N_

TIMEOUT_SECONDS: Final = 20
_SAID_NO: Final = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


class Answer(StrEnum):
    """What became of a message."""

    SENT = "sent"
    REFUSED = "refused"  # the server said no: it has not been sent
    UNKNOWN = "unknown"  # the connection broke: it may have been


class NoMail(Refusal):
    """There is no mail server, or it does not let us in."""


class Post:
    """An open connection to the mail server."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self._server = server
        self._sender = sender

    def send(self, message: EmailMessage) -> Answer:
        """Hand one message over."""
        message["From"] = self._sender
        try:
            self._server.send_message(message)
        except _SAID_NO:
            return Answer.REFUSED
        except (OSError, smtplib.SMTPException):
            return Answer.UNKNOWN
        return Answer.SENT


@contextmanager
def opened_post(settings: Settings) -> Generator[Post]:
    """A connection to the server of the settings. Raises NoMail when there is none or it does not answer."""
    if settings.smtp_host is None or settings.smtp_from is None:
        raise NoMail(N_("No mail server is set: BAHEALTH_SMTP_HOST and BAHEALTH_SMTP_FROM name it."))
    try:
        server = _connected(settings)
    except (OSError, smtplib.SMTPException) as problem:
        raise NoMail(N_("The mail server does not answer: %(problem)s"), problem=problem) from problem
    try:
        yield Post(server, settings.smtp_from)
    finally:
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def written(to: str, subject: str, body: str, calendar: bytes | None = None) -> EmailMessage:
    """A message of plain text, with a calendar file where one is given."""
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain="ba-salud.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    if calendar is not None:
        message.add_attachment(calendar, maintype="text", subtype="calendar", filename="ba-salud.ics")
    return message


def _connected(settings: Settings) -> smtplib.SMTP:
    host = settings.smtp_host or ""
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, settings.smtp_port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, settings.smtp_port, timeout=TIMEOUT_SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user is not None and settings.smtp_password is not None:
            server.login(settings.smtp_user, settings.smtp_password.read_text(encoding="utf-8").strip())
    except BaseException:
        server.close()
        raise
    return server
