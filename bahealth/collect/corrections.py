"""Known errors of a source, mended where they stand, with an expectation that fails when the source repairs them."""

from __future__ import annotations

from bahealth.catalog.model import Catalog, Correction, Source
from bahealth.collect.model import Observation, Problem
from bahealth.collect.readers.reading import Found, Reading
from bahealth.collect.rules import stated_value
from bahealth.i18n import N_


def corrected(reading: Reading, source: Source, catalog: Catalog) -> tuple[Reading, tuple[str, ...]]:
    """The reading with the corrections of `source`, and the ids of those that were applied."""
    by_place = {
        (one.indicator_id, one.area_id, one.period): one
        for one in catalog.corrections
        if one.source_id == source.source_id
    }
    kept: list[Found] = []
    problems = list(reading.problems)
    applied: list[str] = []
    for found in reading.found:
        one = found.observation
        correction = by_place.get((one.indicator_id, one.area_id, one.period.key))
        if correction is None:
            kept.append(found)
            continue
        stated = stated_value(one, catalog.indicator[one.indicator_id])
        if stated != correction.expected:
            problems.append(_repaired(found, correction, stated))
            kept.append(found)
            continue
        if correction.correction_id not in applied:
            applied.append(correction.correction_id)
        if correction.replacement is not None:
            kept.append(Found(_replaced(one, correction), found.file, found.row))
    return Reading(tuple(kept), tuple(problems)), tuple(applied)


def _replaced(one: Observation, correction: Correction) -> Observation:
    note = f"{correction.reason.en} / {correction.reason.es}"
    if one.value is None and one.denominator is None:
        return one.model_copy(update={"numerator": correction.replacement, "note": note})
    return one.model_copy(update={"value": correction.replacement, "numerator": None, "note": note})


def _repaired(found: Found, correction: Correction, stated: float | None) -> Problem:
    message = N_(
        "The value is %(seen)s; the correction %(correction)s expects %(expected)s there. The source may have repaired"
        " its error: look at the correction again."
    )
    values = {"correction": correction.correction_id, "expected": f"{correction.expected:g}"}
    seen = "–" if stated is None else f"{stated:g}"
    return Problem(file=found.file, row=found.row, column="value", seen=seen, message=message, values=values)
