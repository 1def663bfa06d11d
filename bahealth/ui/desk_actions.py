"""What a person can do at the desk: look at a handed-in delivery and pass it on, rule on a contested value."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.collect.denominators import Births, load_births
from bahealth.collect.desk.commands import (
    CheckHandIn,
    ReleaseHandIn,
    SendBackHandIn,
    WithdrawHandIn,
    check_hand_in,
    preview_hand_in,
    release_hand_in,
    send_back_hand_in,
    withdraw_hand_in,
)
from bahealth.collect.desk.contest.commands import RuleOnContest, rule_on_contest
from bahealth.collect.desk.model import Hand
from bahealth.config import settings
from bahealth.errors import Refusal
from bahealth.i18n import N_, Text
from bahealth.people.model import Actor
from bahealth.store import Database
from bahealth.ui.choices import in_address
from bahealth.ui.contests import contest_texts
from bahealth.ui.desk import CHOSEN, now
from bahealth.ui.desk_words import hand_word
from bahealth.ui.drafts import draft_text, forget_draft, typed
from bahealth.ui.html import render
from bahealth.ui.people import acting
from bahealth.ui.send import draw_preview
from bahealth.ui.words import actor_name
from bahealth.views.contests import ContestRow
from bahealth.views.desk import DeskView, HandInRow

_SAID = "desk-said"
_DONE = {
    Hand.CHECKED: N_("Checked. The head of the department can release it now."),
    Hand.RELEASED: N_("Released. The delivery counts from the next release on."),
    Hand.SENT_BACK: N_("Sent back, with the reason."),
    Hand.WITHDRAWN: N_("Withdrawn."),
}


def draw_actions(view: DeskView, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    """The choice among what is open, and what can be done with the one that was chosen."""
    if said := st.session_state.pop(_SAID, None):
        st.html(render("notice", t, text=said))
    hand_ins = {one.handed.hand_in_id: one for one in view.hand_ins}
    contests = {one.contest.contest_id: one for one in view.to_rule}
    names = {
        **{key: f"{t.pick(one.source.name)}, {t.instant(one.handed.handed_in_at)}" for key, one in hand_ins.items()},
        **{key: _contest_name(one, t) for key, one in contests.items()},
    }
    asked = st.query_params.get(CHOSEN)
    if asked is not None and asked not in names:
        _forget_choice()
        st.html(render("notice", t, text=t("What the link names has been dealt with already.")))
    if not names:
        return
    if asked not in names and f"{CHOSEN}-address" not in st.session_state:
        st.session_state[CHOSEN] = None  # what was dealt with, or chosen in another role, leaves the browser's box too
    chosen = in_address(
        CHOSEN,
        lambda: st.selectbox(
            t("Look at"),
            list(names),
            index=None,
            placeholder=t("Choose what waits"),
            format_func=names.__getitem__,
            key=CHOSEN,
            width=560,
        ),
        allowed=names,
        default=None,
    )
    if chosen in hand_ins:
        _draw_hand_in(hand_ins[chosen], database, catalog, actor, t)
    elif chosen in contests:
        _draw_contest(contests[chosen], database, catalog, actor, t)


def _contest_name(row: ContestRow, t: Text) -> str:
    contested = t("Contested")
    return f"{contested}: {t.pick(row.indicator.short_name)}, {row.area.name}, {t.period(row.contest.period)}"


def _forget_choice() -> None:
    """The thing is done with: neither the address nor the session names it any longer."""
    st.query_params.pop(CHOSEN, None)
    for name in (CHOSEN, f"{CHOSEN}-kept", f"{CHOSEN}-address"):
        st.session_state.pop(name, None)


def _draw_hand_in(row: HandInRow, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    births = load_births(settings().data)
    seen = preview_hand_in(database, catalog, row.handed.hand_in_id, at=now(), births=births)
    has_moved = row.handed.step is Hand.CHECKED and row.handed.preview_hash != seen.preview_hash
    st.html(
        render(
            "desk_hand_in",
            t,
            name=t.pick(row.source.name),
            said=hand_word(row.handed, t),
            files=row.handed.file_names.replace("\n", ", "),
            steps=[(t.instant(one.taken_at), actor_name(one.taken_by, t), one.reason) for one in row.steps],
            has_moved=has_moved,
            may_nothing=not row.may,
        )
    )
    draw_preview(seen.preview, [], catalog, t)
    if not row.may:
        return
    form = f"hand-in {row.handed.hand_in_id}"
    draft_text(t, t("Reason or remark"), form=form, actor=actor, height=80)
    act = partial(
        _step, row, seen.preview_hash, form, database=database, catalog=catalog, actor=actor, births=births, t=t
    )
    with st.container(horizontal=True):
        _buttons(row, act, has_moved=has_moved, t=t)


def _buttons(row: HandInRow, act: Callable[[Hand], None], *, has_moved: bool, t: Text) -> None:
    words = {
        Hand.CHECKED: t("It is right: checked") if row.handed.step is None else t("Check again"),
        Hand.RELEASED: t("Release this delivery"),
        Hand.SENT_BACK: t("Send back"),
        Hand.WITHDRAWN: t("Withdraw"),
    }
    shown = [one for one in row.may if not (one is Hand.RELEASED and has_moved)]
    if Hand.RELEASED in shown:
        shown = [one for one in shown if one is not Hand.CHECKED]
    first = Hand.RELEASED if Hand.RELEASED in shown else Hand.CHECKED
    for step in sorted(shown, key=lambda one: one is not first):
        kind = "primary" if step is first else "secondary"
        st.button(words[step], key=f"step-{step.value}", type=kind, on_click=partial(act, step))


def _step(
    row: HandInRow,
    preview_hash: str,
    form: str,
    step: Hand,
    *,
    database: Database,
    catalog: Catalog,
    actor: Actor,
    births: Births,
    t: Text,
) -> None:
    hand_in_id, reason = row.handed.hand_in_id, typed(form, actor)
    at = now()
    try:
        if step is Hand.CHECKED:
            check = CheckHandIn(hand_in_id=hand_in_id, preview_hash=preview_hash, reason=reason)
            check_hand_in(database, catalog, check, actor=acting(actor), at=at, births=births)
        elif step is Hand.RELEASED:
            release = ReleaseHandIn(hand_in_id=hand_in_id, preview_hash=preview_hash, reason=reason)
            release_hand_in(database, catalog, release, actor=acting(actor), at=at, births=births)
        elif step is Hand.SENT_BACK:
            back = SendBackHandIn(hand_in_id=hand_in_id, reason=reason)
            send_back_hand_in(database, catalog, back, actor=acting(actor), at=at)
        else:
            withdrawal = WithdrawHandIn(hand_in_id=hand_in_id, reason=reason)
            withdraw_hand_in(database, catalog, withdrawal, actor=acting(actor), at=at)
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    forget_draft(form, actor)
    _forget_choice()
    st.session_state[_SAID] = t(_DONE[step])


def _draw_contest(row: ContestRow, database: Database, catalog: Catalog, actor: Actor, t: Text) -> None:
    st.html(render("desk_contest", t, row=contest_texts(row, t)))
    form = f"ruling {row.contest.contest_id}"
    draft_text(t, t("Reason of the ruling"), form=form, actor=actor, height=80)
    act = partial(_rule, row, form, database=database, catalog=catalog, actor=actor, t=t)
    with st.container(horizontal=True):
        st.button(t("Uphold: the claimed value counts"), key="uphold", on_click=partial(act, is_upheld=True))
        st.button(t("Reject: what stands stays"), key="reject", on_click=partial(act, is_upheld=False))


def _rule(
    row: ContestRow,
    form: str,
    *,
    is_upheld: bool,
    database: Database,
    catalog: Catalog,
    actor: Actor,
    t: Text,
) -> None:
    command = RuleOnContest(
        contest_id=row.contest.contest_id,
        is_upheld=is_upheld,
        reason=typed(form, actor),
        stands_delivery_id=row.stands_now.delivery_id if row.stands_now else "",
    )
    try:
        rule_on_contest(database, catalog, command, actor=acting(actor), at=now())
    except Refusal as refusal:
        st.session_state[_SAID] = t.refusal(refusal)
        return
    forget_draft(form, actor)
    _forget_choice()
    st.session_state[_SAID] = (
        t("Upheld. The claimed value counts from the next release on; earlier releases stay.")
        if is_upheld
        else t("Rejected. What stands stays; both values remain in the log.")
    )
