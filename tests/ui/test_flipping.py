"""The same figures with the other direction: every judgement turns round, on every screen and in every file."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bahealth.assess.model import Change, Standing, Status
from bahealth.assess.words import change_word, standing_word
from bahealth.catalog.model import Catalog
from bahealth.charts.comuna_intervals import comuna_interval_rows
from bahealth.charts.comuna_map import comuna_map_rows
from bahealth.charts.comunas import tone_words
from bahealth.charts.funnel import funnel_rows
from bahealth.charts.tone import Tone
from bahealth.i18n import LANGUAGES, Text
from bahealth.store import Database
from bahealth.ui.indicator import _trend_rows
from bahealth.ui.scorecard import row_texts
from bahealth.views.indicator import IndicatorChoice, IndicatorView, indicator_view
from bahealth.views.scorecard import ScorecardChoice, ScorecardView, scorecard_view
from tests.ui.reading import csv_rows, head, pdf_text, screen, xlsx_rows
from tests.views.filled import NOON, OFFICE, a_catalog, aim, definition, deliver, months, release

PEOPLE = {"comuna-1": 400, "comuna-2": 500, "comuna-3": 600, "comuna-4": 700}
TURNED = {"lower": "higher", "higher": "lower"}
GOOD, BAD = {Status.MET, Status.ON_TRACK}, {Status.OFF_TRACK}
MONTHS = 36


def definitions(direction: str) -> Catalog:
    """A proportion, a rate and, as the one that must not turn, a neutral proportion."""
    rate = {"kind": "rate", "interval": "exact_poisson", "multiplier": 1000}
    return a_catalog(
        definition("share", direction=direction),
        definition("pace", direction=direction, order=1, **rate),
        definition("fact", direction="neutral", order=2),
    )


def figures(seed: int, drift: int) -> dict[str, list[int]]:
    """Counts of each comuna: apart from one another, and moved in the last ten months by `drift` times 8 %."""
    rng = np.random.default_rng(seed)
    share = {area_id: 0.25 + 0.12 * place for place, area_id in enumerate(PEOPLE)}
    return {
        area_id: [
            int(rng.binomial(people, share[area_id] + (0.08 * drift if month >= MONTHS - 10 else 0)))
            for month in range(MONTHS)
        ]
        for area_id, people in PEOPLE.items()
    }


@contextmanager
def both_ways(
    seed: int, drift: int, target: float | None = None
) -> Generator[Callable[[int], tuple[Database, Catalog, int]]]:
    """Release 1 says that lower is better, release 2 that higher is; give the number to ask for one."""
    database = Database(None)
    catalogs = {1: definitions("lower"), 2: definitions("higher")}
    try:
        for name in ("share", "pace", "fact"):
            deliver(database, months(name, figures(seed, drift), PEOPLE))
            if target is not None:
                aim(database, name, "city", target * (10 if name == "pace" else 1), date(2027, 12, 31), at=NOON)
        for number, catalog in catalogs.items():
            release(database, catalog, at=NOON + timedelta(hours=number))
        yield lambda number: (database, catalogs[number], number)
    finally:
        database.close()


def scorecard(asked: tuple[Database, Catalog, int], area_id: str) -> ScorecardView:
    database, catalog, number = asked
    view = scorecard_view(database, catalog, ScorecardChoice(area_id=area_id, release_number=number), OFFICE)
    assert view is not None
    return view


def page(asked: tuple[Database, Catalog, int], indicator_id: str, area_id: str) -> IndicatorView:
    database, catalog, number = asked
    choice = IndicatorChoice(indicator_id=indicator_id, area_id=area_id, release_number=number)
    view = indicator_view(database, catalog, choice, OFFICE)
    assert view is not None
    return view


def mirror(text: str, t: Text) -> str:
    """The text with every word of judgement turned round."""
    improving, worsening = change_word(Change.IMPROVING, t), change_word(Change.WORSENING, t)
    pairs = [
        (improving, worsening),
        (improving.lower(), worsening.lower()),
        (standing_word(Standing.ATTENTION, t), standing_word(Standing.GOOD, t)),
        (tone_words(Tone.GOOD, t), tone_words(Tone.CONCERN, t)),
        (Standing.ATTENTION.value, Standing.GOOD.value),
        ("change-improving-lower", "change-worsening-higher"),
        ("change-worsening-lower", "change-improving-higher"),
        ("change-no_signal-lower", "change-no_signal-higher"),
        ("change-cannot_tell-lower", "change-cannot_tell-higher"),
    ]
    turned = dict(pairs) | {after: before for before, after in pairs}
    words = "|".join(re.escape(one) for one in sorted(turned, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])({words})(?![\w-])", lambda found: turned[found.group()], text)


def chart_rows(view: IndicatorView, t: Text) -> list[dict[str, Any]]:
    """The rows of every chart on the page of an indicator."""
    areas = {one.area.area_id: one.area for one in view.comunas}
    verdicts = [one.verdict for one in view.comunas]
    places = dict.fromkeys(areas, (0.0, 0.0))
    return [
        *_trend_rows(view, t),
        *comuna_map_rows(verdicts, areas, places, view.indicator, t),
        *comuna_interval_rows(verdicts, view.city, areas, view.indicator, t),
        *funnel_rows(verdicts, areas, view.indicator, t),
    ]


def mirrored(rows: list[dict[str, Any]], t: Text) -> list[dict[str, Any]]:
    tones = {Tone.GOOD.value: Tone.CONCERN.value, Tone.CONCERN.value: Tone.GOOD.value}

    def turned(name: str, cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        return tones.get(cell, cell) if name == "tone" else mirror(cell, t)

    return [{name: turned(name, cell) for name, cell in row.items()} for row in rows]


@pytest.mark.slow
@settings(max_examples=2, deadline=None)
@example(seed=1, drift=1)
@example(seed=2, drift=-1)
@given(seed=st.integers(0, 10_000), drift=st.sampled_from([-1, 0, 1]))
def test_flipping_the_direction_flips_every_judgement_on_every_screen_and_export(seed: int, drift: int):
    with both_ways(seed, drift) as asked:
        for area_id in ("city", "comuna-1"):
            lower, higher = scorecard(asked(1), area_id), scorecard(asked(2), area_id)
            for language in LANGUAGES:
                _turns_round(lower, higher, Text(language))
                for name in ("share", "pace", "fact"):
                    views = page(asked(1), name, area_id), page(asked(2), name, area_id)
                    _page_turns_round(*views, Text(language))
        if drift:
            changes = {row.verdict.change.change for row in scorecard(asked(1), "city").rows}
            expected = Change.WORSENING if drift > 0 else Change.IMPROVING
            assert {expected, Change.HIGHER if drift > 0 else Change.LOWER} <= changes  # the test sees judgements


def _turns_round(lower: ScorecardView, higher: ScorecardView, t: Text) -> None:
    counts, turned = dict(lower.counts), dict(higher.counts)
    assert (turned[Standing.ATTENTION], turned[Standing.GOOD]) == (counts[Standing.GOOD], counts[Standing.ATTENTION])
    before, after = screen(lower, t), screen(higher, t)
    for name, cells in before.items():
        turns = (lambda text: text) if name in ("fact", "rebound") else (lambda text: mirror(text, t))
        assert {title: turns(cell) for title, cell in cells.items()} == after[name]
        assert {title: turns(cell) for title, cell in csv_rows(lower, t)[name].items()} | _release(2, t) == csv_rows(
            higher, t
        )[name]
        sheet = {
            title: turns(cell) if isinstance(cell, str) else cell for title, cell in xlsx_rows(lower, t)[name].items()
        }
        assert sheet | {t("Release"): 2.0} == xlsx_rows(higher, t)[name]
    printed, turned_print = pdf_text(lower, t), pdf_text(higher, t)
    improving, worsening = change_word(Change.IMPROVING, t), change_word(Change.WORSENING, t)
    table, turned_table = (one[one.index(t("Value (95 % interval)")) :] for one in (printed, turned_print))
    assert (table.count(improving), table.count(worsening)) == (
        turned_table.count(worsening),
        turned_table.count(improving),
    )
    for row, other in zip(lower.rows, higher.rows, strict=True):
        marked = any(point.is_special for point in row.points) or any(
            one.compared and one.compared.against_city for one in row.comunas
        )
        pictures = [
            (row_texts(one, view.area.area_id, "x", t)["sparkline"], row_texts(one, view.area.area_id, "x", t)["strip"])
            for one, view in ((row, lower), (other, higher))
        ]
        is_neutral = row.indicator.indicator_id in ("fact", "rebound")
        assert (pictures[0] == pictures[1]) is (is_neutral or not marked)


def _release(number: int, t: Text) -> dict[str, str]:
    return {t("Release"): str(number)}


def _page_turns_round(lower: IndicatorView, higher: IndicatorView, t: Text) -> None:
    before, after = chart_rows(lower, t), chart_rows(higher, t)
    figures_before, figures_after = head(lower, t), head(higher, t)
    if lower.indicator.indicator_id == "fact":
        assert before == after
        assert figures_before == figures_after
        assert not {Tone.GOOD.value, Tone.CONCERN.value} & {str(row.get("tone")) for row in before}
        return
    assert mirrored(before, t) == after
    assert {term: mirror(text, t) for term, text in figures_before.items()} == figures_after
    assert {Tone.GOOD.value, Tone.CONCERN.value} & {str(row.get("tone")) for row in before}


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), drift=st.sampled_from([-1, 0, 1]), target=st.sampled_from([20.0, 42.0, 44.0, 60.0]))
def test_flipping_the_direction_turns_what_is_said_of_a_target(seed: int, drift: int, target: float):
    with both_ways(seed, drift, target) as asked:
        lower, higher = scorecard(asked(1), "city"), scorecard(asked(2), "city")
        for row, other in zip(lower.rows, higher.rows, strict=True):
            one, two = row.verdict, other.verdict
            if row.indicator.direction.value == "neutral":
                assert one.target is two.target is None
                assert one == two.model_copy(update={"as_of": one.as_of})
                continue
            assert not (one.status in GOOD and two.status in GOOD)
            assert not (one.status in BAD and two.status in BAD)
            assert one.target is not None
            assert two.target is not None
            assert one.target.probability is not None
            assert two.target.probability is not None
            # each is rounded to 5 %, and a value exactly on the target counts for both
            assert one.target.probability + two.target.probability == pytest.approx(1, abs=0.11)
            assert {one.standing, two.standing} != {Standing.GOOD}
