"""Write a whole simulated city into a folder."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bahealth.catalog.periods import add_months
from bahealth.errors import Refusal
from bahealth.frozen import Frozen
from bahealth.i18n import N_
from bahealth.simulate import records
from bahealth.simulate.assumptions import load_assumptions
from bahealth.simulate.births import Births, births
from bahealth.simulate.children import births_elsewhere, with_children
from bahealth.simulate.effects import effects
from bahealth.simulate.emergency import Doors
from bahealth.simulate.expected import Tally
from bahealth.simulate.months import Months
from bahealth.simulate.panels import Enrolment, enrolment, panel_rows
from bahealth.simulate.people import Population, adults
from bahealth.simulate.plan import Plan
from bahealth.simulate.planned import Planned, planned_visits, share_coming
from bahealth.simulate.readme import write_readme
from bahealth.simulate.setting import Setting, setting
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
    """The people of one simulation, before the months are drawn."""

    setting: Setting
    population: Population
    enrolled: Enrolment
    born: Births
    first_child: int
    planned: Planned


def _silent(what: str, done: int, total: int) -> None:
    """Say nothing."""
    del what, done, total


def simulate(
    data: Path,
    into: Path,
    *,
    scale: float,
    months: int,
    seed: int,
    until: date,
    progress: Progress = _silent,
) -> SimulatedCity:
    """Write the records of `scale` x the city for `months` months, the last of which is that of `until`.

    The figures that are published in `data`/city are matched, the rest is assumed (`data`/demo/simulation.toml).
    The same arguments give the same bytes. Raises Refusal when they are out of range or the folder is not empty.
    """
    assumed = load_assumptions(data)
    plan = Plan(seed, scale, months, add_months(until, 0), assumed.planted)
    _refuse_full(into)
    progress(PEOPLE, 0, months + 1)
    city = _city(setting(data, plan, assumed))
    (into / "visits").mkdir(parents=True)
    rows = _write_lists(into, city)
    drawn, tally = Months(city.setting, city.population, city.enrolled, city.planned), Tally()
    rows["visits"] = _write_months(into, drawn, tally, progress)
    truth = _truth(city, drawn, tally)
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


def _city(setting: Setting) -> _City:
    grown = adults(setting)
    born = births(setting, grown)
    first_child = len(grown.people)
    population, children = with_children(setting, grown, born)
    enrolled = enrolment(setting, population)
    planned = planned_visits(setting, population, enrolled, born, children)
    return _City(setting, population, enrolled, born, first_child, planned)


def _truth(city: _City, drawn: Months, tally: Tally) -> Truth:
    plan = city.setting.plan
    coming = share_coming(city.setting, city.population, city.enrolled, city.first_child)
    return Truth(
        seed=plan.seed,
        scale=plan.scale,
        months=plan.months,
        first_month=plan.first,
        last_month=plan.last,
        effects=effects(city.setting, coming, drawn, tally),
    )


def _write_lists(into: Path, city: _City) -> dict[str, int]:
    """Everything but visits; rows by kind."""
    setting, population = city.setting, city.population
    elsewhere = births_elsewhere(setting, population)
    panels = panel_rows(setting, population.spells, city.enrolled)
    return {
        "residents": records.write_residents(into, setting, population),
        "births": records.write_births(into, setting, city.born, city.first_child, elsewhere),
        "deaths": records.write_deaths(into, setting, population, Doors(setting)),
        "centres": records.write_centres(into, setting),
        "teams": records.write_teams(into, setting),
        "panels": records.write_panels(into, setting, panels),
        "diagnosis_shares": records.write_diagnosis_shares(into, setting.assumed),
    }


def _write_months(into: Path, months: Months, tally: Tally, progress: Progress) -> int:
    """One file a month, written while the next month is drawn; at most one waits."""
    plan, count = months.setting.plan, 0
    waiting: Future[int] | None = None
    with ThreadPoolExecutor(1) as writer:
        for month in months.delivered():
            progress(VISITS, month.month + 1, plan.months + 1)
            tally.add(month)
            columns = records.visit_columns(months.setting, month.rows, count)
            count += len(month.rows)
            if waiting is not None:
                waiting.result()
            file = into / "visits" / f"{plan.month(month.month):%Y-%m}.parquet"
            waiting = writer.submit(records.write_visits, file, columns)
        if waiting is not None:
            waiting.result()
    return count
