"""Many targets by spreadsheet: what is handed out, and what a filled one would do."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bahealth.assess.model import Point
from bahealth.i18n import Text
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.targets.commands import propose_targets
from bahealth.targets.model import Path as TargetPath
from bahealth.targets.queries import target_states
from bahealth.targets.sheet import Known, Outcome, known, read_targets_sheet, row_outcome, targets_sheet
from tests.targets.example import DEFINITIONS, NOON, STAFF, propose, put, sizes, state, terms

NEWEST = {
    ("infant", area): Point(period_start=date(2023, 1, 1), period_months=12, value=5.3, lower=4.4, upper=6.3)
    for area in ("city", "comuna-1", "comuna-2")
}
ES, EN = Text("es"), Text("en")


def about(database: Database, actor: Actor = STAFF) -> Known:
    with database.reading() as con:
        return known(target_states(con, as_of=NOON.date()), DEFINITIONS, NEWEST, actor)


def rows_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def filled(folder: Path, rows: Iterable[list[Any]], name: str = "metas.xlsx") -> Path:
    """The rows as a workbook, as a spreadsheet program would save it."""
    file = folder / name
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, datetime.combine(cell, datetime.min.time()))
            elif cell not in ("", None):
                sheet.write(line, place, cell)
    book.close()
    return file


def changed(content: bytes, changes: dict[str, dict[str, Any]], t: Text = ES) -> list[list[Any]]:
    """The rows handed out, with cells filled by area and title."""
    header, *rows = rows_of(content)
    for row in rows:
        for title, cell in changes.get(row[header.index("area_id")], {}).items():
            row[header.index(t(title))] = cell
    return [header, *rows]


def test_the_sheet_names_what_the_person_may_propose_for_and_what_stands(database: Database) -> None:
    put(database)
    header, *rows = rows_of(targets_sheet(about(database), ES))
    assert [row[header.index("area_id")] for row in rows] == ["city", "comuna-1", "comuna-2"]
    assert {row[header.index("indicator_id")] for row in rows} == {"infant"}, "of the context there is no target"
    city = dict(zip(header, rows[0], strict=True))
    assert (city["Meta actual"], city["Vencimiento actual"]) == (4.5, date(2027, 12, 31))
    assert (city["Período de la línea de base"], city["Valor de la línea de base"]) == ("2023", 5.3)
    assert city["version"] == state(database).version
    stranger = Actor("other", Role.STAFF, "hospitals")
    assert len(rows_of(targets_sheet(about(database, stranger), ES))) == 1


@pytest.mark.parametrize("t", [ES, EN])
def test_a_filled_sheet_proposes_what_was_filled_and_nothing_else(database: Database, tmp_path: Path, t: Text) -> None:
    seen = put(database)
    content = targets_sheet(about(database), t)
    path_word = {"es": "Escalonado", "en": "In steps"}[t.language]
    basis_word = {"es": "Norma o estándar", "en": "Norm or standard"}[t.language]
    rows = changed(
        content,
        {
            "city": {"New target": 4.2, "Reason for the change": "Two good years"},
            "comuna-2": {
                "New target": "4,4",
                "New due date": "31/12/2028",
                "New path": path_word,
                "New milestones": "2026-12-31 4,9; 2027-12-31 4.6",
                "New basis": basis_word,
                "Reason for the change": "=1+1",
            },
        },
        t,
    )
    preview = read_targets_sheet(filled(tmp_path, rows), about(database), t)
    assert preview.problem is None
    assert [one.outcome for one in preview.rows] == [Outcome.PROPOSED, Outcome.UNCHANGED, Outcome.PROPOSED]
    city, _, second = preview.rows
    assert city.before == terms()
    assert city.after == terms(target_value=4.2, reason="Two good years")
    assert (city.seen, second.seen) == (seen, None)
    assert second.before is None
    assert second.after is not None
    assert (second.after.baseline, second.after.baseline_lower) == ("2023", 4.4)
    assert (second.after.path, [one.value for one in second.after.milestones]) == (TargetPath.STEPPED, [4.9, 4.6])
    assert (second.after.due_on, second.after.basis, second.after.reason) == (date(2028, 12, 31), "norm", "=1+1")
    before = sizes(database)
    propose_targets(database, DEFINITIONS, preview.command, actor=STAFF, at=NOON)
    assert sizes(database)["target_step"] == before["target_step"] + 2
    assert state(database, area_id="comuna-2").proposal is not None


def test_a_sheet_handed_out_and_sent_back_changes_nothing(database: Database, tmp_path: Path) -> None:
    put(database)
    file = tmp_path / "metas.xlsx"
    file.write_bytes(targets_sheet(about(database), ES))
    preview = read_targets_sheet(file, about(database), ES)
    assert {one.outcome for one in preview.rows} == {Outcome.UNCHANGED}
    assert preview.command.proposals == ()


def test_what_was_changed_by_others_meanwhile_is_a_conflict_with_both_texts(database: Database, tmp_path: Path) -> None:
    put(database)
    rows = changed(
        targets_sheet(about(database), ES),
        {"city": {"New target": 4.2, "Reason for the change": "Mine"}},
    )
    propose(database, target_value=4.3, reason="Theirs")
    preview = read_targets_sheet(filled(tmp_path, rows), about(database), ES)
    (conflict,) = preview.having(Outcome.CONFLICT)
    assert conflict.before is not None
    assert conflict.after is not None
    assert (conflict.before.reason, conflict.after.reason) == ("Theirs", "Mine")
    assert (conflict.before.target_value, conflict.after.target_value) == (4.3, 4.2)
    assert preview.command.proposals == ()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"New target": 4.2}, "Indicar en qué se basa"),
        ({"New target": "soon", "Reason for the change": "x"}, "soon no es un número"),
        ({"New target": 4.2, "New due date": "soon", "Reason for the change": "x"}, "no es una fecha"),
        ({"New target": 4.2, "New path": "zigzag", "Reason for the change": "x"}, "no está en la lista"),
        ({"New target": -1, "Reason for the change": "x"}, "valores posibles"),
        ({"New target": 4.2, "New due date": "9999-12-31", "Reason for the change": "x"}, "30 años"),
        ({"New target": 4.2, "New milestones": "soon", "Reason for the change": "x"}, "no es una fecha"),
        ({"New target": 4.2, "New milestones": "2026-12-31", "Reason for the change": "x"}, "Los hitos se escriben"),
        ({"New target": 4.2, "indicator_id": "unknown", "Reason for the change": "x"}, "columnas ocultas"),
        ({"New target": 4.2, "area_id": "comuna-1", "Reason for the change": "x"}, "una fecha"),
    ],
)
def test_a_row_is_refused_with_its_reason_in_the_persons_language(
    database: Database, tmp_path: Path, cells: dict[str, Any], said: str
) -> None:
    put(database)
    rows = changed(targets_sheet(about(database), ES), {"city": cells})
    preview = read_targets_sheet(filled(tmp_path, rows), about(database), ES)
    (refused,) = preview.having(Outcome.REFUSED)
    assert refused.row == 2
    assert said in refused.reason
    assert preview.command.proposals == ()


def test_the_same_target_twice_is_refused_the_second_time(database: Database, tmp_path: Path) -> None:
    put(database)
    rows = changed(targets_sheet(about(database), ES), {"city": {"New target": 4.2, "Reason for the change": "x"}})
    preview = read_targets_sheet(filled(tmp_path, [*rows, rows[1]]), about(database), ES)
    assert [one.outcome for one in preview.rows][::3] == [Outcome.PROPOSED, Outcome.REFUSED]


def test_what_others_answer_for_is_refused(database: Database, tmp_path: Path) -> None:
    rows = changed(
        targets_sheet(about(database), ES),
        {
            "city": {
                "New target": 4.2,
                "New due date": "2027-12-31",
                "New basis": "Historia propia",
                "Reason for the change": "x",
            }
        },
    )
    stranger = Actor("other", Role.STAFF, "hospitals")
    preview = read_targets_sheet(filled(tmp_path, rows), about(database, stranger), ES)
    assert [one.outcome for one in preview.rows] == [Outcome.REFUSED, Outcome.UNCHANGED, Outcome.UNCHANGED]


@pytest.mark.parametrize("name", ["metas.csv", "metas.xls", "metas.xlsx", "metas.pdf"])
def test_what_is_not_the_workbook_is_refused_whole(database: Database, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"indicator_id,area_id,version\ninfant,city,\n")
    preview = read_targets_sheet(file, about(database), ES)
    assert preview.problem
    assert preview.rows == ()


def test_a_workbook_that_grows_without_end_is_refused_whole(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "metas.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000_000)
    assert read_targets_sheet(file, about(database), ES).problem


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.integers(0, 3000))
def test_a_damaged_workbook_is_refused_or_read_and_never_a_trace(
    database: Database, tmp_path: Path, place: int, byte: int, cut: int
) -> None:
    content = bytearray(targets_sheet(about(database), ES))
    content[place % len(content)] = byte
    file = tmp_path / "metas.xlsx"
    file.write_bytes(bytes(content[: len(content) - cut]))
    preview = read_targets_sheet(file, about(database), ES)
    assert preview.problem is not None or len(preview.rows) <= 3
    assert sizes(database)["target_step"] == 0
    assert [one for one in preview.rows if one.outcome is Outcome.PROPOSED] == []


hostile = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(min_value=date(1900, 3, 1)),
    st.sampled_from(["=1+1", "\u202e4,5", "1e400", "-", "9999-12-31", "0000-01-01", "2026-12-31 4;", "4.5.6"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.fixed_dictionaries(dict.fromkeys(("target", "due_on", "path", "milestones", "basis", "reason"), hostile)),
    identity=hostile,
)
def test_whatever_stands_in_the_cells_each_row_has_one_outcome(
    database: Database, cells: dict[str, Any], identity: Any
) -> None:
    if not state(database).steps:
        put(database)
    cells = {name: cell for name, cell in cells.items() if name not in {"path", "basis"} or cell is True}
    for indicator_id in ("infant", identity):
        row = row_outcome(2, {**cells, "indicator_id": indicator_id, "area_id": "city"}, about(database), set(), ES)
        assert (row.outcome is Outcome.REFUSED) == bool(row.reason)
        assert (row.after is not None) == (row.outcome in {Outcome.PROPOSED, Outcome.CONFLICT})
