"""Prenatal and postpartum visits of the mothers who come to the city's centres."""

from __future__ import annotations

from typing import Final

import numpy as np

from bahealth.simulate.assumptions import Pregnancy
from bahealth.simulate.childhood import ABSENT, Ages
from bahealth.simulate.draw import Codes, Days, happens

_FOLLOWING: Final = 10
_LATE_WEEK: Final = 32
_POSTPARTUM_FROM: Final = 3
_POSTPARTUM_ROOM: Final = 40


def prenatal_days(random: np.random.Generator, assumed: Pregnancy, born: Days, weeks: Codes) -> Ages:
    """Days of the prenatal visits by delivery (rows), ABSENT where there was none.

    The first, then every four weeks or so, and every two weeks from the 32nd on, all before the birth.
    """
    count = len(born)
    begins = born - 7 * weeks.astype(np.int32)
    is_early = happens(random, assumed.first_before_week_13, count)
    first_week = np.where(is_early, random.integers(5, 13, count), random.integers(13, 33, count))
    day = begins + 7 * first_week + random.integers(0, 7, count)
    has_any = ~happens(random, assumed.without_prenatal_care, count)
    columns = [np.where(has_any & (day < born), day, ABSENT)]
    for _ in range(_FOLLOWING):
        apart = np.where(day - begins < 7 * _LATE_WEEK, 26, 13)
        day = day + apart + random.integers(0, 6, count)
        happened = happens(random, assumed.attended, count) & has_any & (day < born)
        columns.append(np.where(happened, day, ABSENT))
    return np.stack(columns, axis=1).astype(np.int32)


def postpartum_days(random: np.random.Generator, assumed: Pregnancy, born: Days, days_in_hospital: Days) -> Ages:
    """Day of the postpartum visit, after discharge; some come after the 42nd day, too late to count."""
    day = born + days_in_hospital + _POSTPARTUM_FROM + random.integers(0, _POSTPARTUM_ROOM, len(born))
    return np.where(happens(random, assumed.postpartum, len(born)), day, ABSENT)[:, None].astype(np.int32)
