"""Words of the desk: how a delivery stands, what happened to it, and figures as they are stated."""

from __future__ import annotations

from collections.abc import Iterable

from bahealth.assess.model import Standing
from bahealth.catalog.model import Catalog, Indicator
from bahealth.collect.desk.model import DueCell, DueStatus, Figures, Hand, HandIn, Share
from bahealth.i18n import N_, NO_BREAK_SPACE, Text
from bahealth.ui.words import actor_name
from bahealth.views.desk import Event, EventKind, Lateness

MARKS = {
    DueStatus.ON_TIME: Standing.GOOD.value,
    DueStatus.LATE: Standing.UNCERTAIN.value,
    DueStatus.OVERDUE: Standing.ATTENTION.value,
    DueStatus.WAITING: Standing.STEADY.value,
    DueStatus.DUE: Standing.NO_VERDICT.value,
    DueStatus.AHEAD: Standing.NO_VERDICT.value,
}
_STATUSES = {
    DueStatus.ON_TIME: N_("On time"),
    DueStatus.LATE: N_("Came late"),
    DueStatus.OVERDUE: N_("Overdue"),
    DueStatus.WAITING: N_("Being checked"),
    DueStatus.DUE: N_("Due"),
    DueStatus.AHEAD: N_("Expected"),
    DueStatus.BEFORE_WATCH: N_("Before the first delivery"),
}
_EVENTS = {
    EventKind.DELIVERED: N_("Accepted"),
    EventKind.REFUSED: N_("Refused"),
    EventKind.HANDED_IN: N_("Handed in"),
    EventKind.CHECKED: N_("Checked"),
    EventKind.RELEASED: N_("Released"),
    EventKind.SENT_BACK: N_("Sent back"),
    EventKind.WITHDRAWN: N_("Taken back"),
}


def due_word(status: DueStatus, t: Text) -> str:
    """How an expected delivery stands."""
    return t(_STATUSES[status])


def due_more(cell: DueCell, t: Text) -> str:
    """What stands beside the word: days late, the day, and refused files."""
    parts: list[str] = []
    if cell.status in {DueStatus.LATE, DueStatus.OVERDUE}:
        parts.append(t.plural("%(count)s day", "%(count)s days", cell.days_late))
    if cell.status in {DueStatus.DUE, DueStatus.AHEAD}:
        parts.append(t.day(cell.due_on))
    if cell.attempt_count:
        parts.append(t.plural("%(count)s refused file", "%(count)s refused files", cell.attempt_count))
    return ", ".join(parts)


def share_text(share: Share, t: Text) -> str:
    """`11 of 12 (92 %)`; nothing of nothing is a dash."""
    if not share.whole:
        return "–"
    counts = t("%(part)s of %(whole)s", part=t.number(share.part), whole=t.number(share.whole))
    return f"{counts}{NO_BREAK_SPACE}({t.percent(share.part / share.whole)})"


def lateness_text(lateness: Lateness, t: Text) -> str:
    """The department's row in words: counts, share and interval, or why there is none."""
    if lateness.lower is not None and lateness.upper is not None:
        interval = t(
            "95 %% interval: %(lower)s to %(upper)s", lower=t.percent(lateness.lower), upper=t.percent(lateness.upper)
        )
        return f"{share_text(lateness.share, t)}; {interval}"
    if lateness.next_due_on is not None:
        return t(
            "Nothing was expected yet; the first day that counts is %(day)s.", day=t.long_day(lateness.next_due_on)
        )
    if lateness.has_lines:
        return t("Nothing has come yet from this department, so nothing is expected.")
    return t("Nothing with a day of its own is expected from this department.")


def hand_word(handed: HandIn, t: Text) -> str:
    """Where a delivery stands on its way, with who and when."""
    if handed.step is Hand.CHECKED and handed.step_at and handed.step_by:
        return t("Checked by %(who)s, %(at)s", who=actor_name(handed.step_by, t), at=t.instant(handed.step_at))
    return t("Handed in by %(who)s, %(at)s", who=actor_name(handed.handed_in_by, t), at=t.instant(handed.handed_in_at))


def figures_text(figures: Figures, indicator: Indicator, t: Text) -> str:
    """Counts and value as they are stated: `70 / 100`, `7,0 %`."""
    parts: list[str] = []
    if figures.numerator is not None:
        counts = [figures.numerator] if figures.denominator is None else [figures.numerator, figures.denominator]
        parts.append(" / ".join(t.number(one) for one in counts))
    if figures.value is not None:
        parts.append(t.measured(figures.value, indicator.decimals, indicator.unit))
    elif figures.numerator is not None and figures.denominator:
        value = indicator.multiplier * figures.numerator / figures.denominator
        parts.append(t.measured(value, indicator.decimals, indicator.unit))
    return " = ".join(parts) or "–"


def event_row(event: Event, t: Text) -> dict[str, str]:
    """One line of a history: when, who, what, and what belongs to it."""
    more: list[str] = []
    if event.count is not None and event.kind is EventKind.REFUSED:
        more.append(t.plural("%(count)s reason", "%(count)s reasons", event.count))
    elif event.count is not None:
        more.append(t.plural("%(count)s row", "%(count)s rows", event.count))
    if event.file_names:
        more.append(event.file_names.replace("\n", ", "))
    if event.reason:
        more.append(event.reason)
    return {
        "at": t.instant(event.at),
        "who": actor_name(event.who, t),
        "what": t(_EVENTS[event.kind]),
        "more": " · ".join(more),
        "badge": t("Simulated") if event.is_simulated else "",
    }


def indicator_names(indicator_ids: Iterable[str], catalog: Catalog, t: Text) -> str:
    """`a, b and c`: indicators by their short names."""
    return t.joined([t.pick(catalog.indicator[one].short_name) for one in indicator_ids])
