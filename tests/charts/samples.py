"""Plain indicators, points and verdicts for what is drawn; values are made up, their arithmetic is not."""

from __future__ import annotations

from datetime import date

from bahealth.assess.model import (
    Change,
    ChangeMethod,
    ChangeVerdict,
    ComparedValue,
    Goal,
    Limits,
    Point,
    Standing,
    Status,
    TargetVerdict,
    Verdict,
)
from bahealth.catalog.model import Area, Direction, Indicator, Localized


def both(es: str, en: str) -> Localized:
    return Localized(es=es, en=en)


def an_indicator(*, direction: Direction = Direction.LOWER, **changes: object) -> Indicator:
    values: dict[str, object] = {
        "indicator_id": "infant_mortality",
        "group": "infant",
        "order": 1,
        "name": both("Mortalidad infantil", "Infant mortality"),
        "short_name": both("Mortalidad infantil", "Infant mortality"),
        "description": both("x", "x"),
        "why": both("x", "x"),
        "numerator": both("Defunciones", "Deaths"),
        "denominator": both("Nacidos vivos", "Live births"),
        "unit": both("por 1.000 nacidos vivos", "per 1,000 live births"),
        "multiplier": 1000,
        "decimals": 1,
        "direction": direction,
        "kind": "rate",
        "interval": "exact_poisson",
        "source": "deis",
        "frequency": "year",
        "lag_months": 18,
        "levels": ("city", "comuna"),
        "rebound": "births",
        "owner": "statistics",
        "steward": both("Jefa de estadística", "Head of statistics"),
        "reviewed_on": date(2025, 1, 1),
        "review_on": date(2027, 1, 1),
    }
    return Indicator.model_validate({**values, **changes})


def months(values: list[float], *, special: tuple[int, ...] = ()) -> list[Point]:
    return [
        Point(
            period_start=date(2021 + place // 12, place % 12 + 1, 1),
            period_months=1,
            value=value,
            numerator=value,
            denominator=100.0,
            lower=value - 2,
            upper=value + 2,
            is_special=place in special,
        )
        for place, value in enumerate(values)
    ]


def years(values: dict[int, float]) -> list[Point]:
    return [
        Point(period_start=date(year, 1, 1), period_months=12, value=value, lower=value * 0.8, upper=value * 1.2)
        for year, value in values.items()
    ]


LIMITS = Limits(
    mean=80,
    lower=70,
    upper=90,
    first=date(2021, 1, 1),
    last=date(2021, 12, 1),
    point_count=12,
    is_trial=False,
    is_provisional=True,
)


def a_target(value: float = 4.0, *, is_demonstration: bool = False) -> TargetVerdict:
    goal = Goal(
        target_id="t",
        value=value,
        due_on=date(2027, 12, 31),
        baseline_value=7.3,
        baseline_on=date(2019, 12, 31),
        basis="history",
        is_demonstration=is_demonstration,
    )
    return TargetVerdict(
        goal=goal,
        is_met_now=False,
        probability=0.55,
        method="gamma_poisson",
        forecast_lower=3.1,
        forecast_upper=5.2,
        gap=0.6,
    )


def a_verdict(indicator: Indicator, area_id: str = "city", **changes: object) -> Verdict:
    values: dict[str, object] = {
        "indicator_id": indicator.indicator_id,
        "area_id": area_id,
        "as_of": date(2026, 7, 1),
        "direction": indicator.direction,
        "status": Status.NO_TARGET,
        "standing": Standing.STEADY,
        "change": ChangeVerdict(change=Change.NO_SIGNAL, method=ChangeMethod.FIVE_POINT_TREND),
    }
    return Verdict.model_validate({**values, **changes})


def a_comuna(indicator: Indicator, number: int, value: float, against_city: int, /, **changes: object) -> Verdict:
    return a_verdict(indicator, f"comuna-{number}", compared=a_compared(value, against_city), **changes)


def a_compared(value: float, against_city: int | None = None, /, **changes: object) -> ComparedValue:
    values: dict[str, object] = {
        "value": value,
        "lower": value * 0.9,
        "upper": value * 1.1,
        "lower_998": value * 0.85,
        "upper_998": value * 1.15,
        "numerator": value * 2,
        "denominator": 2000.0,
        "against_city": against_city,
        "period_start": date(2021, 1, 1),
        "period_months": 36,
        "reliability": "reliable",
    }
    return ComparedValue.model_validate({**values, **changes})


AREAS = {
    f"comuna-{number}": Area(
        area_id=f"comuna-{number}", level="comuna", name=f"Comuna {number}", parent_id="city", number=number
    )
    for number in range(1, 16)
}
MIRROR = {Direction.LOWER: Direction.HIGHER, Direction.HIGHER: Direction.LOWER}
