"""The workbook in which many targets are changed at once: what it is made from, and its form.

A row that nobody filled changes nothing. In a filled one, what is left empty stays as it stands: the baseline, the
path, the basis. The hidden columns say which target the row is about and which version of it the person saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final, TypeAlias

import xlsxwriter

from bahealth.assess.model import Point
from bahealth.catalog.model import Catalog, Direction
from bahealth.errors import Refusal
from bahealth.i18n import N_, Text
from bahealth.people.model import Actor
from bahealth.people.rights import may
from bahealth.targets.model import TargetState, Terms
from bahealth.targets.words import BASIS_WORDS, PATH_WORDS

Key: TypeAlias = tuple[str, str]  # indicator and area

TITLES: Final = {
    "indicator": N_("Indicator"),
    "area": N_("Area"),
    "unit": N_("Unit"),
    "baseline": N_("Baseline period"),
    "baseline_value": N_("Baseline value"),
    "current_target": N_("Target today"),
    "current_due": N_("Due today"),
    "target": N_("New target"),
    "due_on": N_("New due date"),
    "path": N_("New path"),
    "milestones": N_("New milestones"),
    "basis": N_("New basis"),
    "reason": N_("Reason for the change"),
    "indicator_id": "indicator_id",
    "area_id": "area_id",
    "version": "version",
}
TO_FILL: Final = ("target", "due_on", "path", "milestones", "basis", "reason")
HIDDEN: Final = ("indicator_id", "area_id", "version")
_WIDTHS: Final = {"indicator": 42, "area": 18, "unit": 24, "milestones": 34, "reason": 60, "basis": 24, "path": 18}
_INSTRUCTIONS: Final = (
    N_("Fill only the rows that you want to change, in the yellow columns. An empty row changes nothing."),
    N_("What you leave empty in a filled row stays as it is: the date, the path, the basis."),
    N_("Say why in each filled row: the reason is kept with the proposal."),
    N_("Milestones are written as day and value, separated by semicolons: 2026-12-31 4.8; 2027-06-30 4.6"),
    N_("Do not change the other columns: they say which target the row is about and what you saw of it."),
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the sheet is made from and compared with: targets by indicator and area, and the newest point of each."""

    catalog: Catalog
    states: Mapping[Key, TargetState]
    newest: Mapping[Key, Point]
    actor: Actor

    def keys(self) -> list[Key]:
        """What the person may propose for, in the order of the catalogue."""
        return [
            (one.indicator_id, area.area_id)
            for one in sorted(self.catalog.indicators, key=lambda one: (one.group, one.order))
            if one.direction is not Direction.NEUTRAL and may(self.actor, "propose_target", one.owner)
            for area in self.catalog.areas
            if area.level in one.levels
            and ((one.indicator_id, area.area_id) in self.states or self._has_point(one.indicator_id, area.area_id))
        ]

    def _has_point(self, indicator_id: str, area_id: str) -> bool:
        return (indicator_id, area_id) in self.newest

    def standing(self, key: Key) -> Terms | None:
        """The open proposal, else the target in force."""
        state = self.states.get(key)
        if state is None:
            return None
        if state.proposal is not None:
            return state.proposal.terms
        return state.in_force.terms if state.in_force else None

    def version(self, key: Key) -> str | None:
        """The newest step of the target."""
        state = self.states.get(key)
        return state.version if state else None

    def beginning(self, key: Key) -> dict[str, Any]:
        """Baseline of the terms that stand, else the newest value; raises Refusal where there is neither."""
        standing = self.standing(key)
        if standing is not None:
            names = ("baseline", "baseline_value", "baseline_lower", "baseline_upper")
            return {name: getattr(standing, name) for name in names}
        point = self.newest.get(key)
        if point is None:
            raise Refusal("Nothing is known yet to start from: propose this target on its page.")
        return {
            "baseline": point.period.key,
            "baseline_value": point.value,
            "baseline_lower": point.lower,
            "baseline_upper": point.upper,
        }


def known(states: Iterable[TargetState], catalog: Catalog, newest: Mapping[Key, Point], actor: Actor) -> Known:
    """States by indicator and area, for the two functions below."""
    return Known(catalog, {(one.indicator_id, one.area_id): one for one in states}, newest, actor)


def targets_sheet(about: Known, t: Text) -> bytes:
    """The workbook to fill: a row for each target that the person may propose. Texts are never formulas."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(t("Target proposals"))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    fixed = {"plain": book.add_format({"valign": "top"}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}
    filled = {"bg_color": "#FFF6D6", "locked": False, "valign": "top", "text_wrap": True}
    open_cell = book.add_format(filled)
    open_day = book.add_format({**filled, "num_format": "yyyy-mm-dd"})
    columns = list(TITLES)
    keys = about.keys()
    for place, name in enumerate(columns):
        title = name if name in HIDDEN else t(TITLES[name])
        sheet.set_column(place, place, _WIDTHS.get(name, 14), None, {"hidden": name in HIDDEN})
        sheet.write_string(0, place, title, head)
    for line, key in enumerate(keys, start=1):
        for place, cell in enumerate(_shown(about, key, t)):
            _write(sheet, (line, place), cell, fixed)
        for name in TO_FILL:
            sheet.write_blank(line, columns.index(name), None, open_day if name == "due_on" else open_cell)
    for name, words in (("path", PATH_WORDS), ("basis", BASIS_WORDS)):
        choices = {"validate": "list", "source": [t(one) for one in words.values()]}
        sheet.data_validation(1, columns.index(name), max(len(keys), 1), columns.index(name), choices)
    sheet.freeze_panes(1, 2)
    sheet.protect("", {"format_columns": True, "autofilter": True, "sort": True})
    sheet.autofilter(0, 0, max(len(keys), 1), len(columns) - 1)
    steps = book.add_worksheet(t("Instructions"))
    steps.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    for line, step in enumerate(_INSTRUCTIONS):
        steps.write_string(line, 0, f"{line + 1}. {t(step)}")
    book.close()
    return file.getvalue()


def _shown(about: Known, key: Key, t: Text) -> list[Any]:
    """The cells of a row in the order of `TITLES`; those to fill are empty."""
    indicator, area = about.catalog.indicator[key[0]], about.catalog.area[key[1]]
    beginning, standing = about.beginning(key), about.standing(key)
    cells = {
        "indicator": t.pick(indicator.name),
        "area": area.name,
        "unit": t.pick(indicator.unit),
        "baseline": beginning["baseline"],
        "baseline_value": beginning["baseline_value"],
        "current_target": standing.target_value if standing else None,
        "current_due": standing.due_on if standing else None,
        "indicator_id": indicator.indicator_id,
        "area_id": area.area_id,
        "version": about.version(key) or "",
    }
    return [cells.get(name) for name in TITLES]


def _write(sheet: Any, at: tuple[int, int], cell: Any, formats: Mapping[str, Any]) -> None:
    if isinstance(cell, str):
        sheet.write_string(*at, cell, formats["plain"])
    elif isinstance(cell, date):
        sheet.write_datetime(*at, datetime.combine(cell, time()), formats["day"])
    elif cell is not None:
        sheet.write_number(*at, cell, formats["plain"])
