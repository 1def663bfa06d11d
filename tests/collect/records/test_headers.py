"""Which columns stop a delivery."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from bahealth.collect.records.headers import looks_personal
from bahealth.collect.records.model import KINDS
from tests.collect.records.samples import csv_of, read_here, read_rows, row
from tests.collect.samples import parquet, write


@pytest.mark.parametrize(
    "name",
    [
        *("nombre", "Apellido", "NOMBRES", "nombre_y_apellido", "surname", "first name", "name", "lastname"),
        *("DNI", "nro_doc", "NroDocumento", "número de documento", "document_number", "CUIL", "cuit", "passport"),
        *("Pasaporte", "e-mail", "email", "correo", "phone", "Teléfono", "celular", "address", "domicilio"),
        *("Dirección", "calle", "obra_social_numero", "obra social", "nro_afiliado"),
    ],
)
def test_a_column_named_like_personal_data_stops_the_delivery_with_that_reason(name: str, tmp_path: Path) -> None:
    assert looks_personal(name)
    reading = read_rows(tmp_path, "deaths", row("deaths", **{name: "x"}))
    (problem,) = reading.outcome.problems
    assert "looks like personal data" in problem.message
    assert (problem.row, problem.seen) == (1, name)


def test_the_columns_of_records_do_not_look_personal_themselves() -> None:
    columns = {one.name for kind in KINDS.values() for one in kind.columns} - {"name"}  # a centre's
    assert [name for name in columns if looks_personal(name)] == []


def test_unknown_missing_and_repeated_columns_are_named(tmp_path: Path) -> None:
    reading = read_here(tmp_path, "deaths", write(tmp_path, "a.csv", "resident,cause,resident,colour\n"))
    assert [(one.column, one.message.split(" ")[-1]) for one in reading.outcome.problems] == [
        ("resident", "twice."),
        ("colour", "%(expected)s."),
        ("died", "missing."),
    ]


def test_optional_columns_may_be_missing_and_stand_in_any_order(tmp_path: Path) -> None:
    needed = {"died": "2025-07-31", "resident": "person-0000000001"}
    (kept,) = read_rows(tmp_path, "deaths", needed).rows
    assert (kept["cause_code"], kept["is_withdrawn"]) == (None, False)


def test_keys_without_any_digit_look_like_names(tmp_path: Path) -> None:
    names = ["MariaFernandaLopez", "JuanCarlosGimenez", "AnaPaulaRodriguez", "Luciano-Benavidez", "Rosa_Maria_Peralta"]
    reading = read_rows(tmp_path, "deaths", *(row("deaths", resident=name) for name in names))
    (problem,) = reading.outcome.problems
    assert (problem.row, problem.column, problem.seen) == (None, "resident", "")
    with_digits = [*names[:4], "Rosa_Maria_Peralta1"]  # a key made of other signs has some digit among a thousand
    assert read_rows(tmp_path, "deaths", *(row("deaths", resident=name) for name in with_digits)).problems == []


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([["a", "b"]]),
        pa.array([{"a": 1}]),
        pa.array([b"\x00\x01"]),
        pa.array([3600], pa.time32("s")),
        pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int32())),
    ],
)
def test_parquet_columns_that_hold_no_plain_cells_are_refused(cells: pa.Array, tmp_path: Path) -> None:
    columns = {name: pa.array([cell]) for name, cell in row("deaths").items()}
    reading = read_here(tmp_path, "deaths", write(tmp_path, "a.parquet", parquet(columns | {"cause": cells})))
    (problem,) = reading.outcome.problems
    assert problem.column == "cause"


def test_the_separator_is_read_from_the_header(tmp_path: Path) -> None:
    for separator in ",;\t":
        reading = read_here(tmp_path, "deaths", write(tmp_path, "a.csv", csv_of([row("deaths")], separator)))
        assert reading.outcome.row_count == 1
