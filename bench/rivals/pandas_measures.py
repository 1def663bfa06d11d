"""Every measure of docs/measures.md in pandas: the first rival.

Read from docs/measures.md alone. Vectorised, with categories and whole numbers;
what several measures need is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from bahealth.catalog.model import Schedule
from bench.rivals.pandas_children import Children
from bench.rivals.pandas_emergency import Emergency
from bench.rivals.pandas_mothers import Mothers
from bench.rivals.pandas_primary_care import PrimaryCare
from bench.rivals.pandas_records import Records


def measures(
    folder: Path, schedules: tuple[Schedule, ...], today: date
) -> Iterator[tuple[str, Callable[[], pd.DataFrame]]]:
    """Each measure's id and what computes it from `folder`/<table>/*.parquet, in an order that lets memory go."""
    records = Records(folder, today)
    children, mothers = Children(records, schedules), Mothers(records)
    yield "checkups_complete", children.checkups_complete
    yield "checkups_six", children.checkups_six
    yield "first_checkup_14_days", children.first_checkup_14_days
    yield "checkups_by_birthday", children.checkups_by_birthday
    yield "first_checkup_week", children.first_checkup_week
    yield "six_reached_by_age", children.six_reached_by_age
    yield "prenatal_before_week_13", mothers.prenatal_before_week_13
    yield "prenatal_five_visits", mothers.prenatal_five_visits
    yield "postpartum_visit", mothers.postpartum_visit
    yield "prenatal_visits", mothers.prenatal_visits
    yield "first_prenatal_week", mothers.first_prenatal_week
    del children, mothers
    records.let_go("contacts", "births")
    emergency = Emergency(records)
    yield "ed_visits_per_1000", emergency.ed_visits_per_1000
    yield "ed_low_triage", emergency.ed_low_triage
    yield "ed_solvable_in_primary_care", emergency.ed_solvable_in_primary_care
    yield "ed_frequent_users", emergency.ed_frequent_users
    yield "ed_frequent_user_visits", emergency.ed_frequent_user_visits
    yield "ed_return_72_hours", emergency.ed_return_72_hours
    yield "ed_triage", emergency.ed_triage
    yield "ed_classes", emergency.ed_classes
    yield "ed_people_by_visits", emergency.ed_people_by_visits
    yield "ed_visits_by_visits", emergency.ed_visits_by_visits
    del emergency
    records.let_go("all_emergency", "emergency")
    primary_care = PrimaryCare(records)
    yield "visits", primary_care.visits
    yield "visits_by_kind", primary_care.visits_by_kind
    yield "visits_per_1000", primary_care.visits_per_1000
    yield "continuity_own_team", primary_care.continuity_own_team
    yield "residents_with_team", primary_care.residents_with_team
    yield "residents_per_team", primary_care.residents_per_team
