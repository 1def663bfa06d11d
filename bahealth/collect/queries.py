"""What was delivered and what is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bahealth.collect.model import Observation
from bahealth.frozen import Frozen
from bahealth.store import Database, fetch

PACKAGE: Final = "bahealth.collect"


class CurrentObservation(Observation):
    """A value in force, with the delivery that brought it."""

    delivery_id: str
    source_id: str
    is_simulated: bool
    accepted_at: datetime

    @property
    def observation(self) -> Observation:
        """What the source stated, without its delivery."""
        return Observation.model_validate(self.model_dump(include=set(Observation.model_fields)))


class Delivery(Frozen):
    """A delivery that was accepted. `file_names` is one name per line."""

    delivery_id: str
    source_id: str
    file_names: str
    content_hash: str
    row_count: int
    is_simulated: bool
    accepted_at: datetime
    accepted_by: str


class WrittenRows(Frozen):
    """How many rows of a delivery are in place."""

    row_count: int


def current_observations(
    database: Database,
    *,
    indicator_id: str | None = None,
    area_id: str | None = None,
    source_id: str | None = None,
) -> list[CurrentObservation]:
    """Values in force by indicator, area and period."""
    with database.reading() as con:
        return fetch(
            con,
            CurrentObservation,
            PACKAGE,
            "current_observations",
            indicator_id=indicator_id,
            area_id=area_id,
            source_id=source_id,
        )


def deliveries(database: Database, *, source_id: str | None = None) -> list[Delivery]:
    """Accepted deliveries, newest first."""
    with database.reading() as con:
        return fetch(con, Delivery, PACKAGE, "deliveries", source_id=source_id)


def accepted_with_content(database: Database, *, content_hash: str) -> list[Delivery]:
    """Accepted deliveries with exactly this content, newest first."""
    with database.reading() as con:
        return fetch(con, Delivery, PACKAGE, "accepted_with_content", content_hash=content_hash)
