"""Effects by group of opening and period, for openings at different dates (Callaway and Sant'Anna 2021).

Journal of Econometrics 225(2), 200-230; no covariates, compared with areas that never open. ATT(g, t) is the mean
change of group g since the last period before it opened, less that of the untouched areas; errors are clustered by
area through the influence of each. Few areas make them too small: `difference` is for those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bahealth.assess.effect.design import Flags, Numbers


@dataclass(frozen=True)
class GroupTime:
    """The effect on the areas that opened in period `opened`, in `period` (before it: nothing should show).

    `influence` of each area, with which effects are averaged; `error` None for a group of one.
    """

    opened: int
    period: int
    effect: float
    error: float | None
    size: int
    influence: Numbers

    @property
    def since(self) -> int:
        """Periods since the opening; negative before."""
        return self.period - self.opened


@dataclass(frozen=True)
class Average:
    """Mean of several group-time effects, weighted by the size of their groups."""

    effect: float
    error: float


def group_time_effects(values: Numbers, opened: Sequence[int | None], *, ahead: int = 0) -> list[GroupTime]:
    """Every ATT(g, t) of `values` (areas x periods); `opened` is None for areas that stay untouched.

    Changes are since `ahead` + 1 periods before the opening; in the periods before that, since the one before.
    """
    groups = sorted({one for one in opened if one is not None})
    is_untouched = np.array([one is None for one in opened])
    found: list[GroupTime] = []
    for group in groups:
        members = np.array([one == group for one in opened])
        base = group - ahead - 1
        for period in range(1, values.shape[1]):
            since = base if period > base else period - 1
            if since >= 0:
                found.append(_effect(values[:, period] - values[:, since], members, is_untouched, group, period))
    return found


def _effect(change: Numbers, members: Flags, untouched: Flags, group: int, period: int) -> GroupTime:
    size, others, count = int(members.sum()), int(untouched.sum()), len(change)
    effect = change[members].mean() - change[untouched].mean()
    influence = count * (
        members * (change - change[members].mean()) / size - untouched * (change - change[untouched].mean()) / others
    )
    error = None if size < 2 else float(np.sqrt((influence**2).sum()) / count)
    return GroupTime(group, period, float(effect), error, size, influence)


def averaged(effects: Sequence[GroupTime]) -> Average:
    """The mean of group-time effects, weighted by group size; weights are taken as given."""
    weights = np.array([one.size for one in effects], dtype=float)
    weights /= weights.sum()
    influence = weights @ np.vstack([one.influence for one in effects])
    effect = float(weights @ [one.effect for one in effects])
    return Average(effect, float(np.sqrt((influence**2).sum()) / len(influence)))


def since_opening(effects: Sequence[GroupTime]) -> dict[int, Average]:
    """By periods since the opening: the event study."""
    found: dict[int, list[GroupTime]] = defaultdict(list)
    for one in effects:
        found[one.since].append(one)
    return {since: averaged(found[since]) for since in sorted(found)}


def after_opening(effects: Sequence[GroupTime]) -> Average:
    """One figure for all groups and periods from their opening on."""
    return averaged([one for one in effects if one.since >= 0])
