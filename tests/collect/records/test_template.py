"""The form of each kind of record: its columns, and every one of them explained."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bahealth.collect.records.model import KINDS
from bahealth.collect.records.template import EXPECTED, WITHDRAWN_ABOUT
from bahealth.collect.template import template
from bahealth.config import PROJECT
from bahealth.i18n import Text
from tests.collect.records.samples import catalog, read_here
from tests.collect.samples import write


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_form_of_records_is_only_empty(kind: str, tmp_path: Path) -> None:
    form = template(catalog().source[f"records_{kind}"], catalog(), Text("es"), "csv")
    (problem,) = read_here(tmp_path, kind, write(tmp_path, "a.csv", form)).outcome.problems
    assert problem.message == "There is nothing to read in what was sent."


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_workbook_explains_every_column(kind: str, language: str) -> None:
    form = template(catalog().source[f"records_{kind}"], catalog(), Text(language), "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(form))
    columns = [one.name for one in KINDS[kind].columns]
    assert book.get_sheet_by_index(0).to_python()[0] == columns
    told = book.get_sheet_by_index(2).to_python()
    assert [line[0] for line in told[1:]] == [*columns, "withdrawn"]
    assert all(cell for line in told for cell in line)


@pytest.mark.parametrize(("language", "part"), [("es", 0), ("en", 1)])
def test_the_document_for_senders_says_of_every_column_what_the_form_says(language: str, part: int) -> None:
    document = (PROJECT / "docs" / "records.md").read_text(encoding="utf-8").split("\n---\n")[part]
    t = Text(language)
    for kind in KINDS.values():
        section = document.partition(f"### `records_{kind.kind}`")[2].partition("\n#")[0]
        lines = [re.split(r"(?<!\\)\|", line) for line in section.splitlines() if line.startswith("| `")]
        assert [line[1].strip().strip("`") for line in lines] == [one.name for one in kind.columns], kind.kind
        for line, column in zip(lines, kind.columns, strict=True):
            assert line[2].strip() == t(column.about)
            assert line[4].strip() == (t("yes") if column.is_required else t("no"))
            for choice in column.choices:
                assert f"`{choice}`" in line[3]


def test_every_kind_of_cell_is_explained() -> None:
    cells = {column.cell for kind in KINDS.values() for column in kind.columns if not column.choices}
    assert cells == set(EXPECTED)
    assert WITHDRAWN_ABOUT
