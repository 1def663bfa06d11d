"""Lines of the record as sentences: who did what, what it was before and is after, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

from bahealth.catalog.model import Catalog, Indicator
from bahealth.catalog.periods import Period
from bahealth.errors import Refusal
from bahealth.i18n import N_, Text
from bahealth.people.audit.model import Line, command_key
from bahealth.people.model import Actor, Role
from bahealth.people.responsibilities.model import Part
from bahealth.targets.model import Basis, Path
from bahealth.targets.words import BASIS_WORDS, PATH_WORDS
from bahealth.ui import audit_effect_words, audit_session_words
from bahealth.ui.responsibilities_words import department_name, part_word
from bahealth.ui.roles import role_name
from bahealth.ui.target_words import STEPS
from bahealth.ui.words import actor_name, said_alone

SENTENCES = {
    "acceptdelivery": N_("%(who)s took in a delivery of %(about)s."),
    "acceptrecords": N_("%(who)s took in records of %(about)s."),
    "handin": N_("%(who)s handed in a file of %(about)s."),
    "recordrefusedattempt": N_("%(who)s tried a file of %(about)s that was refused."),
    "withdrawhandin": N_("%(who)s took a file of %(about)s back."),
    "checkhandin": N_("%(who)s checked a file of %(about)s."),
    "sendbackhandin": N_("%(who)s sent a file of %(about)s back."),
    "releasehandin": N_("%(who)s released a file of %(about)s."),
    "contestvalue": N_("%(who)s contested a value of %(about)s."),
    "ruleoncontest": N_("%(who)s ruled on a contested value of %(about)s."),
    "writenote": N_("%(who)s wrote a note on %(about)s."),
    "runmeasures": N_("%(who)s measured the records."),
    "measureaccess": N_("%(who)s measured who lives near a centre."),
    "makerelease": N_("%(who)s made %(about)s."),
    "opencatchuplist": N_("%(who)s opened the catch-up list of %(about)s."),
    "opencatchuplistrefused": N_("%(who)s was refused the catch-up list of %(about)s."),
    "proposetarget": N_("%(who)s proposed a target for %(about)s."),
    "withdrawproposal": N_("%(who)s withdrew the proposal of a target for %(about)s."),
    "approvetarget": N_("%(who)s approved the target of %(about)s."),
    "confirmtarget": N_("%(who)s confirmed the target of %(about)s."),
    "returntarget": N_("%(who)s returned the proposal of a target for %(about)s."),
    "settarget": N_("%(who)s set the target of %(about)s."),
    "requireconfirmation": N_("%(who)s decided whether the mayor's office confirms targets of %(about)s."),
    "acceptdeviation": N_("%(who)s accepted a deviation from the target of %(about)s."),
    "beginlimitsagain": N_("%(who)s let the control limits of %(about)s begin again."),
    "undorebasing": N_("%(who)s took back that the control limits of %(about)s begin again."),
    "enddeviation": N_("%(who)s ended an accepted deviation from the target of %(about)s."),
    "assignresponsibility": N_("%(who)s assigned a responsibility for %(about)s."),
    "confirmresponsibility": N_("%(who)s confirmed the responsibilities for %(about)s."),
    "changemember": N_("%(who)s changed what is known of the member %(about)s."),
    "bindmember": N_("%(who)s signed in for the first time as the member %(about)s."),
    "followgroups": N_(
        "%(who)s followed the groups of the sign-in provider: the role of the member %(about)s changed."
    ),
    "mapgroup": N_("%(who)s decided what the group %(about)s brings."),
    "saveplan": N_("%(who)s saved a plan of sites."),
    "initstore": N_("%(who)s began this record."),
    "takeindata": N_("%(who)s took in the data of the installation."),
    "bindsecret": N_("%(who)s bound the store to the secret of this installation."),
    **audit_session_words.SENTENCES,
    **audit_effect_words.SENTENCES,
}
COMMANDS = {
    "acceptdelivery": N_("Delivery taken in"),
    "acceptrecords": N_("Records taken in"),
    "handin": N_("File handed in"),
    "recordrefusedattempt": N_("File refused"),
    "withdrawhandin": N_("File taken back"),
    "checkhandin": N_("File checked"),
    "sendbackhandin": N_("File sent back"),
    "releasehandin": N_("File released"),
    "contestvalue": N_("Value contested"),
    "ruleoncontest": N_("Contested value ruled on"),
    "writenote": N_("Note written"),
    "runmeasures": N_("Records measured"),
    "measureaccess": N_("Nearness measured"),
    "makerelease": N_("Release made"),
    "saveplan": N_("Plan of sites saved"),
    "opencatchuplist": N_("Catch-up list opened"),
    "opencatchuplistrefused": N_("Catch-up list refused"),
    "proposetarget": N_("Target proposed"),
    "withdrawproposal": N_("Proposal withdrawn"),
    "approvetarget": N_("Target approved"),
    "confirmtarget": N_("Target confirmed"),
    "returntarget": N_("Proposal returned"),
    "settarget": N_("Target set"),
    "requireconfirmation": N_("Confirmation by the mayor's office decided"),
    "acceptdeviation": N_("Deviation accepted"),
    "enddeviation": N_("Deviation ended"),
    "beginlimitsagain": N_("Control limits begun again"),
    "undorebasing": N_("New control limits taken back"),
    "assignresponsibility": N_("Responsibility assigned"),
    "confirmresponsibility": N_("Responsibilities confirmed"),
    "changemember": N_("Member changed"),
    "bindmember": N_("First sign-in of a member"),
    "followgroups": N_("Role brought by a group"),
    "mapgroup": N_("Group of the sign-in mapped"),
    "initstore": N_("Record begun"),
    "takeindata": N_("Data of the installation taken in"),
    "bindsecret": N_("Store bound to its secret"),
    **audit_session_words.COMMANDS,
    **audit_effect_words.COMMANDS,
}
FIELDS = {
    "target_value": N_("target"),
    "due_on": N_("due"),
    "baseline": N_("baseline"),
    "baseline_value": N_("value of the baseline"),
    "baseline_lower": N_("lower limit of the baseline"),
    "baseline_upper": N_("upper limit of the baseline"),
    "path": N_("course"),
    "milestones": N_("milestones"),
    "basis": N_("basis of the target"),
    "is_loosened": N_("loosened"),
    "is_required": N_("confirmation required"),
    "from_on": N_("from"),
    "cause": N_("cause"),
    "evidence": N_("evidence"),
    "until_on": N_("until"),
    "happened_on": N_("day of the event"),
    "is_break": N_("break of the series"),
    "text": N_("text"),
    "row_count": N_("rows"),
    "release_number": N_("number of the release"),
    "as_of": N_("as of"),
    "verdict_count": N_("verdicts"),
    "child_count": N_("children"),
    "part": N_("part"),
    "department_id": N_("department"),
    "member_email": N_("member"),
    "substitute_email": N_("substitute"),
    "is_withdrawn": N_("withdrawn"),
    "role": N_("role"),
    "is_active": N_("active"),
    "display_name": N_("name shown"),
    "claimed_value": N_("value claimed"),
    "stands_value": N_("value that stands"),
    "method": N_("method"),
    "is_upheld": N_("upheld"),
    "step": N_("step"),
    "claimed": N_("value claimed"),
    "stands": N_("value that stands"),
    "numerator": N_("numerator"),
    "denominator": N_("denominator"),
    "problem_count": N_("problems"),
    "first_problem": N_("first problem"),
    "file_names": N_("files"),
    "is_in_force": N_("in force from then on"),
    **audit_session_words.FIELDS,
    **audit_effect_words.FIELDS,
}
_STEPS = {
    **{step.value: words for step, words in STEPS.items()},
    "checked": N_("Checked"),
    "released": N_("Released"),
    "sent_back": N_("Sent back"),
}
_SILENT = {"initstore", "takeindata", "bindsecret"}  # what comes after is of use to the program only
_DELIVERY = re.compile(r"^(?P<source>[a-z0-9_]+) (?P<hash>[0-9a-f]+) (?P<count>\d+)$")
_MEASURED = re.compile(r"^(?P<deliveries>\d+) deliveries, (?P<values>\d+) values changed$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_LONGEST = 240
Change = tuple[str, str, str]
"""What changed, what it was (empty: nothing), and what it is."""


def sentence(line: Line, catalog: Catalog, t: Text) -> str:
    """Who did what: `Lucía Ñandú set the target of Infant mortality, Comuna 3`."""
    who = said_alone(actor_name(line.actor, t))
    if "," in who:
        who += ","
    about = subject_text(line, catalog, t)
    known = SENTENCES.get(command_key(line.command))
    if known is None:
        return t("%(who)s did “%(command)s”: %(about)s.", who=who, command=line.command, about=about)
    return t(known, who=who, about=about) if "%(about)s" in known else t(known, who=who)


def command_word(command: str, t: Text) -> str:
    """`Target set`; the name itself of a command that has no words."""
    return t(COMMANDS[command]) if command in COMMANDS else command


def subject_text(line: Line, catalog: Catalog, t: Text) -> str:
    """The names of what a line is about, for its ids."""
    delivered = _DELIVERY.match(line.after or "")
    words = line.subject.split(" ")
    if delivered and not set(words) & set(catalog.source):
        words = [delivered["source"]]
    if words[0] == "release" and len(words) == 2:
        return t("release %(number)s", number=words[1])
    return ", ".join(_name(word, catalog, t) for word in words)


def _name(word: str, catalog: Catalog, t: Text) -> str:
    if word in catalog.indicator:
        return t.pick(catalog.indicator[word].short_name)
    if word in catalog.source:
        return t.pick(catalog.source[word].name)
    if word in catalog.area:
        return catalog.area[word].name
    if word in catalog.department:
        return t.pick(catalog.department[word].short_name)
    return t("all indicators") if word == "*" else word


def changes(line: Line, catalog: Catalog, t: Text) -> list[Change]:
    """What the line changed, field by field: only what is another, in words."""
    if command_key(line.command) in _SILENT:
        return []
    state = audit_session_words.state_before(line.before, t)
    before, after = _fields(None if state else line.before), _fields(line.after)
    if before is None or after is None:
        return list(_plain(line, t))
    first = line.subject.split(" ")[0]
    indicator = catalog.indicator.get(first)
    found: list[Change] = [(t(FIELDS["state"]), state, "")] if state else []
    for name in dict.fromkeys([*after, *before]):
        was, now = before.get(name), after.get(name)
        if was == now or name == "reason" or (name.endswith("_id") and name != "department_id"):
            continue
        if name not in FIELDS and (name in _OF_THE_PROGRAM or name.endswith(("_at", "_by", "_hash"))):
            continue
        if was is None and (now is None or now in ("", [], False)):
            continue
        word = t(FIELDS[name]) if name in FIELDS else name.replace("_", " ")
        found.append((word, _said(name, was, indicator, catalog, t), _said(name, now, indicator, catalog, t)))
    return found


_OF_THE_PROGRAM = {
    "catalog_version", "program_version", "fingerprint", "subject_kind", "seen", "at", "by",
    "origin", "subject", "version", "department_ids", "written_by",
    "email", "group_name", "period_start", "period_months", "is_denominator_estimated", "is_simulated", "plan",
}  # fmt: skip


def _fields(text: str | None) -> dict[str, Any] | None:
    """The fields of a state; nothing where there was none, None where it is no JSON object."""
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _plain(line: Line, t: Text) -> Iterator[Change]:
    """States that are kept as text."""
    text = line.after or ""
    if delivered := _DELIVERY.match(text):
        yield t(FIELDS["row_count"]), "", t.number(int(delivered["count"]))
    elif measured := _MEASURED.match(text):
        yield t("deliveries made"), "", t.number(int(measured["deliveries"]))
        yield t("values changed"), "", t.number(int(measured["values"]))
    elif outcomes := audit_session_words.outcomes_in_words(text, t):
        yield t(FIELDS["outcome"]), "", outcomes
    else:
        yield t("state"), _clipped(line.before or ""), _clipped(text)


def _said(name: str, value: Any, indicator: Indicator | None, catalog: Catalog, t: Text) -> str:
    """A value in words; nothing for what was not there."""
    if value is None or value == "":
        return ""
    if name in _WORDS:
        return _WORDS[name](value, catalog, t)
    if (words := audit_session_words.words_of(name, value, catalog, t)) is not None:
        return _clipped(words)
    if isinstance(value, dict | list):
        return _nested(cast("dict[str, Any] | list[Any]", value), indicator, catalog, t)
    return _simple(value, indicator, t)


def _simple(value: bool | float | str, indicator: Indicator | None, t: Text) -> str:  # noqa: FBT001 - a value of JSON
    if isinstance(value, bool):
        return t("Yes") if value else t("No")
    if isinstance(value, str):
        return t.day(date.fromisoformat(value)) if _DAY.match(value) else _clipped(value)
    return t.number(value, indicator.decimals if indicator and isinstance(value, float) else 0)


def _nested(value: dict[str, Any] | list[Any], indicator: Indicator | None, catalog: Catalog, t: Text) -> str:
    """A text in both languages, or points of a course with their days."""
    if isinstance(value, dict):
        return _clipped(str(value.get(t.language) or ", ".join(str(one) for one in value.values())))
    said = [
        ": ".join(_said(name, one, indicator, catalog, t) for name, one in cast("dict[str, Any]", part).items())
        if isinstance(part, dict)
        else str(part)
        for part in value
    ]
    return _clipped("; ".join(said))


def _department(value: Any, catalog: Catalog, t: Text) -> str:
    return department_name(str(value), catalog, t)


def _role(value: Any, catalog: Catalog, t: Text) -> str:
    known = isinstance(value, int) and value in set(Role)
    return role_name(Actor("", Role(value)), t, catalog).strip() if known else str(value)


def _period(key: str, t: Text) -> str:
    try:
        return t.period(Period.parse(key))
    except Refusal:
        return key


_WORDS: dict[str, Callable[[Any, Catalog, Text], str]] = {
    "department_id": _department,
    "part": lambda value, _catalog, t: part_word(Part(value), t) if value in set(Part) else str(value),
    "role": _role,
    "basis": lambda value, _catalog, t: t(BASIS_WORDS[Basis(value)]) if value in set(Basis) else str(value),
    "path": lambda value, _catalog, t: t(PATH_WORDS[Path(value)]) if value in set(Path) else str(value),
    "step": lambda value, _catalog, t: t(_STEPS[value]) if value in _STEPS else str(value),
    "baseline": lambda value, _catalog, t: _period(str(value), t),
    "release_number": lambda value, _catalog, _t: str(value),
    **audit_effect_words.WORDS,
}


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
