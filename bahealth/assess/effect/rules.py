"""What a statement must say before it may be judged."""

from __future__ import annotations

from bahealth.assess.effect.design import Shape
from bahealth.assess.effect.model import Terms
from bahealth.catalog.model import Catalog
from bahealth.errors import NotFound, Refusal


def check_terms(catalog: Catalog, terms: Terms) -> None:
    """Raise NotFound for what does not exist, Refusal for what cannot be judged."""
    indicator = catalog.indicator.get(terms.indicator_id)
    if indicator is None:
        raise NotFound("There is no indicator %(indicator)s", indicator=terms.indicator_id)
    for area_id in (*terms.areas, *terms.comparison):
        if area_id not in catalog.area:
            raise NotFound("There is no area %(area)s", area=area_id)
        if catalog.area[area_id].level not in indicator.levels:
            raise Refusal(
                "The source of this indicator does not speak about %(area)s.", area=catalog.area[area_id].name
            )
    if not terms.site.strip() or not terms.mechanism.strip():
        raise Refusal("Say which site it is, and in which way it is to work: without that nothing can be judged.")
    if not terms.size:
        raise Refusal("Say how much is expected: more or less than nothing.")
    if terms.delay_months and terms.shape is not Shape.DELAYED:
        raise Refusal("Only a step that comes later has a delay.")
    if len(set(terms.areas)) < len(terms.areas):
        raise Refusal("An area stands there twice.")
    if any(_overlap(catalog, one, other) for one in terms.areas for other in terms.comparison):
        raise Refusal("An area that the change touches, or that lies in one or around one, is no comparison.")


def _overlap(catalog: Catalog, one: str, other: str) -> bool:
    """Whether two areas are the same, or one lies in the other."""
    return one in _around(catalog, other) or other in _around(catalog, one)


def _around(catalog: Catalog, area_id: str) -> list[str]:
    """An area and everything that it lies in."""
    found = [area_id]
    while (parent := catalog.area[found[-1]].parent_id) is not None:
        found.append(parent)
    return found
