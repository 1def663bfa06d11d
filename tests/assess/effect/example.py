"""Made-up areas and their months, drawn so that the truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.model import Opening, SiteChange, Terms
from bahealth.assess.model import Observed
from bahealth.catalog.model import Indicator
from bahealth.catalog.periods import add_months
from tests.charts.samples import an_indicator

FIRST = date(2022, 1, 1)
CHANGED = date(2025, 1, 1)  # the 37th month
AREAS = [f"comuna-{number}" for number in range(1, 11)]


def monthly(**changes: object) -> Indicator:
    """A monthly rate of visits with a season."""
    values = {"indicator_id": "visits_per_1000", "frequency": "month", "lag_months": 1, "is_seasonal": True}
    return an_indicator(**{**values, **changes})


def drawn(
    seed: int, *, effect: float = 1.0, treated: Sequence[str] = ("comuna-1",), months: int = 48, drift: float = 0.0
) -> dict[str, list[Observed]]:
    """Poisson visits with a common season and a common course; those of the treated times `effect` from 2025 on."""
    random = np.random.default_rng(seed)
    common = np.cumsum(random.normal(0, 0.01, months))
    found: dict[str, list[Observed]] = {}
    for place, area in enumerate(AREAS):
        people = 20_000.0 + 3_000 * place
        rows: list[Observed] = []
        for month in range(months):
            start = add_months(FIRST, month)
            rate = 0.05 * np.exp(common[month] + 0.1 * np.sin(2 * np.pi * start.month / 12))
            if area in treated:
                rate *= np.exp(drift * month / 12) * (effect if start >= CHANGED else 1.0)
            count = float(random.poisson(people * rate))
            rows.append(
                Observed(area_id=area, period_start=start, period_months=1, numerator=count, denominator=people)
            )
        found[area] = rows
    return found


def stated(*, size: float = 20.0, areas: Sequence[str] = ("comuna-1",), **changes: object) -> Terms:
    """A centre opened there on the first of January of 2025, compared with all other areas."""
    values: dict[str, object] = {
        "change": SiteChange.OPENS,
        "site": "CeSAC 50",
        "openings": tuple(Opening(area_id=one, on=CHANGED) for one in areas),
        "indicator_id": "visits_per_1000",
        "comparison": tuple(one for one in AREAS if one not in areas),
        "shape": Shape.STEP,
        "size": size,
        "mechanism": "nearer",
    }
    return Terms.model_validate({**values, **changes})
