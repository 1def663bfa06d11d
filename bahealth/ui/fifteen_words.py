"""What the page of the 15 minutes says: sentences and rows of tables from figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import Final

from bahealth.access.city import POPULATION_YEAR
from bahealth.access.coverage import Figures, Share
from bahealth.access.measuring import MODES, MORE
from bahealth.access.model import BANDS, Matrix, Walker
from bahealth.charts.nearness_map import BANDS as BAND_NAMES
from bahealth.i18n import N_, Text
from bahealth.publish.disclosure import CITY
from bahealth.ui import address
from bahealth.views.fifteen import AreaFigures, FifteenView

WALKERS: Final = {
    Walker.ADULT: N_("An adult, 80 m a minute"),
    Walker.OLDER: N_("An older person, 60 m a minute"),
    Walker.CHILD: N_("With a child, 65 m a minute"),
}
FURTHEST: Final = 10
WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def said_of(view: FifteenView, t: Text) -> str:
    """How many are within, how long half of them and the furthest tenth walk, and where most are beyond."""
    one = view.figures
    if one.share is None:
        return t("Nobody in this area could be joined to the streets.")
    parts = [
        t(
            "%(share)s of the residents of %(area)s have a centre within 15 minutes: %(near)s of %(joined)s.",
            share=t.percent(one.share, 1),
            area=view.area.name,
            near=t.number(one.near),
            joined=t.number(one.joined),
        )
    ]
    if one.median is not None and one.worst_tenth is not None:
        parts.append(
            t(
                "Half of them need %(median)s minutes or less; the tenth who live furthest, more than %(tenth)s.",
                median=t.number(one.median, 1),
                tenth=t.number(one.worst_tenth, 1),
            )
        )
    if view.worst:
        parts.append(
            t(
                "Most people beyond 15 minutes: %(places)s.",
                places=t.joined([f"{found.area.name} ({t.number(found.figures.beyond)})" for found in view.worst[:3]]),
            )
        )
    return " ".join(parts)


def how_text(view: FifteenView, t: Text) -> str:
    """By which times, to which centres, of which people."""
    asked, used = view.choice.asked, view.counted
    if view.matrix is None:
        how = t("On foot along the streets at %(speed)s metres a minute", speed=t.number(asked.metres_a_minute))
    else:
        how = t("Delivered times, %(name)s", name=matrix_name(view.matrix, t))
    centres = t.plural("%(count)s centre", "%(count)s centres", len(used.sites))
    people = t("people of the census of %(year)s", year=str(POPULATION_YEAR))
    return f"{how} · {centres} · {people} · {t('exactly 15.0 minutes counts')} · {t.long_day(view.day)}"


def matrix_name(matrix: Matrix, t: Text) -> str:
    """`by public transport, leaving on 10 Mar 2026 08:00`."""
    return t("%(mode)s, leaving on %(departure)s", mode=t(MODES[matrix.mode]), departure=t.instant(matrix.departs_at))


def band_bars(one: Figures, t: Text) -> list[dict[str, object]]:
    """People by minutes: each in one band, widths in percent of those joined."""
    if not one.joined:
        return []
    upto = (0, *one.within, one.joined)
    counts = [more - less for less, more in pairwise(upto)]
    names = [*(str(band) for band in BANDS), MORE]
    return [
        {
            "band": name,
            "name": t(BAND_NAMES[name]),
            "count": t.number(count),
            "share": t.percent(count / one.joined, 1),
            "width": round(100 * count / one.joined, 3),
        }
        for name, count in zip(names, counts, strict=True)
    ]


def area_rows(areas: Sequence[AreaFigures], view: FifteenView, t: Text, page: str) -> list[dict[str, object]]:
    """Rows of places; a comuna links to itself. The first with people beyond carry the numbers of the map."""
    numbers = {one.area.area_id: str(place) for place, one in enumerate(view.worst, start=1)}
    return [
        {
            "number": numbers.get(one.area.area_id, ""),
            "name": one.area.name,
            "link": _link(one, t, page),
            "is_chosen": one.area.area_id == view.area.area_id,
            "beyond": t.number(one.figures.beyond),
            "share": "–" if one.figures.share is None else t.percent(one.figures.share, 1),
            "width": round(100 * (one.figures.share or 0), 2),
            "median": _minutes(one.figures.median, t),
            "tenth": _minutes(one.figures.worst_tenth, t),
        }
        for one in areas
    ]


def _link(one: AreaFigures, t: Text, page: str) -> str | None:
    comuna = one.area.area_id if one.area.number is not None else None
    return None if comuna is None else address.address(page, t.language, area=comuna)


def _minutes(value: float | None, t: Text) -> str:
    return "–" if value is None else t.number(value, 1)


def equity_rows(view: FifteenView, t: Text) -> list[dict[str, str]]:
    """The share within 15 minutes of those who have least, beside the others."""
    one = view.figures
    found = [
        (t("All residents"), Share(count=one.near, of=one.joined)),
        (t("Households with unmet basic needs"), one.unmet),
        (t("Other households"), one.others),
    ]
    if one.public_only is not None and view.public_only is not None:
        name = t("Residents with public cover only (estimated, cover of %(year)s)", year=str(view.public_only.year))
        found.append((name, one.public_only))
    return [
        {
            "name": name,
            "share": "–" if pair.share is None else t.percent(pair.share, 1),
            "count": t("%(count)s of %(of)s", count=t.number(round(pair.count)), of=t.number(round(pair.of))),
        }
        for name, pair in found
    ]


def left_out(view: FifteenView, t: Text) -> list[str]:
    """Who and what does not count, and what counts although nobody told it."""
    return [*_people_left_out(view, t), *_centres_left_out(view, t)]


def _people_left_out(view: FifteenView, t: Text) -> Iterator[str]:
    one = view.figures
    if view.matrix is None:
        yield t(
            "More than 400 m from any street of the network, in no share: %(people)s.", people=_people(one.unjoined, t)
        )
        yield t(
            "Nearest to a path that leads nowhere; they join the next street within 400 m, if any: %(people)s.",
            people=_people(one.on_island, t),
        )
    else:
        yield t(
            "In blocks that the delivered times do not name, in no share: %(people)s.", people=_people(one.unjoined, t)
        )
    yield t(
        "Without a way to any centre that counts, in the share as beyond: %(people)s.", people=_people(one.unreached, t)
    )


def _centres_left_out(view: FifteenView, t: Text) -> Iterator[str]:
    used = view.counted
    not_counted = (
        (used.other_kind_count, N_("Not counted, being of another kind than asked for: %(centres)s.")),
        (used.closed_count, N_("Not counted, being closed at that hour: %(centres)s.")),
        (used.without_service_count, N_("Not counted, being without that service: %(centres)s.")),
    )
    untold = (
        (used.undated_count, N_("Counted although nobody told their days of opening and closing: %(centres)s.")),
        (used.hours_untold_count, N_("Counted at any hour because nobody told their hours: %(centres)s.")),
        (used.services_untold_count, N_("Counted for any service because nobody told theirs: %(centres)s.")),
    )
    for count, message in (*not_counted, *untold):
        if count:
            yield t(message, centres=t.plural("%(count)s centre", "%(count)s centres", count))


def _people(count: int, t: Text) -> str:
    return t.plural("%(count)s resident", "%(count)s residents", count)


def furthest_blocks(view: FifteenView, t: Text) -> list[dict[str, str]]:
    """The blocks of a comuna that are furthest, longest way first; of the whole city the table of barrios says it."""
    if view.area.area_id == CITY:
        return []
    joined = [one for one in view.blocks if one.is_joined and one.people]
    far = sorted(joined, key=lambda one: (-(one.minutes if one.minutes is not None else inf), one.block_id))
    return [
        {
            "name": one.block_id.removeprefix("block-").replace("_", "-"),
            "minutes": t("none reached") if one.minutes is None else t.number(one.minutes, 1),
            "people": t.number(one.people),
            "centre": one.centre or "–",
        }
        for one in far[:FURTHEST]
    ]
