"""Series of several areas side by side, as counts, on the scale on which they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bahealth.assess.effect.design import Numbers


@dataclass(frozen=True)
class Panel:
    """Events of `areas` (rows) in consecutive periods (columns); NaN where a value is missing.

    `base` is what they are counted over (people, births); None for a bare count. `is_share`: events are part of the
    base, so the scale is the logit; else the logarithm.
    """

    areas: tuple[str, ...]
    starts: tuple[date, ...]
    months: int
    events: Numbers
    base: Numbers | None = None
    is_share: bool = False

    def of(self, areas: Sequence[str]) -> Panel:
        """Only these areas, in this order."""
        rows = [self.areas.index(one) for one in areas]
        base = None if self.base is None else self.base[rows]
        return Panel(tuple(areas), self.starts, self.months, self.events[rows], base, self.is_share)

    @property
    def together(self) -> Panel:
        """All areas as one."""
        base = None if self.base is None else self.base.sum(axis=0, keepdims=True)
        events = self.events.sum(axis=0, keepdims=True)
        return Panel(("+".join(self.areas),), self.starts, self.months, events, base, self.is_share)

    @property
    def has_gaps(self) -> bool:
        """Whether any value is missing."""
        return bool(np.isnan(self.events).any() or (self.base is not None and np.isnan(self.base).any()))

    @property
    def scaled(self) -> Numbers:
        """log((k + .5) / n), of a share log((k + .5) / (n - k + .5)); without a base log(k + .5)."""
        if self.base is None:
            return np.log(self.events + 0.5)
        if self.is_share:
            return np.log((self.events + 0.5) / (self.base - self.events + 0.5))
        return np.log((self.events + 0.5) / self.base)
