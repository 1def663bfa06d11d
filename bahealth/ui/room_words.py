"""Words of the room: what a line is about, what the read-back asks for, how long something took."""

from __future__ import annotations

from typing import Final

from bahealth.assess.model import Change, Standing
from bahealth.assess.words import change_word, sentence, status_word
from bahealth.convene.model import Line
from bahealth.convene.room.rules import Lack
from bahealth.convene.words import line_kind_word
from bahealth.i18n import N_, Text
from bahealth.ui import words
from bahealth.ui.html import change_name
from bahealth.views.room import RoomRow, RoomView

_MINUTE: Final = 60
LACKS = {
    Lack.OWNER: N_("who does it"),
    Lack.DELIVERABLE: N_("what is handed over"),
    Lack.PROOF: N_("how it is proved"),
    Lack.DUE_ON: N_("by when"),
    Lack.RANK: N_("its rank"),
    Lack.DUE_BEFORE_SESSION: N_("a date after the session"),
    Lack.SAME_RANK: N_("a rank of its own: another one has the same"),
    Lack.EFFECT_WITHOUT_INDICATOR: N_("the indicator of its effect"),
    Lack.EFFECT_BEFORE_DUE: N_("an effect date after its own"),
    Lack.NO_TEXT: N_("what was said"),
    Lack.NEEDS_DECISION: N_("a decision: it was carried over three times"),
    Lack.NOT_READ_BACK: N_("reading it aloud as it stands"),
}


def lack_word(lack: Lack, t: Text) -> str:
    """`by when`."""
    return t(LACKS[lack])


def clock(seconds: float) -> str:
    """`7:05`, minutes and seconds; after an hour the minutes go on, as a timer in a room shows them."""
    whole = max(0, int(seconds))
    return f"{whole // _MINUTE}:{whole % _MINUTE:02d}"


def line_name(line: Line, view: RoomView, t: Text) -> str:
    """The promise, the indicator with its area, or the item's own title."""
    promised = view.promised.get(line.commitment_id or "")
    if promised is not None:
        return promised.promised.text
    indicator = view.definitions.get(line.indicator_id or "")
    if indicator is None:
        return line.title or line_kind_word(line.kind, t)
    area = view.areas.get(line.area_id or "")
    name = t.pick(indicator.short_name)
    return f"{name} · {area.name}" if area else name


def verdict_words(row: RoomRow, t: Text) -> tuple[str, str, str, str]:
    """Mark and word of the standing, mark and word of the change; empty where there is nothing to say."""
    verdict = row.verdict
    if verdict is None:
        return Standing.NO_VERDICT.value, "", "", ""
    change = verdict.change.change
    is_told = verdict.value is not None and change is not Change.NO_SIGNAL
    moved = change_name(change, verdict.direction) if is_told else ""
    return verdict.standing.value, status_word(verdict.status, t), moved, change_word(change, t) if is_told else ""


def row_sentence(row: RoomRow, t: Text) -> str:
    """The sentence of the verdict; nothing without one."""
    if row.verdict is None or row.indicator is None or row.area is None:
        return ""
    return sentence(row.verdict, row.indicator, row.area.name, t)


def row_target(row: RoomRow, t: Text) -> tuple[str, str]:
    """The target with its date, and how likely it is."""
    if row.verdict is None or row.indicator is None:
        return "", ""
    return words.target_texts(row.verdict, row.indicator, t)
