"""The style sheet is whole: a brace that is missing would put out of action everything after it."""

from __future__ import annotations

import re
from importlib.resources import files

STYLE = (files("bahealth.ui") / "style.css").read_text(encoding="utf-8")


def test_every_block_is_closed_before_the_next_line_that_is_not_indented() -> None:
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), STYLE, flags=re.DOTALL)
    depth, wrong = 0, []
    for number, line in enumerate(text.split("\n"), 1):
        if depth and line and not line[0].isspace() and line[0] != "}":
            wrong.append((number, line[:60]))
        depth += line.count("{") - line.count("}")
    assert (depth, wrong) == (0, [])
