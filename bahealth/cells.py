"""What a spreadsheet makes of a text: a number, or a formula that it would run."""

from __future__ import annotations

import math
import re
from typing import Any, Final

_POINT: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_COMMA: Final = re.compile(r"[+-]?[0-9]+,[0-9]+")
# Also the wide forms, which some spreadsheets take for the same; OWASP, "CSV injection".
_STARTS: Final = "=+\\-@\t\r\n＝＋－＠"
_FORMULA: Final = re.compile(f"[{_STARTS}]")
_AFTER_A_SEPARATOR: Final = re.compile(r'([;,\t\r\n]"*)(?=[=+\-@＝＋－＠])')


def is_number(text: str, *, decimal: str = ".") -> bool:
    """Whether a text is a finite number in the digits 0 to 9, without separators of thousands."""
    pattern = _POINT if decimal == "." else _COMMA
    return bool(pattern.fullmatch(text)) and math.isfinite(float(text.replace(",", ".")))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula when somebody types it, or opens it in a CSV."""
    return bool(_FORMULA.match(text)) and not is_number(text) and not is_number(text, decimal=",")


def inert(cell: Any) -> str:
    """A cell of a CSV as text that no spreadsheet runs: a formula begins with an apostrophe, numbers stay numbers.

    The same inside of a text after what another country's spreadsheet takes for the end of a cell.
    """
    text = "" if cell is None else str(cell)
    if not _FORMULA.search(text) or is_number(text) or is_number(text, decimal=","):
        return text
    return ("'" if is_formula(text) else "") + _AFTER_A_SEPARATOR.sub(r"\1'", text)
