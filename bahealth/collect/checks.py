"""Checks of a whole reading: each observation against its definition, and all against one another."""

from __future__ import annotations

from datetime import date

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.model import Observation, Problem
from bahealth.collect.readers.reading import MAX_LISTED, Found, Reading
from bahealth.collect.rules import faults
from bahealth.i18n import N_


def checked(reading: Reading, source: Source, catalog: Catalog, today: date) -> Reading:
    """The observations, one per key, and every problem: those of the reading and those found here."""
    problems = list(reading.problems)
    kept: dict[object, Found] = {}
    for found in reading.found:
        if len(problems) > MAX_LISTED:
            break
        problems += _found_problems(found, source, catalog, today)
        first = kept.setdefault(found.observation.key, found)
        if first is not found and not _says_the_same(first, found):
            problems.append(_twice(first, found))
    if not kept and not problems:
        problems.append(Problem(file="", message=N_("There is nothing to read in what was sent.")))
    return Reading(tuple(kept.values()), tuple(problems))


def listed(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The first problems in the order of the files, and that there are more."""
    if len(problems) <= MAX_LISTED:
        return problems
    message = N_("There are more than %(limit)s problems: the rest was not looked at.")
    return (*problems[:MAX_LISTED], Problem(file="", message=message, values={"limit": str(MAX_LISTED)}))


def _found_problems(found: Found, source: Source, catalog: Catalog, today: date) -> list[Problem]:
    one = found.observation
    indicator = catalog.indicator.get(one.indicator_id)
    if indicator is None:
        message = N_("There is no indicator %(seen)s.")
        return [Problem(file=found.file, row=found.row, column="indicator", seen=one.indicator_id, message=message)]
    problems: list[Problem] = []
    if indicator.source != source.source_id:
        message = N_("The indicator %(seen)s comes from the source %(expected)s, not from this one.")
        values = {"expected": indicator.source}
        problems.append(
            Problem(
                file=found.file,
                row=found.row,
                column="indicator",
                seen=one.indicator_id,
                message=message,
                values=values,
            )
        )
    area = catalog.area.get(one.area_id)
    if area is None or area.level not in indicator.levels:
        message = N_("The indicator is not given for %(seen)s; expected: %(expected)s.")
        values = {"expected": ", ".join(indicator.levels)}
        problems.append(
            Problem(file=found.file, row=found.row, column="area", seen=one.area_id, message=message, values=values)
        )
    problems += [
        Problem(
            file=found.file,
            row=found.row,
            column=fault.column,
            seen=fault.seen,
            message=fault.message,
            values=fault.values,
        )
        for fault in faults(one, indicator, today)
    ]
    return problems


def _says_the_same(first: Found, second: Found) -> bool:
    """Two files of one delivery may state the same figure; within one file a repeated row is a slip."""
    if first.file == second.file:
        return False
    return _measures(first.observation) == _measures(second.observation)


def _measures(one: Observation) -> tuple[object, ...]:
    return (one.numerator, one.denominator, one.value, one.lower, one.upper, one.sampling_flag)


def _twice(first: Found, second: Found) -> Problem:
    one = second.observation
    message = N_("%(seen)s stands twice: also in row %(expected)s.")
    place = f"{first.row}" if first.file == second.file else f"{first.row} ({first.file})"
    return Problem(
        file=second.file,
        row=second.row,
        column="period",
        seen=f"{one.indicator_id}, {one.area_id}, {one.period.key}",
        message=message,
        values={"expected": place},
    )
