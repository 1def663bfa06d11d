"""The documents name every page, command and setting, and nothing that does not exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bahealth.config import PROJECT, Settings
from tests.code.source import modules

OF_TESTS = {"BAHEALTH_BROWSER", "BAHEALTH_OFFICIAL"}
DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8") for path in [PROJECT / "README.md", *PROJECT.glob("docs/*.md")]
}
EVERYTHING = "\n".join(DOCUMENTS.values())


def _names(node: ast.expr) -> Iterator[str]:
    """Commands in a table of functions, or of pairs and calls whose first part is one."""
    if isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            inner = element.elts[0] if isinstance(element, ast.Tuple) else element
            yield from _names(inner)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            yield from _names(key) if key else ()
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _commands(trees: dict[str, ast.Module]) -> list[str]:
    """Names of the commands in the table `COMMANDS` of the command line."""
    for path, tree in trees.items():
        if not path.startswith("bahealth/cli"):
            continue
        for node in tree.body:
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            if any(isinstance(one, ast.Name) and one.id == "COMMANDS" for one in targets) and node.value:  # type: ignore[attr-defined]
                return [name.replace("_", "-") for name in _names(node.value)]  # type: ignore[attr-defined]
    return []


def test_every_setting_is_documented_with_its_default() -> None:
    text = DOCUMENTS["settings.md"]
    for name, field in Settings.model_fields.items():
        line = next((line for line in text.splitlines() if line.startswith(f"| `BAHEALTH_{name.upper()}`")), "")
        assert line, name
        default = field.default.relative_to(PROJECT) if isinstance(field.default, Path) else field.default
        assert f"`{default}`" in line, name


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"BAHEALTH_[A-Z_]+", EVERYTHING))
    assert named <= {f"BAHEALTH_{name.upper()}" for name in Settings.model_fields} | OF_TESTS


def test_every_command_is_documented() -> None:
    assert [name for name in _commands(modules()) if f"`bahealth {name}" not in EVERYTHING] == []


def test_every_page_is_documented() -> None:
    pages = [path for path in modules() if path.startswith("pages/") and not path.endswith("__init__.py")]
    assert [path for path in pages if f"`{path}`" not in EVERYTHING] == []


@pytest.mark.parametrize(
    "table",
    ["COMMANDS = (running.run, keeping.back_up)", "COMMANDS = ((running.run, 'x'), (keeping.back_up, N_('y')))"],
)
def test_the_table_of_commands_is_read(table: str) -> None:
    assert _commands({"bahealth/cli/program.py": ast.parse(table)}) == ["run", "back-up"]


def test_links_between_documents_lead_somewhere() -> None:
    for path in [PROJECT / "README.md", *PROJECT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_test_that_the_security_page_names_exists() -> None:
    written = {
        node.name
        for path in (PROJECT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert [name for name in re.findall(r"`(test_\w+)`", DOCUMENTS["security.md"]) if name not in written] == []
