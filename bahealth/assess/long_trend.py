"""A trend over all years: Mann-Kendall test and Sen's slope (METHODS section 8), beside the trend of five.

Variants: Kendall's tau-b with scipy's exact or normal p-value; slope and limits of Theil and Sen. Each year counts as
independent of the others: where neighbouring years are alike the test speaks too easily, so no colour depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import Field
from scipy.stats import kendalltau, theilslopes

from bahealth.frozen import Frozen

FEWEST_YEARS: Final = 8


class LongTrend(Frozen):
    """Median slope between any two years, with 95 % limits, in the unit of the values."""

    slope_per_year: float
    lower: float
    upper: float
    p_value: float = Field(ge=0, le=1, description="of Mann-Kendall, two-sided")
    first_year: int
    last_year: int


def long_trend(years: Sequence[int], values: Sequence[float]) -> LongTrend | None:
    """Trend of values of years, oldest first; None below eight years and for a constant series."""
    if len(values) < FEWEST_YEARS or len(set(values)) == 1:
        return None
    sen: Any = theilslopes(values, years, alpha=0.95)
    test: Any = kendalltau(years, values)
    return LongTrend(
        slope_per_year=float(sen.slope),
        lower=float(sen.low_slope),
        upper=float(sen.high_slope),
        p_value=float(test.pvalue),
        first_year=years[0],
        last_year=years[-1],
    )
