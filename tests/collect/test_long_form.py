"""The long form in its three files and two languages says the same."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.catalog.periods import Period
from bahealth.collect.commands import preview_delivery
from bahealth.collect.model import Observation
from bahealth.collect.written import long_form_csv, long_form_rows
from tests.collect.samples import AT, FORM, HEADER, parquet, refused, workbook, write

SPANISH = "indicador;área;período;numerador;denominador;valor;nota\n"


def read(database, catalog, *files, source_id=FORM):
    preview = preview_delivery(database, catalog, source_id=source_id, files=list(files), at=AT)
    assert not preview.problems, preview.problems
    return [one.observation for one in preview.added]


@pytest.mark.parametrize(
    ("written", "area_id"),
    [
        ("city", "city"),
        ("CABA", "city"),
        ("Ciudad", "city"),
        ("Ciudad Autónoma de Buenos Aires", "city"),
        ("Comuna 4", "comuna-4"),
        ("COMUNA 04", "comuna-4"),
        ("4", "comuna-4"),
        ("comuna-4", "comuna-4"),
        ("Núñez", "barrio-nunez"),
        ("villa lugano", "barrio-villa-lugano"),
        ("AGRONOMIA", "barrio-agronomia"),
        ("barrio-la-boca", "barrio-la-boca"),
    ],
)
def test_area_is_known_as_people_write_it(written, area_id, tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER + f"checkups_complete,{written},2025-01,1,2,,\n")
    assert [one.area_id for one in read(database, catalog, path)] == [area_id]


def test_spanish_form_takes_decimal_commas_between_semicolons(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", "\ufeff" + SPANISH + "checkups_complete;Comuna 4;2025-01;;;70,5;según registro\n")
    (one,) = read(database, catalog, path)
    assert (one.value, one.note) == (70.5, "según registro")


def test_spanish_form_takes_decimal_commas_between_tabs(tmp_path, database, catalog):
    text = (SPANISH + "checkups_complete;4;2025-01;;;7,123;\n").replace(";", "\t")
    assert read(database, catalog, write(tmp_path, "a.csv", text))[0].value == 7.123


def test_point_with_three_digits_is_ambiguous_in_the_spanish_form_only(tmp_path, database, catalog):
    row = "checkups_complete;city;2025-01;;;70.125;\n"
    (problem,) = refused(database, catalog, write(tmp_path, "a.csv", SPANISH + row))
    assert (problem.row, problem.column, problem.seen) == (2, "value", "70.125")
    english = (HEADER + row.replace(";", ",")).replace("\n", "\r\n")
    assert read(database, catalog, write(tmp_path, "b.csv", english))[0].value == 70.125


def test_workbook_cells_that_excel_turned_into_dates_and_numbers_are_understood(tmp_path, database, catalog):
    form = [["indicador", "area", "periodo", "numerador", "denominador"]]
    path = write(tmp_path, "a.xlsx", workbook([*form, ["checkups_complete", 4, "2025-01", 7, 10.0]]))
    assert read(database, catalog, path)[0].key == ("checkups_complete", "comuna-4", date(2025, 1, 1), 1)
    columns = {
        "indicator": ["checkups_complete"],
        "area": ["4"],
        "period": [date(2025, 1, 1)],
        "numerator": [7],
        "denominator": [10],
    }
    assert read(database, catalog, write(tmp_path, "a.parquet", parquet(columns)))[0].period.key == "2025-01"


def test_sheet_with_the_form_is_found_among_others(tmp_path, database, catalog):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Léame").write(0, 0, "text")
    page = book.add_worksheet("Datos")
    page.write_row(0, 0, ["indicator", "area", "period", "value"])
    page.write_row(2, 0, ["checkups_complete", "city", "2025-01", 50.5])
    book.close()
    (one,) = read(database, catalog, path)
    assert one.value == 50.5


def test_count_may_stand_in_the_value_column(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", "indicator,area,period,value\nbirths,city,2024,21000\n")
    (one,) = read(database, catalog, path, source_id="deis_vital")
    assert (one.numerator, one.value) == (21_000, None)


def test_window_of_years_fits_an_annual_indicator(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", HEADER + "maternal_mortality_ratio,city,2015/2019,34,187290,18.2,\n")
    (one,) = read(database, catalog, path, source_id="deis_vital")
    assert one.period == Period(date(2015, 1, 1), 60)


areas = st.sampled_from(["city", "comuna-1", "comuna-15", "barrio-nunez"])
notes = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40).filter(
        lambda text: text[0] not in "=+-@"
    ),
)


@st.composite
def observations(draw) -> list[Observation]:
    keys = draw(st.lists(st.tuples(areas, st.integers(0, 300)), min_size=1, max_size=8, unique=True))
    found = []
    for area_id, months in keys:
        denominator = draw(st.integers(1, 10_000_000))
        numerator = draw(st.integers(0, denominator))
        has_counts = draw(st.booleans())
        value = draw(st.floats(0, 100)) + 0.0
        limits = draw(st.booleans()) and not has_counts
        found.append(
            Observation(
                indicator_id="checkups_complete",
                area_id=area_id,
                period_start=date(2000 + months // 12, months % 12 + 1, 1),
                period_months=1,
                numerator=numerator if has_counts else None,
                denominator=denominator if has_counts else None,
                value=None if has_counts else value,
                lower=value / 2 if limits else None,
                upper=value if limits else None,
                sampling_flag=draw(st.sampled_from([None, "a", "b"])),
                is_denominator_estimated=draw(st.booleans()),
                note=draw(notes),
            )
        )
    return sorted(found, key=lambda one: one.key)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stated=observations())
def test_what_is_written_reads_back_equal_from_every_kind_of_file(stated, tmp_path, database, catalog):
    text = long_form_csv(stated)
    rows = long_form_rows(stated)
    typed = [
        {
            name: (float(cell) if name in {"numerator", "denominator", "value", "lower", "upper"} and cell else cell)
            for name, cell in row.items()
        }
        for row in rows
    ]
    columns = list(rows[0])
    number = {"numerator", "denominator", "value", "lower", "upper"}
    table = {
        name: [(row[name] if row[name] != "" else None) if name in number else row[name] for row in typed]
        for name in columns
    }
    header, *body = csv.reader(io.StringIO(text, newline=""))
    tabbed = io.StringIO(newline="")
    csv.writer(tabbed, delimiter="\t").writerows([header, *body])
    files = [
        write(tmp_path, "a.csv", text),
        write(tmp_path, "b.csv", "\ufeff" + tabbed.getvalue()),
        write(tmp_path, "c.parquet", parquet(table)),
    ]
    for path in files:
        assert read(database, catalog, path) == stated
    # As text cells: the 15 digits that Excel keeps of a number would not be equal
    sheet = write(tmp_path, "d.xlsx", workbook([columns, *[[row[name] or None for name in columns] for row in rows]]))
    assert read(database, catalog, sheet) == stated
