"""The run of generated uploads counts each upload once, and judges upload N of a seed the same each time."""

from __future__ import annotations

import time

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bench.uploads import sample_at, work


@pytest.mark.slow
def test_every_upload_is_counted_once_as_accepted_or_refused():
    told = work(seed=4, places=[1, 25, 2], until=time.time() + 250)
    assert told["failures"] == []
    counted = [line[:3] for line in told["lines"].values()]
    assert sum(uploads for uploads, _, _ in counted) == 12
    assert all(uploads == accepted + refused for uploads, accepted, refused in counted)
    assert sum(told["forms"].values()) == 12


def test_no_upload_is_begun_after_the_time_is_over():
    assert work(seed=4, places=[1, 25, 2], until=0)["lines"] == {}


def test_upload_of_a_seed_is_the_same_whoever_asks():
    catalog = load_catalog(PROJECT / "data")
    found = [sample_at(9, place, catalog) for place in range(20)]
    again = [sample_at(9, place, catalog) for place in reversed(range(20))][::-1]
    assert [(one.label, one.name, one.made_by) for one in found] == [
        (one.label, one.name, one.made_by) for one in again
    ]
    assert len({one.label for one in found}) > 5
