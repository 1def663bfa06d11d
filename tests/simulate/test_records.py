"""What is written fits the columns that the doors of the app take, and nothing in it contradicts itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pyarrow.parquet as pq

from bahealth.collect.records.model import KINDS, OF_PLACES, SHARES, Cell
from tests.simulate.written import DATA, Columns, Written, number_of

KEY = re.compile(r"[0-9A-Za-z_-]{16,64}")
ID = re.compile(r"[0-9A-Za-z_-]{1,60}")
DAY_MICROSECONDS = 86_400_000_000
OPEN = np.iinfo(np.int32).max


def until(columns: Columns) -> np.ndarray:
    return np.where(columns["until"] < 0, OPEN, columns["until"])


def days(written: Written) -> np.ndarray:
    return written.visits["at"] // DAY_MICROSECONDS


def test_files_carry_exactly_the_columns_of_their_kind(written: Written) -> None:
    assert set(written.city.files) == set(KINDS) - OF_PLACES
    for kind, files in written.city.files.items():
        for file in files:
            names = (
                pq.read_schema(file).names
                if file.suffix == ".parquet"
                else file.read_text(encoding="utf-8").splitlines()[0].split(",")
            )
            assert names == [one.name for one in KINDS[kind].columns], file.name


def test_every_cell_is_what_its_column_allows(written: Written) -> None:
    tables = {one: getattr(written, one) for one in ("residents", "births", "deaths", "panels", "visits")}
    for kind, table in tables.items():
        for column in KINDS[kind].columns:
            values = np.unique(table[column.name])
            values = values[values != ""] if values.dtype.kind == "U" else values
            if column.cell in {Cell.PERSON, Cell.RECORD}:
                assert all(KEY.fullmatch(one) and not one.isdigit() for one in values)
            elif column.cell is Cell.CHOICE:
                assert set(values) <= set(column.choices), column.name
            elif column.cell is Cell.WHOLE:
                known = values[values >= 0]
                assert column.lowest <= known.min()
                assert known.max() <= column.highest
            elif column.cell is Cell.CODE:
                assert all(re.fullmatch(r"[A-Z]\d\d(\.\d)?", one) for one in values)
            elif column.cell is Cell.ID:
                assert all(ID.fullmatch(one) for one in values)
            if column.is_required:
                assert "" not in table[column.name]
                if column.cell in {Cell.DAY, Cell.WHOLE}:
                    assert table[column.name].min() >= number_of(date(1900, 1, 1))


def test_keys_of_events_are_unique(written: Written) -> None:
    for values in (
        written.visits["visit"],
        written.births["birth"],
        written.births["child"],
        written.deaths["resident"],
    ):
        assert len(np.unique(values)) == len(values)


def test_blocks_are_real_ones(written: Written) -> None:
    known = {line.split(",")[0] for line in (DATA / "city" / "blocks.csv").read_text(encoding="utf-8").splitlines()}
    assert set(np.unique(written.residents["block"])) <= known


def test_spells_of_one_person_follow_each_other(written: Written) -> None:
    for columns in (written.residents, written.panels):
        order = np.lexsort((columns["from"], columns["resident"]))
        person, since, end = columns["resident"][order], columns["from"][order], until(columns)[order]
        assert (end > since).all()
        same = person[1:] == person[:-1]
        assert (since[1:][same] >= end[:-1][same]).all()
        assert same.any()


def test_a_person_is_born_once_and_has_one_sex(written: Written) -> None:
    table = written.residents
    first = {}
    for person, born, sex in zip(table["resident"], table["born"], table["sex"], strict=True):
        assert first.setdefault(person, (born, sex)) == (born, sex)
    assert (table["from"] >= table["born"]).all()


def test_everybody_on_a_list_is_known_as_a_resident(written: Written) -> None:
    assert set(np.unique(written.panels["resident"])) <= set(np.unique(written.residents["resident"]))


def where_living(written: Written, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether each person lived in the city on the day; people without any spell are from elsewhere: None as -1."""
    table = written.residents
    names, code = np.unique(table["resident"], return_inverse=True)
    at = np.minimum(np.searchsorted(names, person), len(names) - 1)
    known = names[at] == person
    order = np.lexsort((table["from"], code))
    spans = code[order].astype(np.int64) * 100_000 + table["from"][order] + 40_000
    row = np.searchsorted(spans, at.astype(np.int64) * 100_000 + day + 40_000, side="right") - 1
    row = order[np.maximum(row, 0)]
    lives = (table["resident"][row] == person) & (table["from"][row] <= day) & (day < until(table)[row])
    return np.where(known, lives.astype(int), -1)


def test_residents_go_anywhere_only_while_they_live_in_the_city(written: Written) -> None:
    found = Counter(where_living(written, written.visits["resident"], days(written)).tolist())
    assert found[0] == 0
    assert found[1] > found[-1] > 0


def test_nobody_goes_anywhere_after_death(written: Written) -> None:
    died = dict(zip(written.deaths["resident"], written.deaths["died"], strict=True))
    own = np.isin(written.visits["resident"], written.deaths["resident"])
    assert own.any()
    for person, day in zip(written.visits["resident"][own], days(written)[own], strict=True):
        assert day <= died[person]


def test_who_dies_in_an_emergency_department_has_a_death_on_that_day(written: Written) -> None:
    rows = written.visits["discharge"] == "died"
    died = dict(zip(written.deaths["resident"], written.deaths["died"], strict=True))
    assert rows.any()
    for person, day in zip(written.visits["resident"][rows], days(written)[rows], strict=True):
        assert died[person] == day


def test_centres_and_teams_are_open_when_somebody_comes(written: Written) -> None:
    for column, table in (("centre", written.centres), ("team", written.teams)):
        opens = {row[column]: number_of(date.fromisoformat(row["from"])) for row in table}
        assert len(opens) == len(table)
        names, code = np.unique(written.visits[column], return_inverse=True)
        first = np.full(len(names), OPEN)
        np.minimum.at(first, code, days(written))
        assert all(first[at] >= opens[name] for at, name in enumerate(names) if name)


def test_a_team_attends_at_its_own_centre(written: Written) -> None:
    centre_of = {row["team"]: row["centre"] for row in written.teams}
    assert set(centre_of.values()) == {row["centre"] for row in written.centres if row["kind"] != "hospital"}
    with_team = written.visits["team"] != ""
    pairs = set(zip(written.visits["team"][with_team], written.visits["centre"][with_team], strict=True))
    assert all(centre_of[team] == centre for team, centre in pairs)


def test_only_emergency_visits_have_triage_and_discharge_and_only_hospitals_have_them(written: Written) -> None:
    visits = written.visits
    is_emergency = visits["kind"] == "emergency"
    hospitals = [row["centre"] for row in written.centres if row["kind"] == "hospital"]
    assert (visits["discharge"] != "").tolist() == is_emergency.tolist()
    assert (visits["triage"][~is_emergency] < 0).all()
    assert np.isin(visits["centre"][is_emergency], hospitals).all()


def test_real_places_are_all_there_and_the_new_one_says_that_it_is_not_real(written: Written) -> None:
    kinds = Counter(row["kind"] for row in written.centres)
    assert kinds == {"cesac": 50 + 1, "medical_centre": 19, "hospital": 36}  # rows of centres.csv and hospitals.csv
    new = next(row for row in written.centres if row["centre"] == "cesac-simulado")
    assert "no existe" in new["name"]


def test_shares_of_a_diagnosis_add_to_one_and_some_codes_have_none(written: Written) -> None:
    for row in written.shares:
        assert abs(sum(float(row[name]) for name in SHARES) - 1) < 1e-9
    codes = set(np.unique(written.visits["diagnosis"])) - {""}
    assert codes - {row["diagnosis"] for row in written.shares}


def test_a_file_of_visits_is_what_arrives_for_its_month(written: Written) -> None:
    months = [date.fromisoformat(f"{file.stem}-01") for file in written.city.files["visits"]]
    assert months == sorted(months)
    assert (months[0], months[-1]) == (written.truth.first_month, written.truth.last_month)
    own = [(one - date(1970, 1, 1)) // timedelta(days=1) for one in months]
    day = days(written)
    first = np.array(own)[written.visits["file"]]
    assert (day < np.array([*own[1:], number_of(date(2026, 11, 1))])[written.visits["file"]]).all()
    assert (day >= first - 31).all()


def test_births_agree_with_the_register_of_residents(written: Written) -> None:
    births = written.births
    born = dict(zip(written.residents["resident"], written.residents["born"], strict=True))
    assert all(born[child] == day for child, day in zip(births["child"], births["born"], strict=True))
    known = births["discharged"] >= 0
    assert (births["discharged"][known] >= births["born"][known]).all()
    lived_there = where_living(written, births["mother"], births["born"])
    assert set(lived_there.tolist()) == {1, -1}, "mothers live in the city on the day, or come from elsewhere"


def test_the_traps_of_real_records_are_there(written: Written) -> None:
    visits, births = written.visits, written.births
    checkups = visits["kind"] == "checkup"
    own = np.isin(visits["resident"], births["child"]) & checkups
    person, day = visits["resident"][own], days(written)[own]
    order = np.lexsort((day, person))
    gaps = np.diff(day[order])[person[order][1:] == person[order][:-1]]
    assert (gaps == 0).any(), "twice on a day"
    assert ((gaps > 0) & (gaps < 14)).any(), "less than 14 days apart"
    assert (visits["kind"] == "vaccination").any()
    assert (visits["is_scheduled"] if "is_scheduled" in visits else visits["scheduled"])[
        visits["kind"] == "emergency"
    ].any()
    first: dict[str, int] = {}
    for one, since in zip(written.residents["resident"], written.residents["from"], strict=True):
        first[one] = min(since, first.get(one, since))
    assert any(first[child] > born for child, born in zip(births["child"], births["born"], strict=True)), (
        "moved in late"
    )
    assert (births["discharged"] < 0).any()
    assert (births["centre"] == "").any()
    twins = Counter(zip(births["mother"], births["born"], strict=True))
    assert 2 in twins.values()
    still_open = set(written.deaths["resident"]) & set(written.residents["resident"][written.residents["until"] < 0])
    assert still_open, "the register has not closed the spell of somebody who died"


def test_somebody_is_born_on_the_29th_of_february(people: object) -> None:
    leap = number_of(date(2024, 2, 29))
    assert leap in people.born.born  # type: ignore[attr-defined]
