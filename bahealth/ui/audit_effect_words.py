"""Lines of the record about what a change of a site is expected to do, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.model import SiteChange
from bahealth.assess.effect.words import change_word, shape_word
from bahealth.catalog.model import Catalog
from bahealth.i18n import N_, Text

SENTENCES: Final[Mapping[str, str]] = {
    "stateexpectation": N_("%(who)s stated what a change of a site is expected to do: %(about)s."),
    "withdrawexpectation": N_("%(who)s took back what a change of a site was expected to do: %(about)s."),
}
COMMANDS: Final[Mapping[str, str]] = {
    "stateexpectation": N_("Expectation stated"),
    "withdrawexpectation": N_("Expectation taken back"),
}
FIELDS: Final[Mapping[str, str]] = {
    "change": N_("what happens"),
    "site": N_("site"),
    "openings": N_("where and when"),
    "comparison": N_("comparison areas"),
    "shape": N_("shape of the effect"),
    "opening_months": N_("months left out"),
    "delay_months": N_("months until it shows"),
    "size": N_("size expected (percent or points)"),
    "mechanism": N_("how it is to work"),
    "is_demonstration": N_("demonstration"),
}


def _areas(value: Any, catalog: Catalog, _: Text) -> str:
    return "; ".join(catalog.area[one].name if one in catalog.area else str(one) for one in value)


def _openings(value: Any, catalog: Catalog, t: Text) -> str:
    rows = cast("list[dict[str, Any]]", value)
    return "; ".join(f"{_areas([one['area_id']], catalog, t)}: {one['on']}" for one in rows)


WORDS: Final[Mapping[str, Callable[[Any, Catalog, Text], str]]] = {
    "change": lambda value, _, t: change_word(SiteChange(value), t) if value in set(SiteChange) else str(value),
    "shape": lambda value, _, t: shape_word(Shape(value), t) if value in set(Shape) else str(value),
    "comparison": _areas,
    "openings": _openings,
    "size": lambda value, _, t: t.number(float(value), 1),
}
