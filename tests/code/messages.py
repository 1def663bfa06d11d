"""The texts of the program: what its source asks to translate."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from jinja2 import Environment, nodes

from tests.code.source import called, refusal_names


@dataclass
class Found:
    """Texts by where they stand: single ones, pairs of one and many, and calls whose text is worked out."""

    single: dict[str, str] = field(default_factory=dict)
    plural: dict[tuple[str, str], str] = field(default_factory=dict)
    worked_out: list[str] = field(default_factory=list)

    def __or__(self, other: Found) -> Found:
        """Both together."""
        return Found(
            {**self.single, **other.single},
            {**self.plural, **other.plural},
            [*self.worked_out, *other.worked_out],
        )

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


def messages_in_templates(templates: dict[str, str]) -> Found:
    """Every text of Jinja templates: `{{ t("...") }}` and `{{ t.plural("...", "...", n) }}`."""
    found = Found()
    environment = Environment(autoescape=True)
    for path, text in templates.items():
        for call in environment.parse(text).find_all(nodes.Call):
            where = f"{path}:{call.lineno}"
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                texts = _template_literals(call.args[0])
                if texts is None:
                    found.worked_out.append(where)
                else:
                    found.single.update(dict.fromkeys(texts, where))
            elif isinstance(call.node, nodes.Getattr) and call.node.attr == "plural":
                one, many = (_template_literals(argument) for argument in call.args[:2])
                if one is None or many is None:
                    found.worked_out.append(where)
                else:
                    found.plural[one[0], many[0]] = where
    return found


def _template_literals(node: nodes.Expr) -> list[str] | None:
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        sides = _template_literals(node.expr1), _template_literals(node.expr2)
        return None if sides[0] is None or sides[1] is None else [*sides[0], *sides[1]]
    return None
