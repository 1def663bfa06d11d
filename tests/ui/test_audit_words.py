"""Every command that writes has its sentence, in both languages, and every state its words."""

from __future__ import annotations

import ast
import json
from datetime import datetime
from typing import Any

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.audit.model import Line, command_key
from bahealth.people.rights import RIGHTS
from bahealth.ui.audit_words import COMMANDS, FIELDS, SENTENCES, changes, sentence, subject_text
from tests.code.source import called, modules

CATALOG = load_catalog(PROJECT / "data")
EN, ES = Text("en"), Text("es")


def line(command: str, subject: str = "preterm city", **fields: Any) -> Line:
    return Line.model_validate(
        {
            "line_number": 7,
            "written_at": datetime(2026, 11, 22, 12, 5),
            "actor": "Lucía Ñandú",
            "command": command,
            "subject": subject,
            "before": None,
            "after": None,
            "reason": None,
            **fields,
        }
    )


def written_commands() -> set[str]:
    """The names that the program's own code gives to `write_audit`."""
    return {
        keyword.value.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node)[1] == "write_audit"
        for keyword in node.keywords
        if keyword.arg == "command" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
    }


def test_every_command_that_writes_has_its_sentence() -> None:
    written = written_commands()
    assert "assign_responsibility" in written
    assert {command_key(one) for one in written | set(RIGHTS)} - set(SENTENCES) == set()
    assert set(SENTENCES) == set(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", SENTENCES)
def test_every_sentence_says_who_and_what(command: str, language: Language) -> None:
    said = sentence(line(command), CATALOG, Text(language))
    assert said.startswith("Lucía Ñandú ")
    assert said.endswith(".")
    if "%(about)s" in SENTENCES[command]:
        assert CATALOG.area["city"].name in said


def test_a_command_without_words_is_still_told() -> None:
    assert sentence(line("TurnTheMoon"), CATALOG, EN) == (
        "Lucía Ñandú did “TurnTheMoon”: Preterm births, Ciudad de Buenos Aires."
    )


@pytest.mark.parametrize(
    ("subject", "after", "said"),
    [
        ("preterm comuna-3", None, "Preterm births, Comuna 3"),
        ("0190-id", "form_maternal 0abc 12", "Maternal health: records or form"),
        ("form_maternal", "form_maternal 0abc 12", "Maternal health: records or form"),
        ("release 4", None, "release 4"),
        ("primary_care team-1", None, "Primary Care, team-1"),
        ("ana@ejemplo.org", None, "ana@ejemplo.org"),
        ("*", None, "all indicators"),
    ],
)
def test_a_subject_is_told_by_names(subject: str, after: str | None, said: str) -> None:
    assert subject_text(line("x", subject, after=after), CATALOG, EN) == said


def told(before: object, after: object, t: Text = EN, command: str = "set_target") -> list[tuple[str, str, str]]:
    return changes(
        line(
            command,
            before=None if before is None else json.dumps(before),
            after=None if after is None else json.dumps(after),
        ),
        CATALOG,
        t,
    )


def test_only_what_changed_is_told_in_the_reader_s_form() -> None:
    before = {"target_value": 7.15, "due_on": "2027-12-31", "basis": "history", "reason": "a", "indicator_id": "x"}
    after = {"target_value": 6.5, "due_on": "2027-12-31", "basis": "decision", "reason": "b", "indicator_id": "y"}
    assert told(before, after) == [
        ("target", "7.2", "6.5"),
        ("basis of the target", "Own history", "Government decision"),
    ]
    assert told(before, after, ES)[0] == ("meta", "7,2", "6,5")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("is_break", True, "Yes"),
        ("role", 2, "head of"),
        ("role", 9, "9"),
        ("part", "accountable", "Accountable"),
        ("department_id", "hospitals", "Hospitals"),
        ("department_id", "mayors_office", "Mayor's office"),
        ("text", {"es": "Hola", "en": "Hello"}, "Hello"),
        ("due_on", "2027-12-31", "31 Dec 2027"),
        ("path", "stepped", "In steps"),
        ("milestones", [{"on": "2027-01-01", "value": 7.0}], "1 Jan 2027: 7.0"),
        ("release_number", 1204, "1204"),
        ("surprise", 5, "5"),
    ],
)
def test_values_are_told_in_words(name: str, value: object, said: str) -> None:
    ((what, was, now),) = told(None, {name: value})
    assert (what, was, now) == (FIELDS.get(name, name), "", said)


def test_what_is_of_use_to_the_program_only_is_left_out() -> None:
    assert told(None, {"fingerprint": "f", "target_id": "t", "seen": "v", "reason": "r", "member_email": None}) == []
    assert changes(line("BindSecret", after="a0b1c2"), CATALOG, EN) == []


def test_states_that_are_text_are_told_too() -> None:
    assert changes(line("AcceptDelivery", after="form_maternal 0abc 1204"), CATALOG, EN) == [("rows", "", "1,204")]
    assert changes(line("RunMeasures", after="3 deliveries, 81 values changed"), CATALOG, EN) == [
        ("deliveries made", "", "3"),
        ("values changed", "", "81"),
    ]
    assert changes(line("x", before="7,0", after="6,5"), CATALOG, EN) == [("state", "7,0", "6,5")]
    assert changes(line("x", before="{", after="[1]"), CATALOG, EN) == [("state", "{", "[1]")]


def test_endless_text_is_cut() -> None:
    ((_, _, now),) = told(None, {"method": "x" * 9000})
    assert len(now) < 300
