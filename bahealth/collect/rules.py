"""What may be said of an indicator: pure checks of one observation against its definition."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from bahealth.catalog.model import Frequency, Indicator, IntervalMethod, Kind
from bahealth.catalog.periods import Period
from bahealth.collect.model import Observation
from bahealth.i18n import N_

FIRST_YEAR: Final = 1900
MAX_YEARS: Final = 10  # longest window of years
MAX_NOTE: Final = 500  # characters
LARGEST: Final = 1e12


class Fault(NamedTuple):
    """Something wrong in one column: what is seen, and the message with what was expected."""

    column: str
    seen: str
    message: str
    values: dict[str, str]


def faults(one: Observation, indicator: Indicator, today: date) -> Iterator[Fault]:
    """Everything wrong with `one`, known on `today`."""
    yield from _period_faults(one, indicator, today)
    sizes = list(_size_faults(one))
    yield from sizes
    if not sizes:
        yield from _shape_faults(one, indicator)
        yield from _arithmetic_faults(one, indicator)
    if one.sampling_flag not in {None, "a", "b"}:
        message = N_("%(seen)s is not known; expected: %(expected)s.")
        yield Fault("sampling_flag", one.sampling_flag or "", message, {"expected": "a, b"})
    if one.note is not None and len(one.note) > MAX_NOTE:
        message = N_("The note has %(seen)s characters; at most %(limit)s are kept.")
        yield Fault("note", str(len(one.note)), message, {"limit": str(MAX_NOTE)})


def fits(period: Period, frequency: Frequency) -> bool:
    """Whether `period` is one of the calendar's periods of `frequency`, or several whole years of an annual one."""
    if frequency is Frequency.YEAR:
        return period.start.month == 1 and period.months % 12 == 0 and period.months <= 12 * MAX_YEARS
    return period.months == frequency.months and (period.start.month - 1) % frequency.months == 0


def stated_value(one: Observation, indicator: Indicator) -> float | None:
    """The published value, else what the counts give."""
    if one.value is not None or one.numerator is None:
        return one.value
    if indicator.kind is Kind.COUNT:
        return one.numerator
    return indicator.multiplier * one.numerator / one.denominator if one.denominator else None


def rounding_step(value: float) -> float:
    """Half a unit of the last decimal with which a published value is written: 18.2 stands for 18.15 to 18.25."""
    text = repr(value)
    if "e" in text:
        return abs(value) * 1e-9
    decimals = len(text.partition(".")[2].rstrip("0"))
    return 0.5 * 10.0**-decimals * (1 + 1e-9)


def _written(value: float) -> str:
    return f"{value:g}" if not value.is_integer() or abs(value) >= 1e15 else f"{value:.0f}"


def _period_faults(one: Observation, indicator: Indicator, today: date) -> Iterator[Fault]:
    period = one.period
    if not fits(period, indicator.frequency):
        example = {Frequency.YEAR: "2024", Frequency.QUARTER: "2024-Q2", Frequency.MONTH: "2024-03"}
        message = N_("The period %(seen)s does not fit the indicator; expected one such as %(expected)s.")
        yield Fault("period", period.key, message, {"expected": example[indicator.frequency]})
    if period.start.year < FIRST_YEAR:
        message = N_("The period %(seen)s is too long ago; expected from %(expected)s on.")
        yield Fault("period", period.key, message, {"expected": str(FIRST_YEAR)})
    # A count without a process behind it, such as residents or centres, is true of a day; others need the whole period.
    is_stock = indicator.kind is Kind.COUNT and indicator.interval is IntervalMethod.NONE
    if period.start > today or (not is_stock and _ends_after(period, today)):
        message = N_("The period %(seen)s is not over yet on %(expected)s.")
        yield Fault("period", period.key, message, {"expected": today.isoformat()})


def _ends_after(period: Period, today: date) -> bool:
    return (period.start.year * 12 + period.start.month - 1 + period.months) > (today.year * 12 + today.month - 1)


def _size_faults(one: Observation) -> Iterator[Fault]:
    for column in ("numerator", "denominator", "value", "lower", "upper"):
        number: float | None = getattr(one, column)
        if number is None:
            continue
        if not math.isfinite(number) or abs(number) > LARGEST:
            yield Fault(column, str(number), N_("%(seen)s is not a possible number."), {})
        elif number < 0:
            yield Fault(column, _written(number), N_("%(seen)s is negative; a number from 0 up is expected."), {})
    if one.denominator == 0:
        yield Fault("denominator", "0", N_("The denominator is zero: leave the row out when nobody is counted."), {})


def _shape_faults(one: Observation, indicator: Indicator) -> Iterator[Fault]:
    if indicator.kind is Kind.COUNT:
        if one.denominator is not None:
            yield Fault("denominator", _written(one.denominator), N_("A count has no denominator."), {})
        if one.numerator is None:
            yield Fault("numerator", "", N_("The count is missing. An empty cell is not zero: leave the row out."), {})
    elif one.value is None and (one.numerator is None or one.denominator is None):
        message = N_(
            "Numerator and denominator, or the value, are missing. An empty cell is not zero: leave the row out."
        )
        yield Fault("numerator", "", message, {})
    if (one.lower is None) != (one.upper is None):
        yield Fault("lower", "", N_("Of the limits of the interval only one is given."), {})
    needs_whole = indicator.kind is not Kind.MEAN and indicator.interval is not IntervalMethod.PUBLISHED
    if needs_whole and one.numerator is not None and not one.numerator.is_integer():
        yield Fault(
            "numerator", _written(one.numerator), N_("%(seen)s is not a whole number, and people are counted."), {}
        )
    is_people = indicator.kind is Kind.PROPORTION and needs_whole and not one.is_denominator_estimated
    if is_people and one.denominator is not None and not one.denominator.is_integer():
        message = N_("%(seen)s is not a whole number, and people are counted.")
        yield Fault("denominator", _written(one.denominator), message, {})


def _arithmetic_faults(one: Observation, indicator: Indicator) -> Iterator[Fault]:
    value = one.value
    if indicator.kind is Kind.PROPORTION:
        if one.numerator is not None and one.denominator is not None and one.numerator > one.denominator:
            message = N_("The numerator %(seen)s is above the denominator %(expected)s, and is a part of it.")
            yield Fault("numerator", _written(one.numerator), message, {"expected": _written(one.denominator)})
        for column, number in (("value", value), ("upper", one.upper)):
            if number is not None and number > indicator.multiplier:
                message = N_("%(seen)s is above %(expected)s, the most that a share can be.")
                yield Fault(column, _written(number), message, {"expected": _written(indicator.multiplier)})
    if indicator.kind is Kind.COUNT and value is not None and one.numerator is not None and value != one.numerator:
        message = N_("The value %(seen)s contradicts the counts, which give %(expected)s.")
        yield Fault("value", _written(value), message, {"expected": _written(one.numerator)})
    is_exact = indicator.kind is not Kind.COUNT and not one.is_denominator_estimated
    if is_exact and value is not None and one.numerator is not None and one.denominator:
        counted = indicator.multiplier * one.numerator / one.denominator
        if abs(counted - value) > max(rounding_step(value), 1e-9 * abs(counted)):
            message = N_("The value %(seen)s contradicts the counts, which give %(expected)s.")
            yield Fault("value", _written(value), message, {"expected": f"{counted:.{indicator.decimals + 2}f}"})
    stated = stated_value(one, indicator)
    if one.lower is not None and one.upper is not None and stated is not None and not one.lower <= stated <= one.upper:
        message = N_("The value %(seen)s lies outside its interval %(expected)s.")
        yield Fault("lower", _written(stated), message, {"expected": f"{_written(one.lower)} – {_written(one.upper)}"})
