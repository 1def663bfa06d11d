"""What a PDF says and how it is tagged, read by other programs than the one that made it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """All text, any run of white space as one space."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def read_aloud(content: bytes, folder: Path) -> str:
    """Text in reading order by pdftotext where it is installed, else by pypdf."""
    if shutil.which("pdftotext") is None:
        return text_of(content)
    path = folder / "paper.pdf"
    path.write_bytes(content)
    said = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True).stdout.decode()
    return re.sub(r"\s+", " ", said)


def tags(content: bytes) -> list[tuple[str, str]]:
    """Elements of the structure tree in order, each with its alternative text."""
    with pikepdf.open(BytesIO(content)) as book:
        return list(_tags(book.Root.StructTreeRoot.K))


def _tags(node: pikepdf.Object) -> Iterator[tuple[str, str]]:
    if isinstance(node, pikepdf.Array):
        for one in node:  # type: ignore[attr-defined]
            yield from _tags(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _tags(node.K)


def outline(content: bytes) -> list[str]:
    """Titles of the bookmarks, from the top down."""
    with pikepdf.open(BytesIO(content)) as book, book.open_outline() as marks:
        return list(_titles(marks.root))


def _titles(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
    for one in items:
        yield one.title
        yield from _titles(one.children)


def is_in_order(text: str, *parts: str) -> bool:
    """Whether all parts stand in the text, each after the one before."""
    start = 0
    for part in parts:
        found = text.find(part, start)
        if found < 0:
            return False
        start = found + len(part)
    return True
