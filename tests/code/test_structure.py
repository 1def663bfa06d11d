"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from bahealth.catalog.load import load_catalog
from bahealth.measure.model import Family, Observed
from bahealth.measure.queries import Scratch
from bahealth.store import Cursor, Database, sql_text
from tests.code.source import PROJECT, called, modules

SQL_FILES = sorted((PROJECT / "bahealth").rglob("sql/*.sql"))
LOOKS_LIKE_SQL = re.compile(
    r"^\s*(SELECT\s|INSERT INTO\s|UPDATE \w+(\.\w+)? SET\s|DELETE FROM\s|WITH \w+ AS|CREATE (OR REPLACE )?\w+\s"
    r"|MERGE INTO\s|COPY \w|ATTACH )"
)
A_WRITE = re.compile(r"^(INSERT INTO|DELETE FROM|UPDATE) ")
# Views that the program makes for one cursor, before it reads through them.
MADE_VIEWS = {
    "delivered_row": "SELECT * EXCLUDE delivery_number, occurred_on AS first_on, occurred_on AS last_on, "
    "false AS is_wrong, row(kind) AS said FROM facts.visit",
    "present_row": "SELECT *, occurred_on AS first_on, occurred_on AS last_on, row(kind) AS said FROM facts.visit",
    "met_row": "SELECT *, occurred_on AS first_on, occurred_on AS last_on, occurred_on AS before_first_on, "
    "occurred_on AS before_last_on, true AS is_same, true AS is_same_but_end FROM facts.visit",
    "spell_row": "SELECT resident_key AS subject, record_key, from_on AS first_on, until_on AS last_on "
    "FROM facts.resident",
}
PARAMETER = re.compile(r"\$([a-z_]+)")
MONTH = date(2026, 1, 1)
MONTHS = dict.fromkeys(("first_month", "last_month", "observed_from", "observed_until"), MONTH)


# --- SQL ---


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    database = Database(None)
    yield database
    database.close()


def _prepare_scratch_tables(con: Cursor) -> None:
    """Measures read scratch tables, which exist on the connection that measures."""
    scratch = Scratch(con, load_catalog(PROJECT / "data"), Observed(observed_from=MONTH, observed_until=MONTH))
    for family in Family:
        scratch.prepare(family, (MONTH, MONTH))
    rows = pa.Table.from_pylist([], schema=pa.schema([("measure_id", pa.string()), ("month", pa.date32())]))
    con.register("due_row", rows)
    for name in ("scratch_due", "scratch_results"):
        con.execute(sql_text("bahealth.measure.ledger", name))
    con.execute("CREATE OR REPLACE TEMP VIEW result_row AS FROM result")
    con.execute("CREATE OR REPLACE TEMP VIEW schedule_row AS SELECT *, from_on AS first_born_on FROM schedule")


def test_every_sql_file_begins_with_what_one_row_is() -> None:
    for path in SQL_FILES:
        first = path.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
        assert re.match(r"-- \w.{10,}", first), path


@pytest.mark.parametrize("path", SQL_FILES, ids=[path.relative_to(PROJECT).as_posix() for path in SQL_FILES])
def test_every_sql_file_prepares_against_an_empty_store(path: Path, database: Database) -> None:
    text = path.read_text(encoding="utf-8")
    code = re.sub(r"--[^\n]*", "", text)
    with database.reading() as con:
        if "measure" in path.parts:
            _prepare_scratch_tables(con)
        target = re.search(r"INSERT INTO\s+(\w+\.\w+)", code)
        registered = re.search(r"\bFROM (\w+_row)\b", code)
        if target and registered:  # a table that the program registers, with columns of the one that it goes into
            con.execute(f"CREATE OR REPLACE TEMP VIEW {registered[1]} AS FROM {target[1]}")
        for view in MADE_VIEWS.keys() & set(re.findall(r"\b\w+_row\b", code)):
            con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {MADE_VIEWS[view]}")
        parameters = {name: MONTHS.get(name) for name in PARAMETER.findall(code)}
        con.execute("EXPLAIN " + text, parameters or None)


def _strings_built(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and beginning of every f-string, `%` and `.format` whose text begins like a statement."""
    for node in ast.walk(tree):
        text: ast.expr | None = None
        if isinstance(node, ast.JoinedStr) and node.values:
            text = node.values[0]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            text = node.left
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            text = node.func.value
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and LOOKS_LIKE_SQL.match(text.value):
            yield node.lineno, text.value[:40]


def test_no_sql_is_built_from_pieces() -> None:
    assert [(path, *one) for path, tree in modules().items() for one in _strings_built(tree)] == []


def test_sql_stands_in_files_except_for_the_writes_of_commands() -> None:
    """Reads are files with a typed row; a command's own INSERT or DELETE reads better beside its rule."""
    found = [
        (path, node.lineno, node.value[:40])
        for path, tree in modules().items()
        if not path.startswith("bahealth/store/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and LOOKS_LIKE_SQL.match(node.value)
        if not (path.endswith("/commands.py") and A_WRITE.match(node.value))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "is_built"),
    [
        ('f"SELECT {x}"', True),
        ('"SELECT %s" % x', True),
        ('"DELETE FROM {}".format(x)', True),
        ('f"selected {x}"', False),
        ('"With %s" % x', False),
        ('con.execute("SELECT 1")', False),
    ],
)
def test_the_check_for_built_sql_sees_it(source: str, is_built: bool) -> None:
    assert bool(list(_strings_built(ast.parse(source)))) is is_built


# --- pages ---


def _first_work(tree: ast.Module) -> str | None:
    """The first thing that a page calls when it runs, apart from asking for the reader's language."""
    definitions = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    for statement in (one for one in tree.body if not isinstance(one, definitions)):
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            owner, name = called(call)
            if (owner, name) != (None, "text"):
                return name if owner is None and (call.args or call.keywords) else f"{owner}.{name}"
    return None


def _pages(folder: str) -> dict[str, ast.Module]:
    return {
        path: tree
        for path, tree in modules().items()
        if path.startswith(f"pages/{folder}/") and not path.endswith("__init__.py")
    }


def test_every_office_page_begins_with_who_may_see_it() -> None:
    assert {
        path: _first_work(tree) for path, tree in _pages("office").items() if _first_work(tree) != "signed_in"
    } == {}


@pytest.mark.parametrize(
    ("source", "first"),
    [
        ("import streamlit as st\nt = text()\nactor = signed_in(Role.STAFF)\nst.title(t('x'))", "signed_in"),
        ("t = text()\nst.title(t('x'))\nactor = signed_in(Role.STAFF)", "st.title"),
        ("actor = signed_in()", "None.signed_in"),
        ("if signed_in(Role.STAFF):\n    st.title('x')", "signed_in"),
        ("view = scorecard_view(database(), signed_in(Role.STAFF))", "scorecard_view"),
        ("def later():\n    st.title('x')\n", None),
    ],
)
def test_the_check_of_office_pages_sees_what_comes_first(source: str, first: str | None) -> None:
    assert _first_work(ast.parse(source)) == first


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_only_ui_pages_and_app_import_streamlit() -> None:
    allowed = ("bahealth/ui/", "pages/", "app.py")
    assert [
        path for path, tree in modules().items() if "streamlit" in _imports(tree) and not path.startswith(allowed)
    ] == []


def test_only_the_store_imports_duckdb_unless_for_its_types() -> None:
    """Queries and commands name the connection's type; opening one is the store's business."""
    openers = [
        (path, node.lineno)
        for path, tree in modules().items()
        if not path.startswith("bahealth/store/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == ("duckdb", "connect")
    ]
    assert openers == []


def test_rules_are_pure() -> None:
    impure = {"streamlit", "duckdb", "pandas", "altair", "os", "pathlib", "requests", "random"}
    assert {
        path: _imports(tree) & impure
        for path, tree in modules().items()
        if path.endswith("/rules.py") and _imports(tree) & impure
    } == {}


def test_only_commands_and_the_store_open_a_write_transaction() -> None:
    allowed = re.compile(r"bahealth/(store/.*|[a-z_/]+/commands|install/.*)(\.py)?$")
    assert [
        (path, node.lineno)
        for path, tree in modules().items()
        if not allowed.match(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node)[1] == "writing"
    ] == []
