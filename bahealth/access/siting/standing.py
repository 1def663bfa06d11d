"""Of plans that are equally good, the one that leaves most of what stands in place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bahealth.access.siting.model import Flags, Sites

_ROUNDING = 1e-9


def keep_standing(sites: Sites, is_open: Flags, worth: Callable[[Flags], float]) -> Flags:
    """The plan with closable sites left open where the number of sites allows it or the plan is worth as much."""
    kept = is_open.copy()
    free = ~sites.fixed
    for closed in np.flatnonzero(sites.closable & free & ~kept):
        if int((kept & free).sum()) < sites.budget:
            kept[closed] = True
            continue
        before = worth(kept)
        for opened in np.flatnonzero(kept & free & ~sites.closable):
            other = kept.copy()
            other[opened], other[closed] = False, True
            if worth(other) >= before - _ROUNDING * abs(before):
                kept = other
                break
    return kept
