"""TOML files become one catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bahealth.catalog.load import load_catalog

DEPARTMENTS = """
[care]
name = { es = "Atención", en = "Care" }
short_name = { es = "Atención", en = "Care" }
"""
SOURCES = """
[form]
name = { es = "Planilla", en = "Form" }
publisher = "P"
licence = "L"
owner = "care"
"""
AREAS = """
[city]
level = "city"
name = "City"
"""


def _written(folder: Path, **files: str) -> Path:
    texts = {
        "departments": DEPARTMENTS,
        "sources": SOURCES,
        "areas": AREAS,
        "corrections": "",
        "schedules": "",
        **files,
    }
    (folder / "catalog" / "indicators").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "catalog" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_key_of_the_file_is_the_id(tmp_path: Path) -> None:
    catalog = load_catalog(_written(tmp_path))
    assert list(catalog.source) == ["form"]
    assert catalog.department["care"].name.es == "Atención"


def test_an_unknown_key_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="web"):
        load_catalog(_written(tmp_path, sources=SOURCES + 'web = "https://example.org"\n'))


def test_a_missing_file_is_an_error_and_not_an_empty_catalogue(tmp_path: Path) -> None:
    folder = _written(tmp_path)
    (folder / "catalog" / "areas.toml").unlink()
    with pytest.raises(FileNotFoundError):
        load_catalog(folder)
