"""Which years can be measured, on which day of each, and by which times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bahealth.access.city import LISTED_YEAR, Centre
from bahealth.access.model import Matrix, Mode, Opening
from bahealth.collect.records.plan import BEHIND_UTC


def measured_years(
    centres: Iterable[Centre], openings: Iterable[Opening], *, today: date, since: int | None = None
) -> list[int]:
    """From the first year of which the dates of every centre are told, or that of the list, to the current one.

    `since` begins earlier all the same: then centres without dates count as if they had always been there.
    """
    told = list(openings)
    dated = {one.centre_id for one in told}
    if since is None:
        is_told = bool(told) and all(one.centre_id in dated for one in centres)
        since = min(one.from_on.year for one in told) if is_told else LISTED_YEAR
    return list(range(min(since, today.year), today.year + 1))


def day_of(year: int, today: date) -> date:
    """The day of which a year's value speaks: its last, or today while it is not over."""
    return min(date(year, 12, 31), today)


def day_of_departure(matrix: Matrix) -> date:
    """The day in Buenos Aires."""
    return (matrix.departs_at - BEHIND_UTC).date()


def matrix_of(year: int, matrices: Sequence[Matrix], mode: Mode) -> Matrix | None:
    """The newest delivered one of `mode` that leaves in `year` or before; None where there is none."""
    return next((one for one in matrices if one.mode is mode and day_of_departure(one).year <= year), None)
