"""The texts of the program: what its source asks to translate."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from tests.code.source import called, refusal_names


@dataclass
class Found:
    """Texts by where they stand: single ones, pairs of one and many, and calls whose text is worked out."""

    single: dict[str, str] = field(default_factory=dict)
    plural: dict[tuple[str, str], str] = field(default_factory=dict)
    worked_out: list[str] = field(default_factory=list)

    @property
    def sources(self) -> set[str]:
        """The keys of the translation files: plurals stand under their singular."""
        return {*self.single, *(one for one, _ in self.plural)}


def literals(node: ast.expr) -> list[str] | None:
    """The texts that an argument can be: a literal, or a choice between literals; None when it is worked out."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.IfExp):
        sides = literals(node.body), literals(node.orelse)
        return None if sides[0] is None or sides[1] is None else [*sides[0], *sides[1]]
    return None


def _is_translation(owner: str | None, name: str) -> bool:
    if name in {"t", "N_"}:  # t(...), self.t(...), N_(...)
        return True
    return name == "text" and owner not in {None, "st"}  # terminal.text(...); st.text(...) is Streamlit's


def messages_in(trees: dict[str, ast.Module]) -> Found:
    """Every text of `trees` that is translated: `t`, `t.plural`, `N_` and refusals."""
    found = Found()
    refusals = refusal_names(list(trees.values()))
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            owner, name = called(node)
            where = f"{path}:{node.lineno}"
            if name == "plural" and len(node.args) >= 2:
                one, many = literals(node.args[0]), literals(node.args[1])
                if one is None or many is None or len(one) != 1 or len(many) != 1:
                    found.worked_out.append(where)
                else:
                    found.plural[one[0], many[0]] = where
            elif _is_translation(owner, name) or name in refusals:
                texts = literals(node.args[0])
                if texts is None:
                    found.worked_out.append(where)
                else:
                    found.single.update(dict.fromkeys(texts, where))
    return found
