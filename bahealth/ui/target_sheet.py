"""Many targets at once by spreadsheet: the form, a look at what a filled one would propose, and the yes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.i18n import Text
from bahealth.targets.commands import ProposeTargets, propose_targets
from bahealth.targets.sheet import Outcome, SheetPreview, SheetRow, known, read_targets_sheet, targets_sheet
from bahealth.ui.html import Html, render
from bahealth.ui.people import acting
from bahealth.ui.sender import Sender, draw_said
from bahealth.ui.target_words import terms_text
from bahealth.views.targets import SheetView, sheet_view

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN: Final = 50
_TURN: Final = "targets-sheet-turn"


def draw_sheet(sender: Sender, *, at: datetime) -> None:
    """Closed until somebody wants it; everything below happens without leaving the list."""
    t = sender.t
    with st.expander(t("Change many at once, with a spreadsheet"), key="sheet"):
        view = sheet_view(sender.database, sender.catalog, at=at)
        about = known(view.states, sender.catalog, view.newest, sender.actor)
        st.html(render("targets_sheet_steps", t))
        st.download_button(
            t("Download the targets (XLSX)"),
            partial(targets_sheet, about, t),
            f"{t('targets')}.xlsx",
            _XLSX,
            key="targets-sheet",
            on_click="ignore",
        )
        turn = st.session_state.setdefault(_TURN, 0)
        with st.container(key=f"files-{t.language}"):  # style.css gives the English of the box its Spanish
            sent = st.file_uploader(t("Filled workbook (XLSX)"), type=["xlsx"], key=f"targets-filled-{turn}")
        draw_said()
        if sent is None:
            return
        preview = _read(sent.getvalue(), about_file=sent.name, view=view, sender=sender)
        st.html(_preview(preview, sender.catalog, t))
        if preview.having(Outcome.PROPOSED):
            st.button(
                t.plural("Propose this target", "Propose these %(count)s targets", len(preview.command.proposals)),
                type="primary",
                key="propose-all",
                on_click=partial(_propose_all, preview.command, sender),
            )


def _read(content: bytes, *, about_file: str, view: SheetView, sender: Sender) -> SheetPreview:
    """The file in a folder of its own for as long as it is read; its name loses every folder."""
    about = known(view.states, sender.catalog, view.newest, sender.actor)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (Path(about_file).name or "file")
        file.write_bytes(content)
        return read_targets_sheet(file, about, sender.t)


def _propose_all(command: ProposeTargets, sender: Sender) -> None:
    def send(at: datetime) -> None:
        propose_targets(sender.database, sender.catalog, command, actor=acting(sender.actor), at=at)

    done = sender.t.plural(
        "Proposed: %(count)s target. It waits for the head of the department.",
        "Proposed: %(count)s targets. They wait for the heads of their departments.",
        len(command.proposals),
    )
    if sender.send(send, done):
        st.session_state[_TURN] += 1


def _preview(preview: SheetPreview, catalog: Catalog, t: Text) -> Html:
    """Counts, then the rows of each outcome that somebody has to look at."""
    proposed, conflicts, refused = (
        preview.having(one) for one in (Outcome.PROPOSED, Outcome.CONFLICT, Outcome.REFUSED)
    )
    place, now, new = t("Target"), t("Stands now"), t("Your sheet")
    parts: list[dict[str, Any]] = [
        {"title": t("Would be proposed"), "heads": [place, now, new, t("Why")], "rows": _rows(proposed, catalog, t)},
        {
            "title": t("Changed by somebody since you downloaded the sheet: not proposed"),
            "heads": [place, now, new, t("Why")],
            "rows": _rows(conflicts, catalog, t),
        },
        {
            "title": t("Cannot be proposed"),
            "heads": [t("Row"), t("Target"), t("Reason")],
            "rows": [(t.number(one.row), _name(one, catalog, t), one.reason) for one in refused[:_SHOWN]],
        },
    ]
    counts = [
        (t("Unchanged"), t.number(len(preview.having(Outcome.UNCHANGED)))),
        (t("Would be proposed"), t.number(len(proposed))),
        (t("Conflicts"), t.number(len(conflicts))),
        (t("Cannot be proposed"), t.number(len(refused))),
    ]
    return render("targets_sheet", t, counts=counts, parts=parts, whole=preview.problem or "")


def _rows(rows: Sequence[SheetRow], catalog: Catalog, t: Text) -> list[tuple[str, ...]]:
    return [
        (
            _name(one, catalog, t),
            terms_text(one.before, catalog.indicator[one.indicator_id], t) if one.before else t("no target"),
            terms_text(one.after, catalog.indicator[one.indicator_id], t) if one.after else "–",
            one.after.reason if one.after else "",
        )
        for one in rows[:_SHOWN]
    ]


def _name(row: SheetRow, catalog: Catalog, t: Text) -> str:
    """Indicator and area of a row; of one that names none, what it says."""
    indicator, area = catalog.indicator.get(row.indicator_id), catalog.area.get(row.area_id)
    return ", ".join(
        one for one in (t.pick(indicator.short_name) if indicator else "", area.name if area else "") if one
    )
