"""Random draws of many things at once, each from a stream of its own: same seed, same draws."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
"""Days since 1970-01-01."""
Numbers = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]
Rates = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]
Table = npt.NDArray[Any]

NEVER: Final = int(np.iinfo(np.int32).max)
SLOTS: Final = 65_536
YEAR_DAYS: Final = 365.2425
_EPOCH: Final = date(1970, 1, 1)


def stream(seed: int, name: str, number: int = 0) -> np.random.Generator:
    """The random numbers of one part of the city; no part changes when another draws more."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, zlib.crc32(name.encode()), number])))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day that lies `number` days after 1970-01-01."""
    return _EPOCH + timedelta(days=int(number))


class Wheel:
    """One of several outcomes by weight, in steps of 1/65,536: quick where millions are drawn."""

    def __init__(self, weights: Sequence[float] | Shares) -> None:
        self._slots = _slots(weights)

    def draw(self, random: np.random.Generator, count: int) -> Codes:
        """`count` outcomes, numbered as the weights."""
        return self._slots[random.integers(0, SLOTS, count, dtype=np.uint16)]


class Wheels:
    """Wheels in rows, such as one for each age group."""

    def __init__(self, rows: Sequence[Sequence[float] | Shares]) -> None:
        self._slots = np.concatenate([_slots(weights) for weights in rows])

    def draw(self, random: np.random.Generator, rows: Table) -> Codes:
        """One outcome for each of `rows`, of the wheel that it names."""
        at = rows.astype(np.int32) * SLOTS + random.integers(0, SLOTS, len(rows), dtype=np.uint16)
        return self._slots[at]


def _slots(weights: Sequence[float] | Shares) -> Codes:
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    edges = np.round(edges / edges[-1] * SLOTS).astype(np.int64)
    return np.repeat(np.arange(len(edges), dtype=np.int16), np.diff(edges, prepend=0))


def happens(random: np.random.Generator, chance: float | Shares | Rates, count: int) -> Flags:
    """Whether each of `count` things happens."""
    return random.random(count, dtype=np.float32) < chance


def poisson_picks(random: np.random.Generator, rates: Table) -> npt.NDArray[np.int64]:
    """Each position as often as a Poisson number with its own rate, in ascending order.

    All events together are Poisson with the sum of the rates, and each falls on a position in proportion to its rate.
    """
    sums = np.cumsum(rates, dtype=np.float64)
    total = float(sums[-1]) if len(sums) else 0.0
    count = int(random.poisson(total))
    waits = np.cumsum(random.standard_exponential(count + 1))
    at = waits[:-1] * (total / waits[-1])
    return np.minimum(np.searchsorted(sums, at, side="right"), len(sums) - 1)
