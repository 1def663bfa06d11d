from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.preread_sheet import preread_xlsx
from bahealth.reports.session import PrereadView
from tests.reports.sessions import PREREAD, ROWS, STORY


def sheets(view: PrereadView, language: Language) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(preread_xlsx(view, Text(language))))
    return [book.get_sheet_by_index(place).to_python() for place in range(3)]


def told(**changes: object) -> PrereadView:
    row = ROWS[1].model_copy(update={"story": STORY.model_copy(update=changes)})
    return PREREAD.model_copy(update={"rows": (row,)})


def test_agenda_keeps_its_order_with_story_and_questions() -> None:
    agenda, _, _ = sheets(PREREAD, "es")
    head, *rows = agenda
    cells = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["N.º"] for one in cells] == [1, 2, 3, 4, 5]
    assert cells[1]["Qué pasó"] == STORY.happened
    assert str(cells[1]["Preguntas sugeridas"]).startswith("¿Qué era distinto")
    assert [one["Simulado"] for one in cells] == ["", "sí", "no", "no", ""]


def test_figures_are_the_whole_series_as_numbers() -> None:
    _, figures, _ = sheets(PREREAD, "en")
    head, *rows = figures
    assert len(rows) == sum(len(row.points) for row in ROWS)
    first = dict(zip(head, rows[0], strict=True))
    assert (first["Value"], first["Simulated"]) == (80.0, "yes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_those_invited(language: Language) -> None:
    _, _, people = sheets(PREREAD, language)
    assert [row[0] for row in people[1:]] == [one.person for one in PREREAD.session.people]


def test_confidence_of_the_author_is_not_in_the_file() -> None:
    assert sheets(told(probability=0.95), "es") == sheets(told(probability=0.05), "es")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "http://"])
def test_no_text_becomes_a_formula_or_a_link(start: str) -> None:
    typed = start + 'HYPERLINK("http://x","y")'
    with ZipFile(BytesIO(preread_xlsx(told(happened=typed), Text("es")))) as parts:
        inside = b"".join(parts.read(name) for name in parts.namelist())
    assert b"<f>" not in inside
    assert b"<hyperlink" not in inside
    assert sheets(told(happened=typed), "es")[0][1][8] == typed


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200) | st.just("a" * 40_000))
def test_whatever_is_typed_the_file_opens(typed: str) -> None:
    agenda, _, _ = sheets(told(happened=typed, author=typed), "es")
    assert len(agenda) == 2
