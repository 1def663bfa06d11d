"""The small catalogue of this folder's neighbours, with one source that goes through three hands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bahealth.catalog.model import Catalog
from bahealth.collect.commands import preview_delivery
from bahealth.collect.desk.commands import HandInDelivery, hand_in_delivery
from bahealth.people.model import Actor
from bahealth.store import Database
from tests.collect.desk.people import FILLER
from tests.collect.samples import AT, FORM, GOOD, write


@pytest.fixture(scope="session")
def three_hands(catalog: Catalog) -> Catalog:
    """`form_child_health` goes through three hands; every other source through one."""
    sources = [one.model_copy(update={"hands": 3}) if one.source_id == FORM else one for one in catalog.sources]
    return Catalog.model_validate({**catalog.model_dump(), "sources": sources})


@pytest.fixture
def hand_in(database: Database, three_hands: Catalog, tmp_path: Path) -> Callable[..., str]:
    """Hand a file in, as the page does: look first, then hand in what was looked at."""

    def handed(content: str = GOOD, *, name: str = "planilla.csv", actor: Actor = FILLER) -> str:
        path = write(tmp_path, name, content)
        seen = preview_delivery(database, three_hands, source_id=FORM, files=[path], at=AT)
        command = HandInDelivery(source_id=FORM, files=(path,), content_hash=seen.content_hash)
        return hand_in_delivery(database, three_hands, command, actor=actor, at=AT)

    return handed
