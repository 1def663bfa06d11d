"""Whether the record is whole, in words."""

from __future__ import annotations

from bahealth.i18n import N_, Text
from bahealth.store.chain import AuditReport, Break, BreakKind

_BREAKS = {
    BreakKind.CHANGED: N_("Line %(number)s was changed or put in."),
    BreakKind.MOVED: N_("Line %(number)s stood at another place."),
}


def state_text(report: AuditReport, t: Text) -> str:
    """`The record is whole: 1,204 lines.`, or that it is not."""
    lines = t.plural("%(count)s line", "%(count)s lines", report.line_count)
    if report.is_whole:
        return t("The record is whole: %(lines)s.", lines=lines)
    return t("The record is not whole: %(lines)s.", lines=lines)


def findings(report: AuditReport, t: Text) -> list[str]:
    """What is wrong, the first break first; nothing in a whole record."""
    found = [_break_text(report.first_break, t)] if report.first_break else []
    if report.break_count > 1:
        found.append(
            t.plural(
                "In all %(count)s line breaks the chain.", "In all %(count)s lines break the chain.", report.break_count
            )
        )
    if report.unmatched_count:
        found.append(
            t.plural(
                "%(count)s row or line has no partner: what the tables hold is not what the record tells.",
                "%(count)s rows and lines have no partner: what the tables hold is not what the record tells.",
                report.unmatched_count,
            )
        )
    return found


def _break_text(one: Break, t: Text) -> str:
    if one.kind is BreakKind.MISSING:
        return t.plural(
            "%(count)s line before line %(number)s was removed.",
            "%(count)s lines before line %(number)s were removed.",
            one.missing_count,
            number=t.number(one.line_number),
        )
    return t(_BREAKS[one.kind], number=t.number(one.line_number))
