"""Rows of linear programmes, with types where the solver's stubs know only numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint


def at_most(matrix: Any, limits: Any) -> LinearConstraint:
    """Rows of `matrix` whose sums may not be more than `limits`."""
    return LinearConstraint(matrix, -np.inf, limits)


def exactly(matrix: Any, limits: Any) -> LinearConstraint:
    """Rows of `matrix` whose sums are `limits`."""
    return LinearConstraint(matrix, limits, limits)


def between(lower: Any, upper: Any) -> Bounds:
    """Bounds of the variables of a programme."""
    return Bounds(lower, upper)
