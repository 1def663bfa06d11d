"""How far a long command is: one line that moves on a terminal, one line per kind of step anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TextIO

from bahealth.i18n import Text

_WIDTH = 30
_CLEAR = "\r\033[K"


@contextmanager
def progress_bar(t: Text, stream: TextIO) -> Generator[Callable[[str, int, int], None]]:
    """A function that takes what is being done (source text), how many steps are done and how many there are."""
    is_terminal = stream.isatty()
    last = ""

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        if not is_terminal and what == last:
            return
        last = what
        share = done / total if total else 1.0
        full = round(share * _WIDTH)
        line = f"[{'#' * full}{'.' * (_WIDTH - full)}] {t.percent(share)} {t(what)}"
        stream.write(f"{_CLEAR}{line}" if is_terminal else f"{line}\n")
        stream.flush()

    try:
        yield show
    finally:
        if is_terminal:
            stream.write(_CLEAR)
            stream.flush()
