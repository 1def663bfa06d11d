"""The door for the command line on this machine: the app holds the store, so it carries out what is typed."""

from __future__ import annotations

import hmac
import io
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from anyio import to_thread
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bahealth.cli.door import DOOR, Answer, DoorKey
from bahealth.cli.door import Request as Command
from bahealth.cli.program import carry_out
from bahealth.cli.terminal import Question, Terminal
from bahealth.config import Settings
from bahealth.i18n import Text, negotiate_language
from bahealth.store import Database
from bahealth.ui.headers import client_address, is_loopback

_LOG = logging.getLogger(__name__)
_LONGEST_REQUEST = 1_000_000


def new_key(settings: Settings) -> DoorKey:
    """A key for one run of the app."""
    wildcard = settings.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not listened on
    return DoorKey(host="127.0.0.1" if wildcard else settings.host, port=settings.port, token=secrets.token_urlsafe(32))


def hang_out(key: DoorKey, file: Path) -> None:
    """Write the key where the command line looks, readable for this user only."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(key.model_dump_json())
    draft.replace(file)


def take_in(key: DoorKey, file: Path) -> None:
    """Remove the key, unless it is another app's by now."""
    try:
        if DoorKey.model_validate_json(file.read_bytes()).token == key.token:
            file.unlink()
    except (FileNotFoundError, ValidationError):
        return


def local_door(settings: Settings, key: DoorKey, database: Callable[[], Database]) -> Route:
    """The route: this machine only, with the key only; everything else learns nothing."""

    async def answer(request: Request) -> Response:
        if not is_loopback(client_address(request.scope)) or not _has_key(request, key):
            return PlainTextResponse("", status_code=403)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LONGEST_REQUEST:
                return PlainTextResponse("", status_code=413)
        try:
            command = Command.model_validate_json(body)
        except ValidationError:
            return PlainTextResponse("", status_code=400)
        done = await to_thread.run_sync(carry_out_here, command, settings, database())
        return Response(done.model_dump_json(), media_type="application/json")

    return Route(DOOR, answer, methods=["POST"])


def _has_key(request: Request, key: DoorKey) -> bool:
    given = request.headers.get("authorization", "").encode("latin-1")
    return hmac.compare_digest(given, f"Bearer {key.token}".encode("latin-1"))


def carry_out_here(command: Command, settings: Settings, database: Database) -> Answer:
    """Run one command on the app's own store and collect what it writes. A bug is logged here, never sent."""
    out, err = io.StringIO(), io.StringIO()
    t = Text(negotiate_language(command.language))
    terminal = Terminal(
        settings=settings, text=t, words=command.words, cwd=command.cwd, out=out, err=err, database=database
    )
    try:
        exit_code = carry_out(terminal)
    except Question as question:
        return Answer(
            out=out.getvalue(), err=err.getvalue(), exit_code=1, question=question.text, answer=question.answer
        )
    except Exception:  # noqa: BLE001 - the one boundary of commands carried out here
        _LOG.exception("command failed: %s", command.words)
        print(t("The app could not carry out the command; its log says why."), file=err)
        exit_code = 70
    return Answer(out=out.getvalue(), err=err.getvalue(), exit_code=exit_code)
