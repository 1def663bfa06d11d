"""The indicators of nearness of one year: values, people by minutes, and the sentence that says how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bahealth.access.city import POPULATION_YEAR
from bahealth.access.coverage import Figures
from bahealth.access.model import BANDS, Matrix, Mode
from bahealth.access.sites import Counted
from bahealth.collect.records.plan import BEHIND_UTC
from bahealth.i18n import N_, Text

ON_FOOT: Final = "within_15_minutes_on_foot"
UNMET: Final = "within_15_minutes_unmet_needs"
MEDIAN: Final = "median_minutes_on_foot"
WORST_TENTH: Final = "worst_tenth_minutes_on_foot"
BY_TRANSPORT: Final = "within_15_minutes_by_transport"
INDICATORS: Final = (ON_FOOT, UNMET, MEDIAN, WORST_TENTH, BY_TRANSPORT)
BANDS_OF_PEOPLE: Final = "minutes_on_foot"
"""The breakdown: people by minutes, in parts of BANDS and what lies beyond."""
MORE: Final = "more"
MODES: Final = {
    Mode.WALK: N_("on foot"),
    Mode.TRANSIT: N_("by public transport"),
    Mode.BICYCLE: N_("by bicycle"),
    Mode.CAR: N_("by car"),
}


@dataclass(frozen=True)
class Value:
    """One value of an indicator: counts, or what is no share of counts."""

    indicator_id: str
    area_id: str
    period_start: date
    numerator: float | None
    denominator: float | None
    value: float | None
    note: str


@dataclass(frozen=True)
class Band:
    """People of an area by minutes; `part` is the upper end."""

    area_id: str
    period_start: date
    part: str
    numerator: float
    denominator: float


def values_on_foot(year: int, found: Mapping[str, Figures], note: str) -> list[Value]:
    """Those of the four indicators on foot; nobody in an area, or no centre reached, is no value."""
    start = date(year, 1, 1)
    values: list[Value] = []
    for area_id, one in found.items():
        values += _shares(ON_FOOT, area_id, start, one.near, one.joined, note)
        values += _shares(UNMET, area_id, start, one.unmet.count, one.unmet.of, note)
        for indicator_id, minutes in ((MEDIAN, one.median), (WORST_TENTH, one.worst_tenth)):
            if minutes is not None:
                values.append(Value(indicator_id, area_id, start, None, None, round(minutes, 6), note))
    return values


def values_by_transport(year: int, found: Mapping[str, Figures], note: str) -> list[Value]:
    """People within 15 minutes by public transport."""
    start = date(year, 1, 1)
    return [
        value
        for area_id, one in found.items()
        for value in _shares(BY_TRANSPORT, area_id, start, one.near, one.joined, note)
    ]


def bands_of(year: int, found: Mapping[str, Figures]) -> list[Band]:
    """People by minutes, each counted in one part; empty parts stand too."""
    rows: list[Band] = []
    for area_id, one in found.items():
        upto = (0, *one.within)
        counts = {str(band): more - less for band, less, more in zip(BANDS, upto, one.within, strict=False)}
        counts[MORE] = one.joined - one.within[-1]
        if one.joined:
            rows += [Band(area_id, date(year, 1, 1), part, n, one.joined) for part, n in counts.items()]
    return rows


def note_of(used: Counted, matrix: Matrix | None, t: Text) -> str:
    """How a value was made: mode and departure or network and speed, which centres, which people."""
    if matrix is None:
        how = t("On foot along the streets of 2023 at 80 metres a minute.")
    else:
        how = t(
            "By delivered times: %(mode)s, leaving on %(departure)s.",
            mode=t(MODES[matrix.mode]),
            departure=t.instant(matrix.departs_at),
        )
    which = t.plural("%(count)s centre", "%(count)s centres", len(used.sites))
    untold = t.plural("%(count)s centre", "%(count)s centres", used.undated_count)
    said = [how, t("To %(centres)s; nobody told when %(untold)s opened.", centres=which, untold=untold)]
    said.append(t("Population of the blocks: census of %(year)s.", year=str(POPULATION_YEAR)))
    return " ".join(said)


def departure_key(matrix: Matrix) -> str:
    """How a matrix is named on the command line and in an address: `transit@2026-03-10T08:00`, Buenos Aires time."""
    return f"{matrix.mode}@{matrix.departs_at - BEHIND_UTC:%Y-%m-%dT%H:%M}"


def _shares(  # noqa: PLR0917 - a row in the order of its columns
    indicator_id: str, area_id: str, start: date, count: float, of: float, note: str
) -> list[Value]:
    return [Value(indicator_id, area_id, start, float(count), float(of), None, note)] if of else []
