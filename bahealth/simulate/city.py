"""Write a whole simulated city into a folder."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bahealth.catalog.load import load_catalog
from bahealth.catalog.periods import add_months
from bahealth.errors import Refusal
from bahealth.frozen import Frozen
from bahealth.i18n import N_
from bahealth.simulate import records
from bahealth.simulate.assumptions import Assumptions, load_assumptions
from bahealth.simulate.births import Births, births, births_elsewhere, with_children
from bahealth.simulate.effects import Tally, effects
from bahealth.simulate.emergency import Doors
from bahealth.simulate.months import Months
from bahealth.simulate.panels import Enrolment, enrolment, panel_rows
from bahealth.simulate.people import People, Spells, adults
from bahealth.simulate.places import Care, care
from bahealth.simulate.plan import Plan
from bahealth.simulate.planned import Planned, planned_visits, share_coming
from bahealth.simulate.primary import Ambulatory
from bahealth.simulate.published import Published, load_published
from bahealth.simulate.readme import write_readme
from bahealth.simulate.truth import Truth, write_truth

PEOPLE = N_("simulating the residents")
VISITS = N_("simulating the visits")

Progress = Callable[[str, int, int], None]
"""Called with what is being done (source text of the translation), steps done, and steps in all."""


class SimulatedCity(Frozen):
    """What was written: files and rows by kind of record, and what is true of them."""

    folder: Path
    files: dict[str, tuple[Path, ...]]
    rows: dict[str, int]
    truth: Truth


@dataclass(frozen=True)
class _City:
    """The people and places of one simulation, before the months are drawn."""

    plan: Plan
    published: Published
    assumed: Assumptions
    care: Care
    people: People
    spells: Spells
    enrolled: Enrolment
    born: Births
    first_child: int
    planned: Planned
    coming: float


def simulate(
    data: Path,
    into: Path,
    *,
    scale: float,
    months: int,
    seed: int,
    until: date,
    progress: Progress = lambda what, done, total: None,
) -> SimulatedCity:
    """Write the records of `scale` x the city for `months` months, the last of which is that of `until`.

    The figures that are published in `data`/city are matched, the rest is assumed (`data`/demo/simulation.toml).
    The same arguments give the same bytes. Raises Refusal when they are out of range or the folder is not empty.
    """
    assumed = load_assumptions(data)
    plan = Plan(seed, scale, months, add_months(until, 0), assumed.planted)
    _refuse_full(into)
    progress(PEOPLE, 0, months + 1)
    city = _city(data, plan, assumed)
    (into / "visits").mkdir(parents=True)
    rows = _write_lists(into, city)
    tally = Tally()
    drawn = _months(city)
    rows["visits"] = _write_months(into, city, drawn, tally, progress)
    schedules = load_catalog(data).schedules
    truth = Truth(
        seed=seed,
        scale=scale,
        months=months,
        first_month=plan.first,
        last_month=plan.last,
        effects=effects(plan, assumed, schedules, city.coming, drawn, tally),
    )
    write_truth(into, truth)
    write_readme(into, truth, rows)
    return SimulatedCity(folder=into, files=record_files(into), rows=rows, truth=truth)


def record_files(folder: Path) -> dict[str, tuple[Path, ...]]:
    """The files of a simulated city by kind of record, in the order in which they are delivered."""
    found = {one: (folder / f"{one}.parquet",) for one in ("residents", "births", "deaths")}
    found |= {one: (folder / f"{one}.csv",) for one in ("centres", "teams")}
    found["panels"] = (folder / "panels.parquet",)
    found["diagnosis_shares"] = (folder / "diagnosis_shares.csv",)
    return {**found, "visits": tuple(sorted((folder / "visits").glob("*.parquet")))}


def _refuse_full(into: Path) -> None:
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Refusal("%(path)s is not an empty folder: a simulated city is written into a new one", path=into)


def _city(data: Path, plan: Plan, assumed: Assumptions) -> _City:
    published = load_published(data)
    schedules = load_catalog(data).schedules
    places = care(plan, published, assumed)
    people, spells = adults(plan, published, assumed.movement)
    born = births(plan, published, assumed, people, spells, places.places)
    first_child = len(people)
    people, spells, children = with_children(plan, assumed, people, spells, born)
    enrolled = enrolment(plan, assumed.panels, people, spells, places, first_child)
    planned = planned_visits(plan, published, assumed, schedules, people, spells, enrolled, born, children)
    coming = share_coming(plan, assumed, people, spells, enrolled, first_child)
    return _City(plan, published, assumed, places, people, spells, enrolled, born, first_child, planned, coming)


def _months(city: _City) -> Months:
    return Months(
        plan=city.plan,
        assumed=city.assumed,
        people=city.people,
        ambulatory=Ambulatory(city.plan, city.assumed, city.care, city.spells, city.enrolled),
        doors=Doors(city.plan, city.assumed, city.care, city.spells),
        planned=city.planned,
    )


def _write_lists(into: Path, city: _City) -> dict[str, int]:
    """Everything but visits; rows by kind."""
    plan, places = city.plan, city.care
    elsewhere = births_elsewhere(plan, city.people, city.spells, places.places)
    doors = Doors(plan, city.assumed, places, city.spells)
    panels = panel_rows(plan, city.assumed.panels, city.spells, city.enrolled, places)
    return {
        "residents": records.write_residents(into, plan, city.published, city.people, city.spells),
        "births": records.write_births(into, plan, places, city.born, city.first_child, elsewhere),
        "deaths": records.write_deaths(into, plan, city.people, city.spells, doors),
        "centres": records.write_centres(into, plan, places),
        "teams": records.write_teams(into, plan, places),
        "panels": records.write_panels(into, plan, places, panels),
        "diagnosis_shares": records.write_diagnosis_shares(into, city.assumed),
    }


def _write_months(into: Path, city: _City, months: Months, tally: Tally, progress: Progress) -> int:
    """One file a month, written while the next month is drawn; at most one waits."""
    count = 0
    waiting: Future[int] | None = None
    with ThreadPoolExecutor(1) as writer:
        for month in months.delivered():
            progress(VISITS, month.month + 1, city.plan.months + 1)
            tally.add(month)
            columns = records.visit_columns(city.plan, city.care, city.assumed, month.rows, count)
            count += len(month.rows)
            if waiting is not None:
                waiting.result()
            file = into / "visits" / f"{city.plan.month(month.month):%Y-%m}.parquet"
            waiting = writer.submit(records.write_visits, file, columns)
        if waiting is not None:
            waiting.result()
    return count


