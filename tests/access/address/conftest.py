from __future__ import annotations

import pytest

from bahealth.access.address.search import Addresses
from tests.on_foot import city_on_foot


@pytest.fixture(scope="package")
def search() -> Addresses:
    """The search over the real streets."""
    return city_on_foot().addresses
