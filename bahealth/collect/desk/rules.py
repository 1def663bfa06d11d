"""When a delivery is due and how it stands: pure, on plain values. Days are those of Buenos Aires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bahealth.catalog.model import Area, Catalog, Frequency, Indicator, Level, Source
from bahealth.catalog.periods import Period, add_months
from bahealth.collect.desk.model import CalendarLine, DueCell, DueStatus, Freshness, Line, Received, Share

_BUENOS_AIRES: Final = ZoneInfo("America/Argentina/Buenos_Aires")
_SIZES: Final = (Level.CITY, Level.COMUNA, Level.BARRIO, Level.BLOCK)


def local_day(at: datetime) -> date:
    """The day in Buenos Aires of an instant in UTC: a delivery at 23:30 there is of that day."""
    return at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES).date()


def due_on(period: Period, lag_months: int) -> date:
    """The last day on which the period is on time: its end moved by the lag, at the end of that month."""
    return add_months(period.next_start, lag_months) - timedelta(days=1)


def expected_period(frequency: Frequency, lag_months: int, on: date) -> Period:
    """The newest period whose day has passed: the same that the verdict calls expected."""
    months = frequency.months
    reached = add_months(on, -lag_months)
    running = Period(date(reached.year, (reached.month - 1) // months * months + 1, 1), months)
    return running.shifted(-1)


def periods_due(frequency: Frequency, lag_months: int, *, after: date, until: date) -> list[Period]:
    """Periods whose day lies after `after` and not after `until`, oldest first."""
    period = expected_period(frequency, lag_months, after).shifted(1)
    found: list[Period] = []
    while due_on(period, lag_months) <= until:
        if due_on(period, lag_months) > after:
            found.append(period)
        period = period.shifted(1)
    return found


def lines_of(source: Source, catalog: Catalog) -> list[Line]:
    """What is expected of a source: its indicators by frequency and lag.

    Sources of records have no lines of their own: their months are expected where they are measured.
    """
    found: dict[tuple[Frequency, int], list[str]] = {}
    for one in catalog.indicators:
        if one.source == source.source_id:
            found.setdefault((one.frequency, one.lag_months), []).append(one.indicator_id)
    return [
        Line(source_id=source.source_id, frequency=frequency, lag_months=lag, indicator_ids=tuple(ids))
        for (frequency, lag), ids in found.items()
    ]


@dataclass(frozen=True)
class Known:
    """What has arrived of a line's source: city values by indicator and period, and what is under way."""

    first_on: Mapping[tuple[str, Period], date]
    waiting: Collection[tuple[str, Period]] = ()
    attempts: Sequence[date] = ()
    watched_from: Mapping[str, date] = field(init=False)
    newest: Mapping[str, Period] = field(init=False)

    def __post_init__(self) -> None:
        watched: dict[str, date] = {}
        newest: dict[str, Period] = {}
        for (indicator_id, period), day in self.first_on.items():
            watched[indicator_id] = min(day, watched.get(indicator_id, day))
            newest[indicator_id] = max(period, newest.get(indicator_id, period))
        object.__setattr__(self, "watched_from", watched)
        object.__setattr__(self, "newest", newest)


def known(
    received: Iterable[Received],
    catalog: Catalog,
    *,
    waiting: Collection[tuple[str, Period]] = (),
    attempts: Iterable[date] = (),
) -> Known:
    """What `received` says of the whole city: neither comunas alone nor wider windows make a period received."""
    months = {one.indicator_id: one.frequency.months for one in catalog.indicators}
    first_on = {
        (one.indicator_id, one.period): local_day(one.first_at)
        for one in received
        if one.level is Level.CITY and one.period_months == months.get(one.indicator_id)
    }
    return Known(first_on, waiting, sorted(attempts))


def calendar_line(line: Line, known: Known, *, today: date, after: date, until: date) -> CalendarLine:
    """Every period of the line that is due after `after` and not after `until`, and how it stands today."""
    watched = [known.watched_from[one] for one in line.indicator_ids if one in known.watched_from]
    if not watched:
        return CalendarLine(line=line, watched_from=None, cells=())
    periods = periods_due(line.frequency, line.lag_months, after=after, until=until)
    cells = [_cell(line, period, known, today) for period in periods]
    return CalendarLine(line=line, watched_from=min(watched), cells=tuple(_with_attempts(cells, known.attempts)))


def _cell(line: Line, period: Period, known: Known, today: date) -> DueCell:
    day = due_on(period, line.lag_months)
    asked = [one for one in line.indicator_ids if known.watched_from.get(one, date.max) <= day]
    if not asked:
        return _unwatched_cell(line, period, day, known, today)
    days = [known.first_on.get((one, period)) for one in asked]
    missing = tuple(one for one, came in zip(asked, days, strict=True) if came is None)
    if not missing:
        came_on = max(one for one in days if one is not None)
        late = max((came_on - day).days, 0)
        status = DueStatus.LATE if late else DueStatus.ON_TIME
        return DueCell(period=period, due_on=day, status=status, received_on=came_on, days_late=late)
    return _missing_cell(period, day, missing, known, today)


def _unwatched_cell(line: Line, period: Period, day: date, known: Known, today: date) -> DueCell:
    """It was due before the first delivery: history, unless the first delivery left it out and nothing newer came."""
    missing = tuple(one for one in line.indicator_ids if one in known.newest and known.newest[one].end < period.end)
    if missing:
        return _missing_cell(period, day, missing, known, today)
    return DueCell(period=period, due_on=day, status=DueStatus.BEFORE_WATCH)


def _missing_cell(period: Period, day: date, missing: tuple[str, ...], known: Known, today: date) -> DueCell:
    days_late = max((today - day).days, 0)
    if all((one, period) in known.waiting for one in missing):
        status = DueStatus.WAITING
    elif today > day:
        status = DueStatus.OVERDUE
    else:
        status = DueStatus.DUE if period.end < today else DueStatus.AHEAD
    return DueCell(period=period, due_on=day, status=status, days_late=days_late, missing=missing)


def _with_attempts(cells: list[DueCell], attempts: Sequence[date]) -> list[DueCell]:
    """Each refused attempt stands with the first period that had ended and had not come by that day."""
    counts = dict.fromkeys(range(len(cells)), 0)
    for day in attempts:
        for place, cell in enumerate(cells):
            open_then = cell.status is not DueStatus.BEFORE_WATCH and (
                cell.received_on is None or cell.received_on >= day
            )
            if cell.period.end < day and open_then:
                counts[place] += 1
                break
    return [cell.model_copy(update={"attempt_count": counts[place]}) for place, cell in enumerate(cells)]


def on_time(cells: Iterable[DueCell], *, watched_from: date | None, today: date) -> Share:
    """How many of the deliveries whose day has passed, while somebody was waiting, came on time."""
    if watched_from is None:
        return Share(part=0, whole=0)
    judged = [one for one in cells if one.is_counted and watched_from <= one.due_on < today]
    return Share(part=sum(one.status is DueStatus.ON_TIME for one in judged), whole=len(judged))


def freshness(line: Line, known: Known, *, today: date) -> Freshness:
    """How far the slowest indicator reaches, of those that have ever arrived."""
    expected = expected_period(line.frequency, line.lag_months, today)
    reached = [known.newest[one] for one in line.indicator_ids if one in known.newest]
    newest = min(reached, default=None)
    behind = 0 if newest is None else _months(expected) - _months(newest)
    return Freshness(
        newest=newest, furthest=max(reached, default=None), expected=expected, months_behind=max(behind, 0)
    )


def _months(period: Period) -> int:
    return period.next_start.year * 12 + period.next_start.month


def completeness(
    line: Line, received: Iterable[Received], catalog: Catalog, *, watched: Collection[str], today: date
) -> Share:
    """Cells that hold a value, of those expected over the last year: indicator x area at its finest level x period.

    Indicators that have never arrived are named elsewhere and expect nothing here.
    """
    periods = periods_due(line.frequency, line.lag_months, after=add_months(today, -12), until=today)
    counts = {(one.indicator_id, one.level, one.period): one.area_count for one in received}
    found = Share(part=0, whole=0)
    for indicator_id in line.indicator_ids:
        if indicator_id in watched:
            level = finest_level(catalog.indicator[indicator_id])
            areas = _count_areas(catalog.areas, level)
            held = sum(min(counts.get((indicator_id, level, period), 0), areas) for period in periods)
            found += Share(part=held, whole=areas * len(periods))
    return found


def finest_level(indicator: Indicator) -> Level:
    """The smallest level at which the source can speak."""
    return max(indicator.levels, key=_SIZES.index)


def _count_areas(areas: Iterable[Area], level: Level) -> int:
    return sum(one.level is level for one in areas)
