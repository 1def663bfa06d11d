"""Data set in a template: PDF/UA-1 or pictures. Templates read the data as JSON; nothing in it is evaluated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from bahealth.charts.printable import FONTS

Document = Mapping[str, Any]
"""Ready texts and pictures by the names that a template uses."""

_HOUSE = "house.typ"


def pdf(template: str, document: Document) -> bytes:
    """Tagged, with an outline and alternative texts. The same document gives the same bytes."""
    return _compiled(template, document, format="pdf", pdf_standards=["ua-1"])


def pictures(template: str, document: Document) -> list[bytes]:
    """The pages as PNG, 144 dots per inch."""
    pages = _compiled(template, document, format="png", ppi=144.0)
    return pages if isinstance(pages, list) else [pages]


def _compiled(template: str, document: Document, **options: Any) -> Any:
    sources: Any = {"main.typ": _source(template), _HOUSE: _source(_HOUSE)}  # a dict, which its types do not name
    data = json.dumps(document, ensure_ascii=False)
    return typst.compile(
        sources, sys_inputs={"data": data}, font_paths=[str(FONTS)], ignore_system_fonts=True, **options
    )


@cache
def _source(name: str) -> bytes:
    return (files("bahealth.reports") / "templates" / name).read_bytes()
