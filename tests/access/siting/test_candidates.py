"""The corners that the app proposes: so many, spread, and near people."""

from __future__ import annotations

import numpy as np
import pytest

from bahealth.access.city import Blocks, read_blocks
from bahealth.access.network import Network, plane, read_network
from bahealth.access.siting.candidates import proposed
from bahealth.config import PROJECT

CITY = PROJECT / "data" / "city"


@pytest.fixture(scope="module")
def net() -> Network:
    return read_network(CITY)


@pytest.fixture(scope="module")
def blocks() -> Blocks:
    return read_blocks(CITY)


def corners(net: Network, blocks: Blocks, count: int) -> np.ndarray:
    return proposed(net, blocks.longitude, blocks.latitude, blocks.people, count).corner


def test_as_many_as_asked_each_once_and_all_on_the_main_network(net: Network, blocks: Blocks):
    found = corners(net, blocks, 500)
    assert len(found) == len(set(found.tolist())) == 500
    assert set(found.tolist()) <= set(net.main.tolist())


def test_everybody_has_a_proposed_corner_nearby(net: Network, blocks: Blocks):
    """500 squares of an inhabited area of less than 200 km2 have sides of less than 700 m, so 1 km is generous."""
    places = corners(net, blocks, 500)
    homes = plane(blocks.longitude, blocks.latitude)
    sites = plane(net.longitude[places], net.latitude[places])
    nearest = np.asarray([np.hypot(*(sites - home).T).min() for home in homes])
    assert (nearest[blocks.people > 0] < 1_000).mean() > 0.99


def test_the_same_question_gets_the_same_corners(net: Network, blocks: Blocks):
    assert np.array_equal(corners(net, blocks, 60), corners(net, blocks, 60))
