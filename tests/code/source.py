"""The program's own source, parsed, for tests about the codebase."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@cache
def modules() -> dict[str, ast.Module]:
    """Every Python file of the program by its path from the project's root."""
    paths = [*(PROJECT / "bahealth").rglob("*.py"), *(PROJECT / "pages").rglob("*.py"), *PROJECT.glob("app.py")]
    return {
        path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        for path in sorted(paths)
    }


@cache
def templates() -> dict[str, str]:
    """Every HTML template of the program by its path from the project's root."""
    return {
        path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((PROJECT / "bahealth").rglob("templates/*.html"))
    }


def called(node: ast.Call) -> tuple[str | None, str]:
    """What is called: (`t`, `plural`) for `t.plural(...)`, (None, `t`) for `t(...)`, (`?`, name) for longer things."""
    if isinstance(node.func, ast.Name):
        return None, node.func.id
    if isinstance(node.func, ast.Attribute):
        return node.func.value.id if isinstance(node.func.value, ast.Name) else "?", node.func.attr
    return "?", ""


def refusal_names(trees: list[ast.Module]) -> frozenset[str]:
    """`Refusal` and every class that inherits from it, by name."""
    known = {"Refusal"}
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while True:
        found = {
            one.name for one in classes for base in one.bases if isinstance(base, ast.Name) and base.id in known
        } - known
        if not found:
            return frozenset(known)
        known |= found
