"""The layers hold, and the contract names every package that there is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_package_and_module_has_its_place_in_the_layers() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["type"] == "layers")["layers"]
    named = {part.strip(" ()") for layer in layers for part in layer.split(":")}
    package = PROJECT / "bahealth"
    there = {one.name for one in package.iterdir() if (one / "__init__.py").is_file()}
    there |= {one.stem for one in package.glob("*.py") if one.stem != "__init__"}
    assert there - named == set()


def test_no_page_script_lies_directly_in_pages() -> None:
    assert [one.name for one in (PROJECT / "pages").glob("*.py") if one.name != "__init__.py"] == []
