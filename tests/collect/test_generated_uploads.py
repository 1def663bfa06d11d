"""Uploads of `bench.uploads` in small numbers: accepted exactly as they stand, or refused whole with reasons.

`UPLOADS=3000` tries more. What is looked for, and how, is in bench/hostile.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bahealth.catalog.load import load_catalog
from bahealth.collect.model import Problem
from bahealth.config import PROJECT
from bench.hostile import forms, official, records
from bench.hostile.grids import csv_cells
from bench.hostile.judge import Judge, Wrong, check_reason
from bench.hostile.packing import as_csv, as_workbook, packed
from bench.hostile.record_judge import RecordJudge
from bench.hostile.sample import Fate, Sample
from tests.official import needs_official

MANY = int(os.environ.get("UPLOADS", "120"))
SEEDS = st.integers(0, 2**40)
few = settings(max_examples=MANY, deadline=None, derandomize=True)


def chance(seed):
    return Random(seed)  # noqa: S311 - a mutation, not a secret


@pytest.fixture(scope="module")
def real():
    return load_catalog(PROJECT / "data")


@pytest.fixture(scope="module")
def judge(real, tmp_path_factory):
    return Judge(real, tmp_path_factory.mktemp("uploads"))


@pytest.mark.slow
def test_forms_are_accepted_exactly_or_refused_whole(judge, real):
    @few
    @given(SEEDS)
    def law(seed):
        sample = next(forms.samples(real, chance(seed)))
        if not sample.opens_apart or seed % 8 == 0:
            judge.judged(sample)

    law()
    judge.check_unchanged()


@pytest.mark.slow
@pytest.mark.official
@needs_official
def test_spoilt_official_files_are_accepted_exactly_or_refused_whole(judge):
    @few
    @given(SEEDS)
    def law(seed):
        sample = next(official.samples(chance(seed)))
        if not sample.opens_apart or seed % 8 == 0:
            judge.judged(sample)

    law()
    judge.check_unchanged()


@pytest.mark.slow
def test_records_are_accepted_exactly_or_refused_whole(real, tmp_path):
    judge = RecordJudge(real, tmp_path)

    @settings(max_examples=max(1, MANY // 20), deadline=None, derandomize=True)
    @given(SEEDS)
    def law(seed):
        judge.judged(next(records.samples(real, chance(seed))))

    law()
    judge.check_unchanged()


cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["checkups_six", "city", "comuna-3", "2025-01", "7", "10", "70.0", "", "indicator", '"', "=1"]),
    st.floats().map(str),
    st.dates().map(str),
)


@pytest.mark.slow
@few
@given(
    header=st.permutations(forms.ENGLISH),
    rows=st.lists(st.lists(cells, max_size=9), max_size=5),
    form=st.sampled_from(["csv", "csv.gz", "zip"]),
    separator=st.sampled_from(",;\t"),
)
def test_any_cells_at_all_are_accepted_exactly_or_refused_whole(judge, header, rows, form, separator):
    text = as_csv([list(header), *rows], separator, encoding="utf-8").decode()
    name, content = packed(text.encode("utf-8", "surrogatepass"), form)
    judge.judged(Sample("", "form_child_health", name, content))


RIGHT = [["indicator", "area", "period", "numerator", "denominator"], ["checkups_six", "city", "2025-01", 7.0, 10.0]]


def sample(grid, fate, truth=None, name="a.csv"):
    content = as_workbook({"Data": grid}) if name.endswith(".xlsx") else as_csv(grid)
    return Sample("", "form_child_health", name, content, fate, truth)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_the_judge_sees_a_wrong_file_that_is_accepted_and_a_right_one_that_is_refused(name, real, tmp_path):
    with pytest.raises(Wrong, match="a wrong file was accepted"):
        Judge(real, tmp_path).judged(sample(RIGHT, Fate.REFUSED, name=name))
    wrong = [RIGHT[0], [*RIGHT[1][:4], -1.0]]
    with pytest.raises(Wrong, match="a right file was refused"):
        Judge(real, tmp_path).judged(sample(wrong, Fate.ACCEPTED, name=name))


def test_the_judge_sees_a_store_that_says_something_else(real, tmp_path):
    judge = Judge(real, tmp_path)
    assert judge.judged(sample(RIGHT, Fate.ACCEPTED))
    with judge.database.writing() as con:
        con.execute("UPDATE facts.observation SET numerator = 8")
    with pytest.raises(Wrong, match="changed the store"):
        judge.check_unchanged()
    with pytest.raises(Wrong, match="the store"):
        judge.judged(sample([RIGHT[0], ["checkups_six", "comuna-1", "2025-01", 1.0, 2.0]], Fate.ACCEPTED))


def test_the_judge_lets_no_trace_pass_for_a_reason():
    for message in ("Traceback (most recent call last)", "zlib.error: x", "It was NoneType", "KeyError", "It is None."):
        with pytest.raises(Wrong):
            check_reason(Problem(file="a.csv", message=message))
    check_reason(
        Problem(file="a.csv", row=1, message="None of these columns is there: %(expected)s.", values={"expected": "x"})
    )


def test_the_second_reader_of_csv_reads_as_the_standard_says():
    assert csv_cells('a,"b ""x"", c"\r\n"",\n"1\n2",3', ",") == [["a", 'b "x", c'], ["", ""], ["1\n2", "3"]]


def test_an_upload_of_a_seed_is_always_the_same(real):
    first, again = (next(forms.samples(real, chance(11))) for _ in range(2))
    assert first._replace(content=b"") == again._replace(content=b"")
