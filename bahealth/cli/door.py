"""The way to the running app: it holds the store, so it carries out what is typed here."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import cast

from bahealth.cli.terminal import Question, Terminal
from bahealth.frozen import Frozen
from bahealth.store import StoreInUse

DOOR = "/local/command"
LONGEST_COMMAND_SECONDS = 3600  # a delivery of some ten million records takes minutes


class DoorKey(Frozen):
    """What the running app leaves beside the store, readable for its own user only."""

    host: str
    port: int
    token: str


class Request(Frozen):
    """A command as it was typed."""

    words: tuple[str, ...]
    cwd: Path
    language: str


class Answer(Frozen):
    """What the command wrote and how it ended; with a question when it waits for one."""

    out: str
    err: str
    exit_code: int
    question: str | None = None
    answer: tuple[str, ...] = ()


def ask_running_app(terminal: Terminal, *, locked: StoreInUse) -> int:
    """Have the running app carry out the command, write what it wrote, and give its exit code.

    Raises Question when the command waits for an answer, and `locked` again when no app answers:
    then something else has the store open.
    """
    try:
        key = DoorKey.model_validate_json(terminal.settings.token.read_bytes())
    except (FileNotFoundError, ValueError):
        raise locked from None
    request = Request(words=terminal.words, cwd=terminal.cwd, language=terminal.text.language)
    connection = http.client.HTTPConnection(key.host, key.port, timeout=LONGEST_COMMAND_SECONDS)
    try:
        connection.request(
            "POST",
            DOOR,
            body=request.model_dump_json().encode(),  # as text it would go out as Latin-1
            headers={"Authorization": f"Bearer {key.token}", "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException):
        raise locked from None
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise locked
    answer = Answer.model_validate(cast("dict[str, object]", json.loads(body)))
    terminal.out.write(answer.out)
    terminal.err.write(answer.err)
    if answer.question is not None:
        raise Question(answer.question, answer.answer)
    return answer.exit_code
