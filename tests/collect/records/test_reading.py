"""What stands in a cell, how it is kept, and how a wrong one is named; in CSV and in Parquet."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.collect.records.model import KINDS
from bahealth.collect.records.rows import kept_columns
from bahealth.collect.records.secret import pseudonym
from bahealth.store import Database
from tests.collect.records.samples import ROWS, SECRET, csv_of, parquet_of, read_here, read_rows, row
from tests.collect.samples import write

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_staged_has_the_columns_of_its_table(kind: str, tmp_path: Path, database: Database) -> None:
    reading = read_rows(tmp_path, kind, row(kind))
    assert reading.outcome.problems == ()
    with database.reading() as con:
        columns = con.table(f"facts.{KINDS[kind].table}").columns
    staged = list(reading.rows[0])
    assert ["delivery_number", *staged[: len(columns) - 1]] == columns
    assert staged[len(columns) - 1 :] == ["first_on", "last_on", "is_wrong"]
    assert list(kept_columns(KINDS[kind])) == columns[1:]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_are_the_same_content_in_every_form_and_order(kind: str, tmp_path: Path) -> None:
    first = row(kind)
    second = {name: text.replace("00000001", "00000009").replace("1_1_1", "1_2_1") for name, text in first.items()}
    second = second | {"centre": "cesac-9"} if kind == "centres" else second
    second = second | {"team": "team-9"} if kind == "teams" else second
    second = second | {"diagnosis": "K35"} if kind == "diagnosis_shares" else second
    second = second | {"resident": "person-0000000009"} if kind == "deaths" else second
    rows = [first, second]
    contents = {
        read_rows(tmp_path, kind, *rows).outcome.content,
        read_rows(tmp_path, kind, *reversed(rows)).outcome.content,
        read_rows(tmp_path, kind, *rows, as_parquet=True).outcome.content,
        read_here(tmp_path, kind, write(tmp_path, "a.csv", csv_of(rows, ";"))).outcome.content,
        read_here(tmp_path, kind, write(tmp_path, "a.csv.gz", gzip.compress(csv_of(rows).encode()))).outcome.content,
        read_here(
            tmp_path,
            kind,
            write(tmp_path, "b.csv", "\ufeff" + csv_of([second]).replace("\n", "\r\n")),
            write(tmp_path, "a.parquet", parquet_of([dict(reversed(first.items()))])),
        ).outcome.content,
    }
    assert len(contents) == 1
    assert read_rows(tmp_path, kind, first).outcome.content not in contents


def test_keys_are_hashed_with_the_secret_and_people_link_across_kinds(tmp_path: Path) -> None:
    visit = read_rows(tmp_path, "visits", row("visits")).rows[0]
    death = read_rows(tmp_path, "deaths", row("deaths", resident="person-0000000001")).rows[0]
    panel = read_rows(tmp_path, "panels", row("panels")).rows[0]
    assert visit["resident_key"] == death["resident_key"] == pseudonym(SECRET, "person-0000000001")
    assert visit["record_key"] == pseudonym(SECRET, "visit-00000000001", tag="visits")
    assert death["record_key"] == pseudonym(SECRET, "person-0000000001", tag="deaths") != death["resident_key"]
    assert panel["record_key"] == pseudonym(SECRET, "person-0000000001:team-1:2020-01-01", tag="panels")


def test_a_block_brings_its_comuna_and_a_code_loses_its_dot(tmp_path: Path) -> None:
    assert read_rows(tmp_path, "residents", row("residents", block="block-1_2_1")).rows[0]["comuna_id"] == "comuna-1"
    assert read_rows(tmp_path, "visits", row("visits")).rows[0]["diagnosis_code"] == "J459"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2025-07-31T14:05", datetime(2025, 7, 31, 17, 5)),
        ("2025-07-31 22:30:15", datetime(2025, 8, 1, 1, 30, 15)),
        ("2025-07-31T14:05-03:00", datetime(2025, 7, 31, 17, 5)),
        ("2025-07-31T14:05Z", datetime(2025, 7, 31, 14, 5)),
        ("2025-07-31T14:05:30.25+05:30", datetime(2025, 7, 31, 8, 35, 30, 250000)),
        ("2009-03-15T00:00", datetime(2009, 3, 15, 3)),
        ("2026-06-01T09:00", datetime(2026, 6, 1, 12)),
    ],
)
def test_an_instant_is_kept_in_utc_and_its_day_is_that_of_buenos_aires(
    written: str, utc: datetime, tmp_path: Path
) -> None:
    (kept,) = read_rows(tmp_path, "visits", row("visits", at=written)).rows
    assert (kept["occurred_at"], kept["occurred_on"]) == (utc, (utc - 3 * HOUR).date())


@pytest.mark.parametrize(
    "at",
    [
        datetime(2025, 7, 31, 22, 30),
        datetime(2025, 7, 31, 22, 30, tzinfo=timezone(-3 * HOUR)),
        datetime(2025, 8, 1, 1, 30, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_parquet_instants_without_zone_are_local_and_with_one_are_that_instant(
    at: datetime, unit: str, tmp_path: Path
) -> None:
    content = io.BytesIO()
    zone = "America/Argentina/Buenos_Aires" if at.tzinfo else None
    columns = {name: pa.array([cell]) for name, cell in row("visits").items()} | {
        "at": pa.array([at], pa.timestamp(unit, zone)),
        "scheduled": pa.array([False]),
        "triage": pa.array([4.0]),
    }
    pq.write_table(pa.table(columns), content)
    (kept,) = read_here(tmp_path, "visits", write(tmp_path, "a.parquet", content.getvalue())).rows
    assert kept["occurred_at"] == datetime(2025, 8, 1, 1, 30)
    assert (kept["occurred_on"], kept["triage_level"], kept["is_scheduled"]) == (date(2025, 7, 31), 4, False)


def test_parquet_days_may_be_dates_or_midnights(tmp_path: Path) -> None:
    for day in (date(2025, 7, 31), datetime(2025, 7, 31)):
        (kept,) = read_rows(tmp_path, "deaths", row("deaths", died=day), as_parquet=True).rows
        assert kept["died_on"] == date(2025, 7, 31)
    wrong = read_rows(tmp_path, "deaths", row("deaths", died=datetime(2025, 7, 31, 8)), as_parquet=True)
    assert wrong.problems == [(1, "died", "2025-07-31 08:00:00")]


WRONG = [
    ("residents", "resident", "12345678901234567"),  # digits alone: a document with zeros before it would be too
    ("residents", "resident", "20-12345678-3"),
    ("residents", "resident", "Juan Carlos Pérez"),
    ("residents", "resident", "short-key"),
    ("residents", "resident", "k" * 65),
    ("residents", "resident", ""),
    ("residents", "born", "31/07/1980"),
    ("residents", "born", "1980-02-30"),
    ("residents", "born", "1899-12-31"),
    ("residents", "born", "2026-06-02"),
    ("residents", "sex", "F"),
    ("residents", "block", "block-0_0_0"),
    ("residents", "coverage", "pami"),
    ("residents", "from", ""),
    ("residents", "until", "2020-01-01"),
    ("births", "discharged", "2025-07-29"),
    ("births", "weight_grams", "199"),
    ("births", "weight_grams", "3.5"),
    ("births", "weight_grams", "99999999999999999999"),
    ("births", "gestation_weeks", "46"),
    ("deaths", "cause", "21.9"),
    ("deaths", "cause", "I2"),
    ("deaths", "cause", "I21.91234"),
    ("centres", "centre", "cesac 1"),
    ("centres", "name", "x" * 121),
    ("centres", "name", "ana@example.org"),
    ("centres", "name", "Ana 20.123.456"),
    ("centres", "kind", "clinic"),
    ("centres", "comuna", "comuna-16"),
    ("teams", "department", "nobody"),
    ("visits", "at", "2025-07-31"),
    ("visits", "at", "2025-07-31T24:05"),
    ("visits", "at", "2009-03-14T23:59"),
    ("visits", "at", "2026-06-01T09:01"),
    ("visits", "at", "2025-07-31T14:05+15:00"),
    ("visits", "scheduled", "si"),
    ("visits", "triage", "6"),
    ("visits", "triage", "-1"),
    ("visits", "diagnosis", "J45.9; DROP TABLE"),
    ("visits", "discharge", "gone"),
    ("diagnosis_shares", "alcohol", "1.5"),
    ("diagnosis_shares", "alcohol", "0,5"),
    ("diagnosis_shares", "alcohol", "-0.1"),
    ("openings", "kind", "hospital"),
    ("openings", "longitude", "-34.6"),
    ("openings", "hours", "8 to 20"),
    ("openings", "hours", "mo-fr 08:00-20:00;"),
    ("openings", "hours", "mo-fr 25:00-26:00"),
    ("openings", "services", "Pediatría"),
    ("travel_times", "block", "block-0_0_0"),
    ("travel_times", "minutes", "601"),
    ("travel_times", "minutes", "12 min"),
    ("travel_times", "mode", "boat"),
]


@pytest.mark.parametrize("as_parquet", [False, True])
@pytest.mark.parametrize(("kind", "column", "cell"), WRONG)
def test_a_wrong_cell_is_named_by_row_and_column(
    kind: str, column: str, cell: str, as_parquet: bool, tmp_path: Path
) -> None:
    if "," in cell and not as_parquet:
        written = csv_of([row(kind, **{column: cell})], ";")
        reading = read_here(tmp_path, kind, write(tmp_path, "a.csv", written))
    else:
        reading = read_rows(tmp_path, kind, row(kind, **{column: cell}), as_parquet=as_parquet)
    seen = "" if column == "resident" else cell[:100]
    assert (1 if as_parquet else 2, column, seen) in reading.problems


def test_shares_that_do_not_add_to_one_are_named(tmp_path: Path) -> None:
    assert read_rows(tmp_path, "diagnosis_shares", row("diagnosis_shares", drug="0.0009")).outcome.problems == ()
    assert read_rows(tmp_path, "diagnosis_shares", row("diagnosis_shares", drug="0.0011")).problems == [
        (2, "diagnosis", "J45")
    ]


def test_no_key_is_repeated_in_a_reason(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, "births", row("births", child="12345678", mother="Maria Lopez", birth="x"))
    assert [(number, column) for number, column, _ in reading.problems] == [(2, "birth"), (2, "child"), (2, "mother")]
    for told in ("12345678", "Maria"):
        assert told not in reading.outcome.model_dump_json()


def test_one_bad_row_in_a_big_file_is_named_exactly(tmp_path: Path) -> None:
    rows = [row("deaths", resident=f"person-{number:012}", died="2025-07-31") for number in range(300_000)]
    rows[251_234]["cause"] = "wrong"
    assert read_rows(tmp_path, "deaths", *rows).problems == [(251_236, "cause", "wrong")]
    assert read_rows(tmp_path, "deaths", *rows, as_parquet=True).problems == [(251_235, "cause", "wrong")]


def test_blank_rows_and_line_breaks_in_cells_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    lines = [
        "centre,name,kind,comuna,from,until",
        "",
        'cesac-1,"CeSAC, N° 1",cesac,comuna-4,2001-01-01,',
        'cesac-2,"broken\r\nname",cesac,comuna-4,2001-01-01,',
        "",
        "cesac-3,CeSAC,clinic,comuna-4,2001-01-01,",
    ]
    reading = read_here(tmp_path, "centres", write(tmp_path, "a.csv", "\r\n".join(lines)))
    assert [(number, column) for number, column, _ in reading.problems] == [(4, "name"), (6, "kind")]


def test_rows_that_cannot_be_told_apart_are_named(tmp_path: Path) -> None:
    good = "person-0000000001,2025-07-31,\n"
    text = "resident,died,cause\n" + good + "person-0000000002,2025-07-31\n" + good + "a,b,c,d\n"
    reading = read_here(tmp_path, "deaths", write(tmp_path, "a.csv", text.encode() + b"person-\xf1,2025-07-31,\n"))
    assert [number for number, _, _ in reading.problems] == [3, 5, 6]
    unclosed = "resident,died,cause\n" + good + 'person-0000000002,"2025-07-31,\n' + good
    assert [number for number, _, _ in read_here(tmp_path, "deaths", write(tmp_path, "b.csv", unclosed)).problems] == [
        3
    ]


def test_a_record_that_stands_twice_is_named_by_both_rows(tmp_path: Path) -> None:
    first = write(tmp_path, "a.csv", csv_of([row("visits", visit=f"visit-{n:012}") for n in (1, 2, 3)]))
    second = write(tmp_path, "b.parquet", parquet_of([row("visits", visit=f"visit-{n:012}") for n in (9, 2)]))
    reading = read_here(tmp_path, "visits", first, second)
    (problem,) = reading.outcome.problems
    assert (problem.file, problem.row, problem.column, problem.values) == (
        "b.parquet",
        2,
        "visit",
        {"expected": "3 (a.csv)"},
    )


def test_duplicates_are_found_in_several_passes_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bahealth.collect.records import together

    monkeypatch.setattr(together, "KEYS_PER_PASS", 7)
    rows = [row("visits", visit=f"visit-{number % 90:012}") for number in range(100)]
    reading = read_rows(tmp_path, "visits", *rows)
    assert sorted(number for number, _, _ in reading.problems) == list(range(92, 102))


SPELLS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40), st.integers(1, 20) | st.none()), max_size=7)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spells=SPELLS)
def test_overlapping_stretches_are_refused_and_others_are_not(
    spells: list[tuple[int, int, int | None]], tmp_path: Path
) -> None:
    """Against every pair of days in plain Python."""
    start = date(2024, 1, 1)
    unique = {(who, begin): length for who, begin, length in spells}
    held = [(who, day) for (who, begin), length in unique.items() for day in range(begin, begin + (length or 99))]
    rows = [
        row(
            "residents",
            resident=f"person-{who:012}",
            **{
                "from": start + timedelta(begin),
                "until": "" if length is None else start + timedelta(begin + length),
            },
        )
        for (who, begin), length in unique.items()
    ]
    if rows:
        problems = read_rows(tmp_path, "residents", *rows).problems
        assert bool(problems) == (len(held) != len(set(held)))
        assert {column for _, column, _ in problems} <= {"from"}


def test_a_withdrawn_stretch_overlaps_nothing(tmp_path: Path) -> None:
    rows = [row("teams", withdrawn="true"), row("teams", withdrawn="false", **{"from": "2010-01-01"})]
    assert read_rows(tmp_path, "teams", *rows).outcome.problems == ()


def test_at_most_a_hundred_and_one_reasons_leave_the_process(tmp_path: Path) -> None:
    rows = [row("visits", visit=f"visit-{number:012}", triage=9, discharge="?") for number in range(500)]
    assert len(read_rows(tmp_path, "visits", *rows).outcome.problems) == 101


def test_what_is_empty_says_nothing(tmp_path: Path) -> None:
    assert read_here(tmp_path, "deaths", write(tmp_path, "a.csv", "resident,died,cause\n")).problems == [
        (None, None, "")
    ]
    assert [name for name in ROWS if name not in KINDS] == []
