"""Every measure of docs/measures.md a second time, written from that page alone, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from bahealth.catalog.model import Schedule
from tests.measure import slow_care as care
from tests.measure import slow_children as children
from tests.measure import slow_emergency as emergency
from tests.measure import slow_mothers as mothers
from tests.measure.slow_words import Facts, Rows
from tests.measure.small_city import City

MEASURES: Final[dict[str, Callable[[Facts], Rows]]] = {
    one.__name__: one
    for one in (
        children.checkups_complete,
        children.checkups_six,
        children.first_checkup_14_days,
        mothers.prenatal_before_week_13,
        mothers.prenatal_five_visits,
        mothers.postpartum_visit,
        emergency.ed_visits_per_1000,
        emergency.ed_low_triage,
        emergency.ed_solvable_in_primary_care,
        emergency.ed_frequent_users,
        emergency.ed_frequent_user_visits,
        emergency.ed_return_72_hours,
        care.visits,
        care.visits_per_1000,
        care.continuity_own_team,
        care.residents_with_team,
        care.residents_per_team,
    )
}
BREAKDOWNS: Final[dict[str, Callable[[Facts], Rows]]] = {
    one.__name__: one
    for one in (
        children.checkups_by_birthday,
        children.first_checkup_week,
        children.six_reached_by_age,
        mothers.prenatal_visits,
        mothers.first_prenatal_week,
        emergency.ed_triage,
        emergency.ed_classes,
        emergency.ed_people_by_visits,
        emergency.ed_visits_by_visits,
        care.visits_by_kind,
    )
}
ALL: Final = MEASURES | BREAKDOWNS


def slow_rows(city: City, measure_id: str, schedules: Iterable[Schedule]) -> Rows:
    """Rows of one measure (area, month) or breakdown (area, month, part): numerator, denominator, perhaps limits."""
    return ALL[measure_id](Facts(city, schedules))
