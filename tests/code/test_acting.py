"""A command from a page is sent by whoever is signed in at that moment, not by whom the page was drawn for."""

from __future__ import annotations

import ast

import pytest

from tests.code.source import called, modules


def commands_sent_unasked(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and name of every command whose actor is not asked for anew with `acting(...)`.

    What is called `send` and takes the actor first goes through `Sender.send`, which asks.
    """
    commands = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".commands")
        for alias in node.names
    }
    found: list[tuple[int, str]] = []
    asked = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "send" and node.args.args[0].arg == "actor"
        for inner in ast.walk(node)
    }
    for node in set(ast.walk(tree)) - asked:
        if isinstance(node, ast.Call) and called(node)[0] is None and called(node)[1] in commands:
            given = next((one.value for one in node.keywords if one.arg == "actor"), None)
            if given is not None and not (isinstance(given, ast.Call) and called(given) == (None, "acting")):
                found.append((node.lineno, called(node)[1]))
    return sorted(found)


def test_every_command_of_a_page_asks_who_is_signed_in_now() -> None:
    """Drafts are nobody's decision: they are kept for whom the field was drawn, also after the sign-in has ended."""
    assert {
        path: commands_sent_unasked(tree)
        for path, tree in modules().items()
        if path.startswith(("bahealth/ui/", "pages/")) and path != "bahealth/ui/drafts.py"
        if commands_sent_unasked(tree)
    } == {}


@pytest.mark.parametrize(
    ("call", "is_seen"),
    [
        ("set_target(database, command, actor=actor, at=now)", True),
        ("set_target(database, command, actor=LOCAL, at=now)", True),
        ("set_target(database, command, actor=acting(actor), at=now)", False),
        ("draw_target(database, actor=actor)", False),
        ("def send(actor, at):\n    set_target(database, command, actor=actor, at=at)", False),
        ("def sent(actor, at):\n    set_target(database, command, actor=actor, at=at)", True),
    ],
)
def test_the_check_sees_it(call: str, is_seen: bool) -> None:
    tree = ast.parse(f"from bahealth.targets.commands import set_target\n{call}")
    assert bool(commands_sent_unasked(tree)) is is_seen
