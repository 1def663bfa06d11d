"""What is expected of the centre that opens in the simulated city: a statement, so that its page has something to show.

It is made at the installation, when the figures are there already, and the page says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bahealth.assess.effect.commands import StateExpectation, state_expectation
from bahealth.assess.effect.model import Opening, SiteChange, Terms
from bahealth.catalog.model import Catalog
from bahealth.people.model import Actor
from bahealth.simulate import Truth
from bahealth.store import Database

UNTOUCHED: Final = tuple(f"comuna-{number}" for number in (7, 9, 10, 11, 12, 13, 14, 15))
"""Comunas that neither border on comuna 3 nor have anything else planted, and have centres of their own."""
_PLANTED: Final = "new_centre_in_comuna"
_EXPECTED: Final = 5.0  # percent
_MECHANISM: Final = "DEMOSTRACIÓN: el centro queda a menos cuadras y hay más turnos, así que el barrio consulta más."


def state_demo_opening(database: Database, catalog: Catalog, truth: Truth, *, actor: Actor, at: datetime) -> None:
    """State it where the city has such a centre and the catalogue its measure."""
    for planted in truth.effects:
        known = planted.measure in catalog.indicator and set(UNTOUCHED) <= set(catalog.area)
        if planted.name != _PLANTED or planted.from_month is None or not known:
            continue
        terms = Terms(
            change=SiteChange.OPENS,
            site="CeSAC simulado",
            openings=tuple(Opening(area_id=one, on=planted.from_month) for one in planted.areas),
            indicator_id=planted.measure,
            comparison=UNTOUCHED,
            opening_months=1,
            size=_EXPECTED,
            mechanism=_MECHANISM,
            is_demonstration=True,
        )
        state_expectation(database, catalog, StateExpectation(terms=terms), actor=actor, at=at)
