"""What may be promised, what it asks when, and whether it asks less than before: plain values in, plain values out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from bahealth.assess.trajectory import asks_less, is_loosening
from bahealth.catalog.model import Catalog, Direction, Indicator, Kind
from bahealth.catalog.periods import Period
from bahealth.errors import NotFound, Refusal
from bahealth.targets.model import AddUp, Milestone, Path, TargetRow, Terms

__all__ = [
    "ALL_INDICATORS",
    "LONGEST_YEARS",
    "add_up",
    "asked_on",
    "check_reason",
    "check_terms",
    "indicator_named",
    "is_behind_baseline",
    "is_loosened_by",
    "is_loosening",
    "requires_confirmation",
    "terms_problem",
]

ALL_INDICATORS: Final = "*"
LONGEST_YEARS: Final = 30  # from the baseline to the due date


def indicator_named(catalog: Catalog, indicator_id: str) -> Indicator:
    """The indicator; raises NotFound."""
    if indicator_id not in catalog.indicator:
        raise NotFound("There is no indicator %(indicator)s", indicator=indicator_id)
    return catalog.indicator[indicator_id]


def check_terms(catalog: Catalog, terms: Terms) -> Indicator:
    """The indicator that the terms are about; raises NotFound, or Refusal for a target that could never be judged.

    A target on the bad side of its baseline is possible: one level for every comuna asks nothing of those that are
    better already. It counts as loosened only where it asks less than the target that it replaces.
    """
    indicator = indicator_named(catalog, terms.indicator_id)
    area = catalog.area.get(terms.area_id)
    if area is None:
        raise NotFound("There is no area %(area)s", area=terms.area_id)
    if indicator.direction is Direction.NEUTRAL:
        raise Refusal("This indicator is context: no direction is good, so it cannot have a target.")
    if area.level not in indicator.levels:
        raise Refusal("The source does not speak about areas of this size, so a target could never be judged.")
    if not terms.reason.strip():
        raise Refusal("Say on what the target is based.")
    _check_values(indicator, terms)
    _check_days(terms)
    return indicator


def check_reason(reason: str) -> None:
    """Raise Refusal where nothing is said."""
    if not reason.strip():
        raise Refusal("Give the reason: years later it will be the only explanation.")


def terms_problem(catalog: Catalog, terms: Terms) -> Refusal | None:
    """Why the terms cannot be a target; None where they can."""
    try:
        check_terms(catalog, terms)
    except Refusal as problem:
        return problem
    return None


def _check_values(indicator: Indicator, terms: Terms) -> None:
    top = indicator.multiplier if indicator.kind is Kind.PROPORTION else math.inf
    limits = (terms.baseline_lower, terms.baseline_upper)
    promised = [terms.target_value, terms.baseline_value, *(one.value for one in terms.milestones)]
    known = [*promised, *(one for one in limits if one is not None)]
    if not all(math.isfinite(one) and 0 <= one <= top for one in known):
        raise Refusal("A target and its baseline must be possible values of the indicator.")
    lower, upper = limits
    if (lower is not None and lower > terms.baseline_value) or (upper is not None and upper < terms.baseline_value):
        raise Refusal("The interval of a baseline contains its value.")


def _check_days(terms: Terms) -> None:
    try:
        baseline = Period.parse(terms.baseline)
        ends = baseline.end
    except (ValueError, OverflowError) as error:
        raise Refusal("Not a period: %(seen)s. Examples: 2023, 2023-04, 2021/2023.", seen=terms.baseline) from error
    if terms.due_on <= ends:
        raise Refusal("The date of a target comes after its baseline.")
    if terms.due_on.year > ends.year + LONGEST_YEARS:
        raise Refusal("A target is due within %(years)s years of its baseline.", years=LONGEST_YEARS)
    if terms.path is Path.STRAIGHT and terms.milestones:
        raise Refusal("A straight path has no milestones: choose another path or take them away.")
    if terms.path is not Path.STRAIGHT and not terms.milestones:
        raise Refusal("A path in steps and an own path need at least one milestone.")
    if not _ascend(terms.milestones, after=ends, before=terms.due_on):
        raise Refusal("Milestones stand in the order of their days, between the end of the baseline and the due date.")


def _ascend(milestones: tuple[Milestone, ...], *, after: date, before: date) -> bool:
    days = [after, *(one.on for one in milestones), before]
    return all(one < following for one, following in pairwise(days))


def asked_on(target: TargetRow | Terms, day: date) -> float | None:
    """What the path asks at the end of a day: None before the baseline ends, the end value from the due date on."""
    return target.trajectory.asked_on(day)


def is_loosened_by(in_force: TargetRow | None, new: Terms, direction: Direction) -> bool:
    """Whether terms ask less, or later, than the target in force; without one they never do."""
    return in_force is not None and is_loosening(in_force.trajectory, new.trajectory, direction)


def is_behind_baseline(terms: Terms, direction: Direction) -> bool:
    """Whether the target asks less than what the baseline already was."""
    return asks_less(terms.target_value, terms.baseline_value, direction)


def requires_confirmation(rules: Mapping[str, bool], indicator_id: str) -> bool:
    """Whether the mayor's office confirms targets of an indicator: by its own rule, else by that for all."""
    return rules.get(indicator_id, rules.get(ALL_INDICATORS, False))


def add_up(
    indicator: Indicator,
    city: float | None,
    comunas: Mapping[str, float | None],
    denominators: Mapping[str, float | None],
) -> AddUp:
    """Whether the targets of all comunas come to the city's; `comunas` names every one, None without a target."""
    targets = {area_id: value for area_id, value in comunas.items() if value is not None}
    together = None
    if targets and len(targets) == len(comunas):
        together = _together(indicator, targets, denominators)
    near = 0.5 * 10**-indicator.decimals + 1e-9
    return AddUp(
        city_target=city,
        comunas_with_target=len(targets),
        comuna_count=len(comunas),
        together=together,
        is_consistent=None if city is None or together is None else abs(together - city) <= near,
    )


def _together(
    indicator: Indicator, targets: Mapping[str, float], denominators: Mapping[str, float | None]
) -> float | None:
    if indicator.kind is Kind.COUNT:
        return math.fsum(targets.values())
    weights = {area_id: denominators.get(area_id) or 0.0 for area_id in targets}
    if min(weights.values()) <= 0:
        return None
    return math.fsum(value * weights[area_id] for area_id, value in targets.items()) / math.fsum(weights.values())
