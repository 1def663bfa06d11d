"""How long the pre-read of twenty rows takes, each with its chart: in a new process, and once more in the same one."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from datetime import UTC, date, datetime

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Point, ReleaseRow, Standing, Status, Verdict
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog, Indicator
from bahealth.catalog.periods import add_months
from bahealth.config import PROJECT
from bahealth.convene.model import Agenda, Line, LineKind, Session, Story
from bahealth.i18n import Text
from bahealth.reports.preread_pdf import preread_pdf
from bahealth.reports.session import Named, PrereadRow, PrereadView

GOAL_SECONDS = 10.0
RUNS, ROWS, MONTHS = 5, 20, 60
FIRST = date(2021, 1, 1)
NOW = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
STORY = "Faltaron turnos en dos centros de salud y la demanda creció. " * 12


def _row(place: int, indicator: Indicator) -> PrereadRow:
    points = tuple(
        Point(
            period_start=add_months(FIRST, month),
            period_months=1,
            value=50 + 10 * (month * (place + 3) % 7) / 7,
            lower=44.0,
            upper=66.0,
            is_simulated=True,
        )
        for month in range(MONTHS)
    )
    verdict = Verdict(
        indicator_id=indicator.indicator_id,
        area_id="city",
        as_of=NOW.date(),
        direction=indicator.direction,
        status=Status.NO_TARGET,
        standing=Standing.STEADY,
        value=points[-1].value,
        period_start=points[-1].period_start,
        period_months=1,
        change=ChangeVerdict(change=Change.NO_SIGNAL, method=ChangeMethod.XMR),
        is_simulated=True,
    )
    line = Line(
        line_id=str(place), kind=LineKind.SIGNAL, indicator_id=indicator.indicator_id, area_id="city", minutes=4
    )
    story = Story(
        session_id="s",
        indicator_id=indicator.indicator_id,
        area_id="city",
        happened=STORY,
        why=STORY,
        next_steps=STORY,
        needed=STORY,
        author="a",
    )
    return PrereadRow(line=line, verdict=verdict, points=points, story=story)


def _view(catalog: Catalog) -> PrereadView:
    rows = tuple(_row(place, one) for place, one in enumerate(catalog.indicators[:ROWS]))
    return PrereadView(
        session=Session(session_id="s", title="Sesión sintética", theme="Medición", starts_at=NOW),
        release=ReleaseRow(
            release_number=1,
            cutoff_at=NOW,
            released_at=NOW,
            released_by="bench",
            as_of=NOW.date(),
            catalog_version="c",
            program_version="p",
            verdict_count=ROWS,
            fingerprint="0" * 64,
        ),
        agenda=Agenda(session_id="s", lines=tuple(row.line for row in rows), expected_false_alarms=1.0),
        rows=rows,
        named=Named(
            indicators=catalog.indicators,
            areas=catalog.areas,
            departments=catalog.departments,
            sources=catalog.sources,
        ),
    )


def _measure() -> tuple[float, float, float, float]:
    """Seconds of the first and of the second print, processor seconds of the first, peak memory in MiB."""
    view = _view(load_catalog(PROJECT / "data"))
    start, used = time.perf_counter(), time.process_time()
    preread_pdf(view, Text("es"))
    first, processor = time.perf_counter() - start, time.process_time() - used
    start = time.perf_counter()
    preread_pdf(view, Text("es"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return first, time.perf_counter() - start, processor, peak


def main() -> None:
    """Print the median and the worst of the runs, each in a process of its own."""
    found: list[tuple[float, float, float, float]] = []
    for _ in range(RUNS):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found.append(pool.apply(_measure))
    firsts, seconds, processors, peaks = zip(*found, strict=True)
    print(
        f"pre-read of {ROWS} rows in a new process, goal under {GOAL_SECONDS:.0f} s: median "
        f"{statistics.median(firsts):.1f} s, worst {max(firsts):.1f} s of {RUNS}; processor time "
        f"{statistics.median(processors):.1f} s; again in the same process {statistics.median(seconds):.1f} s; "
        f"peak memory {max(peaks):.0f} MiB"
    )


if __name__ == "__main__":
    main()
