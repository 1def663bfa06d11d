"""What the commands really write into the record has words in both languages."""

from __future__ import annotations

import pytest

from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.audit.model import Line, command_key
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.people.rights import RIGHTS, Reach
from bahealth.ui.audit_words import FIELDS, SENTENCES, changes, sentence
from tests.people.commands import CATALOG, REGISTRY, World
from tests.people.conftest import *  # noqa: F403 - the world of those tests

COUNTS = {"deliveries made", "values changed", "state"}


def who_may(command: str) -> Actor:
    """Somebody who may send it: the analytics office, else the mayor's office, else the head of the department."""
    if RIGHTS[command].reach(Role.ADMIN) is Reach.ALL:
        return COMMAND_LINE
    if RIGHTS[command].reach(Role.CONVENOR) is Reach.ALL:
        return Actor("mayor@example.org", Role.CONVENOR)
    return Actor("head@example.org", Role.HEAD, REGISTRY[command].department_id)


def lines(world: World) -> list[Line]:
    names = list(Line.model_fields)
    with world.database.reading() as con:
        found = con.execute("SELECT * EXCLUDE (line_hash) FROM ops.audit ORDER BY line_number")
        columns = [one[0] for one in found.description or ()]
        return [
            Line.model_validate({name: value for name, value in zip(columns, row, strict=True) if name in names})
            for row in found.fetchall()
        ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", REGISTRY)
def test_what_a_command_writes_is_said_in_words(command: str, language: Language, world: World) -> None:
    t = Text(language)
    REGISTRY[command].prepare(world)
    before = len(lines(world))
    REGISTRY[command].call(world, who_may(command))
    written = lines(world)[before:]
    assert written
    known = {t(one) for one in (*FIELDS.values(), *COUNTS)}
    for line in written:
        assert command_key(line.command) in SENTENCES
        assert line.command not in sentence(line, CATALOG, t)
        assert {name for name, _, _ in changes(line, CATALOG, t)} <= known
        assert "_" not in " ".join(f"{was} {now}" for _, was, now in changes(line, CATALOG, t) if "@" not in was + now)
