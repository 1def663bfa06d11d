"""Drawing what a delivery of records would do: counts, and reasons by row; never what stands in a row of a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.collect.records.commands import AcceptRecords, accept_records, preview_records
from bahealth.collect.records.door import door_of
from bahealth.collect.records.preview import RecordPreview
from bahealth.collect.returned import problem_text
from bahealth.config import settings
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.html import render
from bahealth.ui.people import acting

_SHOWN = 50


def look_at_records(
    database: Database, catalog: Catalog, source_id: str, files: Sequence[Path], *, at: datetime, t: Text
) -> RecordPreview | None:
    """Draw what `files` would do; nothing to accept where this installation cannot read records."""
    try:
        preview = preview_records(database, catalog, door=door_of(settings()), source_id=source_id, files=files, at=at)
    except Refusal as refusal:
        st.html(render("notice", t, text=t.refusal(refusal)))
        return None
    if preview.problems:
        _draw_problems(preview, t)
    else:
        _draw_counts(preview, t)
    return preview


def take_in_records(
    database: Database,
    catalog: Catalog,
    preview: RecordPreview,
    files: Sequence[Path],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Accept what was looked at. Raises Refusal when something has changed since."""
    command = AcceptRecords(
        source_id=preview.source_id,
        files=tuple(files),
        content_hash=preview.content_hash,
        after_delivery_id=preview.after_delivery_id,
    )
    accept_records(database, catalog, command, door=door_of(settings()), actor=acting(actor), at=at)


def _draw_counts(preview: RecordPreview, t: Text) -> None:
    counts = [
        (t("New records"), t.number(preview.new_count)),
        (t("Changed records"), t.number(preview.changed_count)),
        (t("Withdrawn records"), t.number(preview.withdrawn_count)),
        (t("Unchanged records"), t.number(preview.unchanged_count)),
    ]
    if preview.first_on and preview.last_on:
        counts += [(t("First day"), t.day(preview.first_on)), (t("Last day"), t.day(preview.last_on))]
    already = t.instant(preview.already_accepted_at) if preview.already_accepted_at else ""
    st.html(render("send_records", t, counts=counts, already=already))


def _draw_problems(preview: RecordPreview, t: Text) -> None:
    shown = [
        (one.file, "" if one.row is None else str(one.row), one.column or "", problem_text(one, t))
        for one in preview.problems[:_SHOWN]
    ]
    more = max(len(preview.problems) - _SHOWN, 0)
    st.html(render("send_problems", t, count=len(preview.problems), problems=shown, more=more))
