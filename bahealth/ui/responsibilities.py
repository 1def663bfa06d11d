"""Drawing responsibilities: phantom owners first, the matrix, and the form for one indicator or source."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.errors import Refusal, Stale
from bahealth.i18n import N_, Text
from bahealth.people.model import Actor
from bahealth.people.responsibilities.commands import (
    AssignResponsibility,
    ConfirmResponsibility,
    assign_responsibility,
    confirm_responsibility,
)
from bahealth.people.responsibilities.model import Assignment, Part, Responsibility, SubjectKind
from bahealth.store import Database
from bahealth.ui import address
from bahealth.ui.choices import in_address
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.responsibilities_words import HOLDINGS, MARKS, MEANINGS, PARTS, department_name, part_word
from bahealth.ui.title import title_page
from bahealth.ui.words import actor_name
from bahealth.views.responsibilities import (
    Phantom,
    ResponsibilitiesView,
    ResponsibilityChoice,
    responsibilities_view,
)

_DEPARTMENT, _SUBJECT = "departamento", "tema"
_SAID = "responsibility-said"
_TYPED = "responsibility-typed"
_FORM = ("part", "of", "member", "substitute")


def responsibility_filters(t: Text, catalog: Catalog) -> ResponsibilityChoice:
    """The reader's choices, from widgets that stand in the address."""
    departments = {one.department_id: t.pick(one.name) for one in catalog.departments}
    names = subject_names(catalog, t)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        department_id = in_address(
            _DEPARTMENT,
            lambda: st.selectbox(
                t("Department"),
                departments,
                index=None,
                placeholder=t("All departments"),
                format_func=departments.__getitem__,
                key=_DEPARTMENT,
                width=320,
            ),
            allowed=departments,
            default=None,
        )
        subject_id = in_address(
            _SUBJECT,
            lambda: st.selectbox(
                t("Indicator or source"),
                names,
                index=None,
                placeholder=t("Choose one to assign or confirm"),
                format_func=names.__getitem__,
                key=_SUBJECT,
                width=420,
            ),
            allowed=names,
            default=None,
        )
    return ResponsibilityChoice(department_id=department_id, subject_id=subject_id)


def subject_names(catalog: Catalog, t: Text) -> dict[str, str]:
    """What every indicator and source is called."""
    names = {one.indicator_id: t.pick(one.short_name) for one in catalog.indicators}
    return names | {one.source_id: t("Source: %(name)s", name=t.pick(one.name)) for one in catalog.sources}


def asked_view(
    database: Database, catalog: Catalog, choice: ResponsibilityChoice, actor: Actor
) -> ResponsibilitiesView:
    """The page for `actor`, now."""
    return responsibilities_view(database, catalog, choice, actor, at=_now())


def draw_responsibilities(
    view: ResponsibilitiesView, database: Database, catalog: Catalog, actor: Actor, t: Text
) -> None:
    """The page below its filters."""
    title_page(t("Responsibilities"))
    summary = t(
        "%(confirmed)s of %(total)s have ever been confirmed by somebody.",
        confirmed=t.number(view.confirmed_count),
        total=t.number(len(view.rows)),
    )
    st.html(render("responsibilities_head", t, summary=summary))
    if said := st.session_state.pop(_SAID, None):
        st.html(render("notice", t, text=said))
    if view.chosen:
        _draw_form(view, view.chosen, database, catalog, actor, t=t)
    names = subject_names(catalog, t)
    silent = [one for one in view.phantoms if one.member_email is None]
    st.html(
        render(
            "responsibilities",
            t,
            phantoms=[_phantom(one, catalog, t) for one in view.phantoms],
            legend=[(_letter(part, t), t(PARTS[part]), t(MEANINGS[part])) for part in Part],
            departments=[
                (department_name(one, catalog, t), any(one == other.department_id for other in silent))
                for one in view.department_ids
            ],
            groups=[
                (t(title), [_row(one, view.department_ids, names, catalog, t) for one in view.rows if one.kind is kind])
                for kind, title in ((SubjectKind.INDICATOR, N_("Indicators")), (SubjectKind.SOURCE, N_("Sources")))
            ],
        )
    )


def _letter(part: Part, t: Text) -> str:
    return t(PARTS[part])[0]


def _phantom(one: Phantom, catalog: Catalog, t: Text) -> dict[str, str]:
    counts: list[str] = []
    if one.accountable_count:
        counts.append(t("accountable for %(count)s", count=t.number(one.accountable_count)))
    if one.responsible_count:
        counts.append(t("responsible for %(count)s", count=t.number(one.responsible_count)))
    name = department_name(one.department_id, catalog, t)
    return {"name": f"{one.member_email} ({name})" if one.member_email else name, "counts": ", ".join(counts)}


def _row(
    one: Responsibility, department_ids: tuple[str, ...], names: dict[str, str], catalog: Catalog, t: Text
) -> dict[str, Any]:
    cells: list[list[dict[str, Any]]] = []
    for department_id in department_ids:
        mine = [part for part in one.assignments if part.department_id == department_id]
        cells.append([_cell(part, t) for part in mine])
    return {
        "name": names[one.subject_id].removeprefix(t("Source: %(name)s", name="")),
        "address": address.address(address.RESPONSIBILITIES, t.language, tema=one.subject_id),
        "cells": list(zip([department_name(one_id, catalog, t) for one_id in department_ids], cells, strict=True)),
        "mark": MARKS[one.holding],
        "holding": t(HOLDINGS[one.holding]),
        "confirmed": _confirmed(one, t),
    }


def _cell(part: Assignment, t: Text) -> dict[str, Any]:
    people = [part.member_email] if part.member_email else []
    if part.substitute_email:
        people.append(t("substitute: %(person)s", person=part.substitute_email))
    return {
        "letter": _letter(part.part, t),
        "word": part_word(part.part, t),
        "people": people,
        "is_from_catalog": part.is_from_catalog,
        "is_phantom": part.is_member_phantom,
    }


def _confirmed(one: Responsibility, t: Text) -> str:
    if one.confirmed_at is None or one.confirmed_by is None:
        return ""
    return t("%(day)s, %(person)s", day=t.day(one.confirmed_at.date()), person=actor_name(one.confirmed_by, t))


# --- the form ---


def _draw_form(
    view: ResponsibilitiesView, chosen: Responsibility, database: Database, catalog: Catalog, actor: Actor, *, t: Text
) -> None:
    name = subject_names(catalog, t)[chosen.subject_id]
    parts = [
        (part_word(part, t), [_holder(one, catalog, t) for one in chosen.assignments if one.part is part])
        for part in Part
    ]
    st.html(
        render(
            "responsibility_one",
            t,
            name=name,
            parts=parts,
            mark_name=MARKS[chosen.holding],
            holding=t(HOLDINGS[chosen.holding]),
            confirmed=_confirmed(chosen, t),
            may_change=view.may_assign,
        )
    )
    seen = f"{chosen.subject_id}-{chosen.version}"  # what is typed belongs to what was seen
    if view.may_confirm:
        st.button(
            t("Confirm that all parts still hold"),
            key="confirm-responsibility",
            on_click=partial(_confirm, chosen, database=database, catalog=catalog, actor=actor, t=t),
        )
    if not view.may_assign:
        return
    _take_up_again(chosen.subject_id, seen)
    with st.expander(t("Assign a part")):
        columns = st.columns(2)
        departments = {one: department_name(one, catalog, t) for one in view.department_ids}
        columns[0].selectbox(t("Part"), list(Part), format_func=lambda one: part_word(one, t), key=f"part-{seen}")
        columns[1].selectbox(t("Department"), list(departments), format_func=departments.__getitem__, key=f"of-{seen}")
        columns[0].text_input(t("Person (e-mail, may stay empty)"), key=f"member-{seen}", max_chars=200)
        columns[1].text_input(t("Substitute (e-mail, may stay empty)"), key=f"substitute-{seen}", max_chars=200)
        draft_text(t, t("Why"), form=_why(chosen), actor=actor)
        doing = partial(_assign, chosen, seen, database=database, catalog=catalog, actor=actor, t=t)
        with st.container(horizontal=True):
            st.button(t("Assign"), type="primary", key="assign", on_click=doing)
            st.button(t("Take the part away"), key="withdraw", on_click=partial(doing, is_withdrawn=True))


def _why(chosen: Responsibility) -> str:
    """Name of the field for the reason, among all drafts."""
    return f"responsibility {chosen.kind} {chosen.subject_id}"


def _holder(one: Assignment, catalog: Catalog, t: Text) -> str:
    name = department_name(one.department_id, catalog, t)
    people = "; ".join(
        [one.member_email or ""] * bool(one.member_email)
        + ([t("substitute: %(person)s", person=one.substitute_email)] if one.substitute_email else [])
    )
    known = f"{name} ({people})" if people else name
    return f"{known} · {t('from the catalogue')}" if one.is_from_catalog else known


def _assign(
    chosen: Responsibility,
    seen: str,
    *,
    database: Database,
    catalog: Catalog,
    actor: Actor,
    t: Text,
    is_withdrawn: bool = False,
) -> None:
    part, of, member, substitute = (st.session_state.get(f"{name}-{seen}") for name in _FORM)
    try:
        command = AssignResponsibility(
            kind=chosen.kind,
            subject_id=chosen.subject_id,
            part=part or Part.ACCOUNTABLE,
            department_id=of or "",
            member_email=(member or "").strip() or None,
            substitute_email=(substitute or "").strip() or None,
            is_withdrawn=is_withdrawn,
            reason=typed(_why(chosen), actor),
            seen=chosen.version,
        )
        assign_responsibility(database, catalog, command, actor=acting(actor), at=_now())
        forget_draft(_why(chosen), actor)
        st.session_state[_SAID] = t("It is written down, with your name and your reason.")
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        if isinstance(refusal, Stale):  # what was typed goes along to the form of what stands now
            st.session_state[_TYPED] = (chosen.subject_id, (part, of, member, substitute))


def _take_up_again(subject_id: str, seen: str) -> None:
    """Put into the form what was typed into the one before it, which somebody else's change has closed."""
    typed = cast("tuple[str, tuple[Any, ...]] | None", st.session_state.get(_TYPED))
    if typed and typed[0] == subject_id:
        del st.session_state[_TYPED]
        for name, value in zip(_FORM, typed[1], strict=True):
            st.session_state[f"{name}-{seen}"] = value


def _confirm(chosen: Responsibility, *, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    command = ConfirmResponsibility(kind=chosen.kind, subject_id=chosen.subject_id, seen=chosen.version)
    try:
        confirm_responsibility(database, catalog, command, actor=acting(actor), at=_now())
        st.session_state[_SAID] = t("The responsibilities are confirmed, with your name and today's date.")
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
