"""Sending data: the sources that a person may send, and what has arrived of each."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Indicator, Source
from bahealth.collect.queries import Delivery, deliveries
from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.views.care import Arrived, records_arrived


class SourceRow(Frozen):
    """One source, the indicators that it feeds and its deliveries, newest first."""

    source: Source
    indicators: tuple[Indicator, ...]
    deliveries: tuple[Delivery, ...]


class SendView(Frozen):
    """Everything that the page for sending data shows; `arrived` for those who may measure what has arrived."""

    sources: tuple[SourceRow, ...]
    arrived: Arrived | None


def send_view(database: Database, catalog: Catalog, actor: Actor) -> SendView:
    """The sources of the person's department; all of them for the analytics office."""
    sent = deliveries(database)
    may_measure = actor.role >= Role.ADMIN
    with database.reading() as con:
        arrived = records_arrived(con) if may_measure else None
    return SendView(
        arrived=arrived,
        sources=tuple(
            SourceRow(
                source=source,
                indicators=tuple(one for one in catalog.indicators if one.source == source.source_id),
                deliveries=tuple(one for one in sent if one.source_id == source.source_id),
            )
            for source in catalog.sources
            if actor.role is Role.ADMIN or source.owner == actor.department_id
        ),
    )
