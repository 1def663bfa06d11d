"""Drawing the page for sending data: the form, the look before, and the yes."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.collect.commands import AcceptDelivery, accept_delivery, preview_delivery
from bahealth.collect.denominators import load_births
from bahealth.collect.desk.commands import HandInDelivery, hand_in_delivery
from bahealth.collect.model import Change, Observation, Preview
from bahealth.collect.returned import problem_text, refused_copy
from bahealth.collect.template import template
from bahealth.config import settings
from bahealth.errors import Refusal
from bahealth.i18n import Text
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from bahealth.ui.choices import in_address
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.send_records import look_at_records, take_in_records
from bahealth.ui.send_refused import Sent, remember_refusal
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name
from bahealth.views.send import SendView, SourceRow

_SHOWN = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def choose_source(view: SendView, t: Text) -> SourceRow | None:
    """The source that the person sends for; None when there is none to choose."""
    if not view.sources:
        st.html(
            render("section", t, title=t("Send data"), said=t("No source belongs to your department."), name="send")
        )
        return None
    by_id = {row.source.source_id: row for row in view.sources}
    names = {source_id: t.pick(row.source.name) for source_id, row in by_id.items()}
    chosen = in_address(
        "fuente",
        lambda: st.selectbox(t("Source"), names, format_func=names.__getitem__, key="fuente", width=560),
        allowed=names,
        default=next(iter(names)),
    )
    return by_id[chosen]


def draw_sending(row: SourceRow, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """The form to fill, the files to send, and what they would change."""
    title_page(t("Send data"), t.pick(row.source.name))
    st.html(
        render(
            "send_head",
            t,
            row=row,
            names=t.joined([t.pick(one.short_name) for one in row.indicators]),
            last=row.deliveries[0] if row.deliveries else None,
            who=actor_name(row.deliveries[0].accepted_by, t) if row.deliveries else "",
        )
    )
    with st.container(horizontal=True):
        forms: tuple[tuple[Literal["xlsx", "csv"], str], ...] = (("xlsx", _XLSX), ("csv", "text/csv"))
        for ending, mime in forms:
            st.download_button(
                t("Form to fill (%(form)s)", form=ending.upper()),
                partial(template, row.source, catalog, t, ending),
                f"{row.source.source_id}.{ending}",
                mime,
                key=f"form-{ending}",
                on_click="ignore",
            )
    turn = st.session_state.setdefault("send-turn", 0)
    with st.container(key=f"files-{t.language}"):  # style.css gives the English of the box its Spanish
        sent = st.file_uploader(
            t("Files to send (CSV, XLSX, XLS, Parquet, ZIP, GZ or JSON)")
            if row.source.records is None
            else t("Files to send (CSV or Parquet)"),
            accept_multiple_files=True,
            key=f"files-{row.source.source_id}-{turn}",
        )
    if done := st.session_state.pop("send-done", None):
        st.html(render("notice", t, text=done, is_done=True))
    if sent and row.source.records is not None:
        _look_at_records(row, sent, database=database, catalog=catalog, actor=actor, t=t)
    elif sent:
        with _kept(sent) as files:
            preview = preview_delivery(
                database,
                catalog,
                source_id=row.source.source_id,
                files=files,
                at=_now(),
                births=load_births(settings().data),
            )
            draw_preview(preview, files, catalog, t)
        if preview.problems:
            remember_refusal(database, catalog, row.source, sent, preview.problems, actor=actor, at=_now())
        if preview.is_acceptable:
            passes_on = row.source.hands > 1 and actor.role is not Role.ADMIN
            st.button(
                t("Hand in for checking") if passes_on else t("Accept this delivery"),
                type="primary",
                key="accept",
                on_click=partial(
                    _hand_in if passes_on else _accept,
                    row,
                    preview,
                    sent,
                    database=database,
                    catalog=catalog,
                    actor=actor,
                    t=t,
                ),
            )


def _look_at_records(
    row: SourceRow, sent: Sequence[Sent], *, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> None:
    with _kept(sent) as files:
        preview = look_at_records(database, catalog, row.source.source_id, files, at=_now(), t=t)
    if preview and preview.problems:
        remember_refusal(database, catalog, row.source, sent, preview.problems, actor=actor, at=_now())

    def accept() -> None:
        assert preview  # noqa: S101 - the button is drawn for one
        with _kept(sent) as files:
            try:
                take_in_records(database, catalog, preview, files, actor=actor, at=_now())
            except Refusal as refusal:
                st.session_state["send-done"] = t.refusal(refusal)
                return
        _say_done(
            t.plural(
                "The delivery was accepted whole: %(count)s row. It counts once the analytics office has measured it, "
                "from the release after that on.",
                "The delivery was accepted whole: %(count)s rows. They count once the analytics office has measured "
                "them, from the release after that on.",
                preview.row_count,
            )
        )

    if preview and preview.is_acceptable:
        st.button(t("Accept this delivery"), type="primary", key="accept", on_click=accept)


def _accept(
    row: SourceRow,
    preview: Preview,
    sent: Sequence[Sent],
    *,
    database: Database,
    catalog: Catalog,
    actor: Actor,
    t: Text,
) -> None:
    with _kept(sent) as files:
        command = AcceptDelivery(
            source_id=row.source.source_id,
            files=tuple(files),
            content_hash=preview.content_hash,
            after_delivery_id=preview.after_delivery_id,
        )
        births = load_births(settings().data)
        try:
            accept_delivery(database, catalog, command, actor=acting(actor), at=_now(), births=births)
        except Refusal as refusal:
            st.session_state["send-done"] = t.refusal(refusal)
            return
    _say_done(
        t.plural(
            "The delivery was accepted whole: %(count)s row. It counts from the next release on.",
            "The delivery was accepted whole: %(count)s rows. It counts from the next release on.",
            preview.row_count,
        )
    )


def _hand_in(
    row: SourceRow,
    preview: Preview,
    sent: Sequence[Sent],
    *,
    database: Database,
    catalog: Catalog,
    actor: Actor,
    t: Text,
) -> None:
    with _kept(sent) as files:
        command = HandInDelivery(source_id=row.source.source_id, files=tuple(files), content_hash=preview.content_hash)
        births = load_births(settings().data)
        try:
            hand_in_delivery(database, catalog, command, actor=acting(actor), at=_now(), births=births)
        except Refusal as refusal:
            st.session_state["send-done"] = t.refusal(refusal)
            return
    _say_done(
        t.plural(
            "Handed in: %(count)s row. A colleague checks it on the page Deliveries, and the head releases it.",
            "Handed in: %(count)s rows. A colleague checks them on the page Deliveries, and the head releases them.",
            preview.row_count,
        )
    )


def _say_done(said: str) -> None:
    """The files are done with, and the next drawing says so."""
    st.session_state["send-turn"] += 1
    st.session_state["send-done"] = said


def draw_preview(preview: Preview, files: list[Path], catalog: Catalog, t: Text) -> None:
    """What accepting would change, or the reasons why it is refused, with a corrected copy of each of `files`."""
    if preview.problems:
        _draw_problems(preview, files, t)
        return
    changes = [*preview.changed, *preview.added]
    st.html(
        render(
            "send_preview",
            t,
            preview=preview,
            counts=[
                (t("New values"), t.number(len(preview.added))),
                (t("Changed values"), t.number(len(preview.changed))),
                (t("Unchanged values"), t.number(preview.unchanged_count)),
            ],
            changes=[_change(one, catalog, t) for one in changes[:_SHOWN]],
            more=max(len(changes) - _SHOWN, 0),
            already=t.instant(preview.already_accepted_at) if preview.already_accepted_at else "",
        )
    )


def _draw_problems(preview: Preview, files: list[Path], t: Text) -> None:
    shown = [
        (one.file, "" if one.row is None else str(one.row), one.column or "", problem_text(one, t))
        for one in preview.problems[:_SHOWN]
    ]
    st.html(
        render(
            "send_problems", t, count=len(preview.problems), problems=shown, more=max(len(preview.problems) - _SHOWN, 0)
        )
    )
    with st.container(horizontal=True):
        for file in files:
            if any(one.file.startswith(file.name) for one in preview.problems):
                content, name = refused_copy(file, preview.problems, t)
                label = t("Copy with the reasons: %(name)s", name=name)
                st.download_button(label, content, name, key=f"copy-{name}", on_click="ignore")


def _change(change: Change, catalog: Catalog, t: Text) -> tuple[str, str, str, str, str]:
    one = change.observation
    return (
        t.pick(catalog.indicator[one.indicator_id].short_name),
        catalog.area[one.area_id].name if one.area_id in catalog.area else one.area_id,
        t.period(one.period),
        _stated(change.previous, catalog, t) if change.previous else "–",
        _stated(one, catalog, t),
    )


def _stated(one: Observation, catalog: Catalog, t: Text) -> str:
    """What the file says: the value, else numerator and denominator."""
    if one.value is not None:
        return t.number(one.value, catalog.indicator[one.indicator_id].decimals)
    if one.numerator is None:
        return "–"
    parts = [one.numerator] if one.denominator is None else [one.numerator, one.denominator]
    return " / ".join(t.number(part) for part in parts)


@contextmanager
def _kept(sent: Sequence[Sent]) -> Generator[list[Path]]:
    """The files in a folder of their own for as long as they are read; their names lose every folder."""
    with tempfile.TemporaryDirectory() as folder:
        files: list[Path] = []
        for place, one in enumerate(sent):
            file = Path(folder) / str(place) / (Path(one.name).name or "file")
            file.parent.mkdir()
            file.write_bytes(one.getvalue())
            files.append(file)
        yield files


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
