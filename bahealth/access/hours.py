"""Opening hours as they are delivered: `mo-fr 08:00-20:00; sa 09:00-13:00`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MINUTES_OF_A_DAY: Final = 24 * 60
DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_PART: Final = re.compile(r"(mo|tu|we|th|fr|sa|su)(?:-(mo|tu|we|th|fr|sa|su))? (\d\d):(\d\d)-(\d\d):(\d\d)")


class Stretch(NamedTuple):
    """Open on a day of the week (Monday 0) from a minute of the day to before another."""

    weekday: int
    from_minute: int
    until_minute: int


def opening_hours(text: str) -> tuple[Stretch, ...]:
    """The stretches that `text` names, in order; Friday to Monday and past midnight go on. Raises ValueError else."""
    found: list[Stretch] = []
    for part in text.split("; "):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(part)
        first, last, *clock = match.groups()
        start, end = DAYS.index(first), DAYS.index(last or first)
        opens, closes = 60 * int(clock[0]) + int(clock[1]), 60 * int(clock[2]) + int(clock[3])
        for weekday in range(start, end + 1 if end >= start else end + 8):
            found += _on_a_day(weekday % 7, opens, closes)
    return tuple(sorted(found))


def _on_a_day(weekday: int, opens: int, closes: int) -> list[Stretch]:
    if closes > opens:
        return [Stretch(weekday, opens, closes)]
    after = [Stretch((weekday + 1) % 7, 0, closes)] if closes else []
    return [Stretch(weekday, opens, MINUTES_OF_A_DAY), *after]


def is_open(hours: tuple[Stretch, ...], weekday: int, minute: int) -> bool:
    """Whether it is open at that minute; at the minute of closing it is not."""
    return any(one.weekday == weekday and one.from_minute <= minute < one.until_minute for one in hours)
