"""Words for the kinds of path and basis, and for what may be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bahealth.i18n import N_
from bahealth.targets.model import Basis, Path

PATH_WORDS: Final[Mapping[Path, str]] = {
    Path.STRAIGHT: N_("Straight path"),
    Path.STEPPED: N_("In steps"),
    Path.CUSTOM: N_("Own path"),
}
BASIS_WORDS: Final[Mapping[Basis, str]] = {
    Basis.HISTORY: N_("Own history"),
    Basis.COMPARISON: N_("Comparison with others"),
    Basis.NORM: N_("Norm or standard"),
    Basis.DECISION: N_("Government decision"),
    Basis.DEMONSTRATION: N_("Demonstration"),
}
