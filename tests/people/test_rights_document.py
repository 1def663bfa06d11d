"""docs/rights.md shows the table of rights as it is."""

from __future__ import annotations

from bahealth.people.model import Role
from bahealth.people.rights import PAGES, RIGHTS, Reach
from tests.code.source import PROJECT

WORDS = {Reach.NONE: "–", Reach.OWN: "own", Reach.ALL: "all"}
ROLES = (Role.STAFF, Role.HEAD, Role.CONVENOR, Role.ADMIN)
DOCUMENT = (PROJECT / "docs" / "rights.md").read_text(encoding="utf-8")


def test_the_document_has_a_line_for_each_command_and_no_other() -> None:
    expected = [
        f"| `{command}` | " + " | ".join(WORDS[right.reach(role)] for role in ROLES) + " |"
        for command, right in RIGHTS.items()
    ]
    assert [line for line in DOCUMENT.splitlines() if line.startswith("| `") and line.count("|") == 6] == expected


def test_the_document_has_a_line_for_each_page_of_the_office_and_no_other() -> None:
    expected = [f"| `{page}` | {role.name.lower()} |" for page, role in PAGES.items()]
    assert [line for line in DOCUMENT.splitlines() if line.startswith("| `") and line.count("|") == 3] == expected
