from __future__ import annotations

import pytest

from bahealth.access.address.city import city_addresses
from bahealth.access.address.search import Addresses
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT


@pytest.fixture(scope="package")
def search() -> Addresses:
    """The search over the real streets."""
    return city_addresses(PROJECT / "data" / "city", load_catalog(PROJECT / "data").areas)
