"""What stands on top of every paper of a session: when, who, which release, and what is not real."""

from __future__ import annotations

from typing import Any

from bahealth.assess.model import ReleaseRow
from bahealth.catalog.model import Indicator
from bahealth.catalog.words import theme_text
from bahealth.charts.printable import printable, shown
from bahealth.convene.model import Captured, Effect, Invited, Line, Part, Session
from bahealth.convene.words import deliverable_word, line_kind_word, part_word
from bahealth.i18n import Text
from bahealth.reports.session import Named

ABSENT = "–"
_SHORT = 90


def head(  # noqa: PLR0917 - what a head is made of
    session: Session,
    release: ReleaseRow | None,
    named: Named,
    title: str,
    seal: str | None,
    t: Text,
    *,
    is_simulated: bool,
    is_demonstration: bool,
) -> dict[str, Any]:
    """Title, facts and warnings; `footer` stands on every page."""
    warnings: list[str] = []
    if is_simulated:
        warnings.append(t("Contains simulated figures: they come from a simulation, not from residents."))
    if is_demonstration:
        warnings.append(t("Demonstration: this session, its people and what they promise are made up."))
    return {
        "language": t.language,
        "region": "AR" if t.language == "es" else "GB",
        "product": "BA Salud",
        "title": printable(title),
        "plain_title": shown(title),
        "short_title": _cut(shown(title)),
        "facts": _facts(session, release, named, t),
        "warnings": warnings,
        "marks": [*([t("simulated")] if is_simulated else []), *([t("demonstration")] if is_demonstration else [])],
        "page_of": t("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "numbers": _numbers(release, seal, t),
        "numbers_heading": t("Where the numbers come from"),
    }


def _cut(title: str) -> str:
    return title if len(title) <= _SHORT else title[: _SHORT - 1].rstrip() + "…"


def _facts(session: Session, release: ReleaseRow | None, named: Named, t: Text) -> list[list[str]]:
    planned = t.plural("%(count)s minute", "%(count)s minutes", session.minutes)
    facts = [
        [t("When"), f"{t.long_instant(session.starts_at)} · {planned}"],
        [t("Theme"), printable(theme_text(session.theme, t))],
    ]
    if session.department_ids:
        names = [department(one, named, t) for one in session.department_ids]
        facts.append([t("Departments"), t.joined(names)])
    if release is not None:
        facts.append([t("Numbers"), release_word(release, t)])
    return [fact for fact in facts if fact[1]]


def release_word(release: ReleaseRow, t: Text) -> str:
    """`Release 4 of 1 July 2026`."""
    return t("Release %(number)s of %(day)s", number=release.release_number, day=t.long_day(release.as_of))


def _numbers(release: ReleaseRow | None, seal: str | None, t: Text) -> list[str]:
    said: list[str] = []
    if release is not None:
        said.append(t("%(release)s: the numbers that were known then.", release=release_word(release, t)))
        said.append(t("Fingerprint of the release: %(fingerprint)s", fingerprint=release.fingerprint))
    if seal:
        said.append(t("Seal of the audit: %(seal)s", seal=seal))
    return said


def department(department_id: str, named: Named, t: Text) -> str:
    """Name of a department; its id where the name is not known."""
    known = named.department.get(department_id)
    return printable(t.pick(known.name) if known else department_id)


def people(invited: tuple[Invited, ...], named: Named, t: Text) -> list[list[str]]:
    """Person, what for, department, and whether there; in the order of parts."""
    ordered = sorted(invited, key=lambda one: (list(Part).index(one.part), one.person.casefold()))
    return [[printable(one.person), part_word(one.part, t), _of(one, named, t), _attendance(one, t)] for one in ordered]


def _of(one: Invited, named: Named, t: Text) -> str:
    return department(one.department_id, named, t) if one.department_id else ABSENT


def _attendance(one: Invited, t: Text) -> str:
    if one.is_present is None:
        return t("not recorded")
    return t("present") if one.is_present else t("absent")


def topic_name(line: Line, promised: str, named: Named, t: Text) -> str:
    """What a line is about: its commitment, its indicator and area, or its own title."""
    if promised:
        return printable(promised)
    known = named.indicator.get(line.indicator_id or "")
    if known is not None:
        return printable(about(known, line.area_id, named, t))
    return printable(line.title) or line_kind_word(line.kind, t)


def about(indicator: Indicator, area_id: str | None, named: Named, t: Text) -> str:
    """Indicator and area."""
    area = named.area.get(area_id or "")
    return f"{t.pick(indicator.name)} · {area.name}" if area else t.pick(indicator.name)


def promise(one: Captured, named: Named, t: Text) -> dict[str, Any]:
    """A commitment in words; a dash where something is not said."""
    indicator = named.indicator.get(one.indicator_id or "")
    return {
        "rank": t.number(one.rank) if one.rank else ABSENT,
        "text": printable(one.text),
        "owner": printable(one.owner) or ABSENT,
        "department": department(one.department_id, named, t) if one.department_id else "",
        "deliverable": deliverable_word(one.deliverable, t) if one.deliverable else ABSENT,
        "proof": printable(one.proof) or ABSENT,
        "due": t.day(one.due_on) if one.due_on else ABSENT,
        "indicator": printable(about(indicator, one.area_id, named, t)) if indicator else "",
        "effect": _effect(one.effect, indicator, t) if one.effect else "",
    }


def _effect(effect: Effect, indicator: Indicator | None, t: Text) -> str:
    """The size has its good way positive, so it is said as better or worse, not as up or down."""
    decimals = indicator.decimals if indicator else 1
    size, day = t.number(abs(effect.size), decimals), t.month(effect.on)
    if indicator is not None:
        is_share = indicator.unit.es == "%"  # a difference of shares is in points
        size = t("%(size)s points", size=size) if is_share else t.measured(abs(effect.size), decimals, indicator.unit)
    if effect.size < 0:
        return t("%(size)s worse by %(day)s", size=size, day=day)
    return t("%(size)s better by %(day)s", size=size, day=day)


def signature(session: Session, t: Text) -> dict[str, Any]:
    """Who signed off and when, or that nobody has; a draft says so."""
    if session.signed_at is None:
        return {"is_signed": False, "text": t("Draft: the convenor has not signed it off yet.")}
    person, day = printable(session.signed_by or ABSENT), t.instant(session.signed_at)
    return {"is_signed": True, "text": t("Signed off by %(person)s on %(day)s", person=person, day=day)}
