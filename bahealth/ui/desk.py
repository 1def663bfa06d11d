"""Drawing the desk of deliveries: what waits, the calendar, freshness and completeness, contests, refused files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.collect.desk.model import Attempt, DueCell, DueStatus, Freshness, Hand
from bahealth.collect.returned import problem_line
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.ui import address
from bahealth.ui.choices import in_address
from bahealth.ui.contests import contest_texts
from bahealth.ui.desk_words import (
    MARKS,
    due_more,
    due_word,
    event_row,
    hand_word,
    indicator_names,
    lateness_text,
    share_text,
)
from bahealth.ui.html import render
from bahealth.ui.storehouse import catalog as opened_catalog
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name
from bahealth.views.desk import (
    DeskChoice,
    DeskView,
    HandInRow,
    LineRow,
    Overdue,
    SourceDesk,
    desk_departments,
    shown_months,
)

CHOSEN = "revisar"


def now() -> datetime:
    """The instant of this drawing, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def choose_department(t: Text, catalog: Catalog, actor: Actor) -> DeskChoice:
    """One department or all; who belongs to one has no choice."""
    names = {one.department_id: t.pick(one.name) for one in desk_departments(catalog, actor)}
    if len(names) < 2:
        return DeskChoice(next(iter(names), None))
    with st.container(key="filters"):
        chosen = in_address(
            "departamento",
            lambda: st.selectbox(
                t("Department"),
                names,
                index=None,
                placeholder=t("All departments"),
                format_func=names.__getitem__,
                key="departamento",
                width=420,
            ),
            allowed=names,
            default=None,
        )
    return DeskChoice(chosen)


def draw_desk(view: DeskView, t: Text, *, act: Callable[[], None]) -> None:
    """The page below its filter; `act` draws what the person can do with what was chosen, below what waits."""
    title_page(t("Deliveries"), *([t.pick(view.department.name)] if view.department else []))
    st.html(render("desk_waiting", t, view=view, **_waiting(view, t)))
    act()
    back, ahead = shown_months(view.today)
    st.html(
        render(
            "desk",
            t,
            view=view,
            months=[(one.isoformat(), t.short_month(one)) for one in back],
            rows=_calendar_rows(view, back, t),
            unwatched=_unwatched(view, t),
            legend=[(MARKS[one], due_word(one, t)) for one in MARKS if one is not DueStatus.AHEAD],
            ahead=_ahead(view, ahead, t),
            sources=[_source_row(one, t) for one in view.sources],
            open_contests=[contest_texts(one, t) for one in view.open_contests],
            ruled_contests=[contest_texts(one, t) for one in view.ruled_contests],
            attempts=[_attempt_row(one, t) for one in view.attempts],
            lateness=[(t.pick(one.department.name), lateness_text(one, t), one.is_simulated) for one in view.lateness],
        )
    )


def _waiting(view: DeskView, t: Text) -> dict[str, Any]:
    return {
        "lateness": [(t.pick(one.department.name), lateness_text(one, t), one.is_simulated) for one in view.lateness],
        "to_do": [_hand_in_row(one, t) for one in view.to_do],
        "on_the_way": [_hand_in_row(one, t) for one in view.hand_ins if one not in view.to_do],
        "to_rule": [contest_texts(one, t) for one in view.to_rule],
        "overdue": [_overdue_row(one, t) for one in view.overdue],
    }


def _hand_in_row(row: HandInRow, t: Text) -> dict[str, str]:
    next_step = t("Waits to be released") if row.handed.step is Hand.CHECKED else t("Waits to be checked")
    return {
        "address": address.address(address.DESK, t.language, **{CHOSEN: row.handed.hand_in_id}),
        "name": t.pick(row.source.name),
        "step": next_step,
        "said": hand_word(row.handed, t),
        "rows": t.plural("%(count)s row", "%(count)s rows", row.handed.row_count),
    }


def _overdue_row(row: Overdue, t: Text) -> dict[str, str]:
    return {
        "name": t.pick(row.source.name),
        "address": address.address(address.SEND, t.language, fuente=row.source.source_id),
        "period": t.period(row.cell.period),
        "said": t("was due on %(day)s", day=t.long_day(row.cell.due_on)),
        "missing": indicator_names(row.cell.missing, opened_catalog(), t),
        "more": due_more(row.cell, t),
    }


def _calendar_rows(view: DeskView, months: Sequence[date], t: Text) -> list[dict[str, Any]]:
    return [
        {
            "name": _line_name(desk, row, t),
            "months": [[_cell(cell, t) for cell in row.calendar.cells if _is_in(cell, month)] for month in months],
            "watched": t.day(row.calendar.watched_from),
            "is_simulated": row.is_simulated,
        }
        for desk in view.sources
        for row in desk.lines
        if row.calendar.watched_from is not None
    ]


def _unwatched(view: DeskView, t: Text) -> str:
    """Lines of which nothing has ever come."""
    return "; ".join(
        _line_name(desk, row, t) for desk in view.sources for row in desk.lines if not row.calendar.watched_from
    )


def _line_name(desk: SourceDesk, row: LineRow, t: Text) -> str:
    """The source; where its indicators are not all due together, with those that are."""
    name = t.pick(desk.source.name)
    if len(desk.lines) == 1:
        return name
    return f"{name}: {indicator_names(row.calendar.line.indicator_ids, opened_catalog(), t)}"


def _is_in(cell: DueCell, month: date) -> bool:
    return (cell.due_on.year, cell.due_on.month) == (month.year, month.month)


def _cell(cell: DueCell, t: Text) -> dict[str, str]:
    return {
        "mark": MARKS.get(cell.status, ""),
        "word": due_word(cell.status, t),
        "more": due_more(cell, t),
        "period": t.period(cell.period),
        "missing": indicator_names(cell.missing, opened_catalog(), t),
    }


def _ahead(view: DeskView, months: Sequence[date], t: Text) -> list[dict[str, Any]]:
    """The months to come, each with what is due in it."""
    found: list[dict[str, Any]] = []
    for month in months:
        due = [
            {"name": _line_name(desk, row, t), "day": t.day(cell.due_on), "period": t.period(cell.period)}
            for desk in view.sources
            for row in desk.lines
            for cell in row.calendar.cells
            if _is_in(cell, month)
        ]
        if due:
            found.append({"month": t.month(month), "due": due})
    return found


def _source_row(desk: SourceDesk, t: Text) -> dict[str, Any]:
    return {
        "name": t.pick(desk.source.name),
        "address": address.address(address.SEND, t.language, fuente=desk.source.source_id),
        "hands": t("three hands") if desk.source.hands > 1 else t("one hand"),
        "is_records": desk.source.records is not None,
        "is_simulated": desk.last is not None and desk.last.is_simulated,
        "last": t.instant(desk.last.accepted_at) if desk.last else "",
        "lines": [_fresh(row, t) for row in desk.lines],
        "events": [event_row(one, t) for one in desk.events],
    }


def _fresh(row: LineRow, t: Text) -> dict[str, str]:
    one = row.freshness
    behind = (
        t.plural("%(count)s month behind", "%(count)s months behind", one.months_behind)
        if one.months_behind
        else t("up to date")
    )
    return {
        "newest": _reach(one, t),
        "expected": t.period(one.expected),
        "behind": behind if one.newest else "",
        "mark": "attention" if one.months_behind else "good",
        "complete": share_text(row.complete, t),
        "never": indicator_names(row.never_came, opened_catalog(), t),
    }


def _reach(one: Freshness, t: Text) -> str:
    """The newest period; of indicators that reach differently far, that of the slowest and of the furthest."""
    if one.newest is None or one.furthest is None:
        return t("nothing yet")
    if one.newest == one.furthest:
        return t.period(one.newest)
    return t("%(first)s to %(last)s, by indicator", first=t.period(one.newest), last=t.period(one.furthest))


def _attempt_row(one: Attempt, t: Text) -> dict[str, str]:
    return {
        "source": t.pick(opened_catalog().source[one.source_id].name),
        "at": t.instant(one.tried_at),
        "who": actor_name(one.tried_by, t),
        "files": one.file_names.replace("\n", ", "),
        "count": t.number(one.problem_count),
        "first": problem_line(one.first_problem, t),
    }
