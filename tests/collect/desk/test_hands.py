"""A department's own figures go through three hands, and refused files leave a trace without their content."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bahealth.collect.commands import AcceptDelivery, DeliveryRefused, accept_delivery
from bahealth.collect.desk import sent_files
from bahealth.collect.desk.commands import (
    CheckHandIn,
    HandInDelivery,
    RecordRefusedAttempt,
    ReleaseHandIn,
    SendBackHandIn,
    WithdrawHandIn,
    check_hand_in,
    hand_in_delivery,
    preview_hand_in,
    record_refused_attempt,
    release_hand_in,
    send_back_hand_in,
    withdraw_hand_in,
)
from bahealth.collect.desk.hands import may_step
from bahealth.collect.desk.model import MAX_FILES, Hand
from bahealth.collect.desk.queries import hand_in_files, hand_in_named, hand_in_steps, hand_ins, refused_attempts
from bahealth.collect.desk.sent_files import clean_name
from bahealth.collect.model import Problem
from bahealth.collect.queries import current_observations, deliveries
from bahealth.errors import NotAllowed, NotFound, Refusal, Stale
from tests.collect.desk.people import ANALYST, CHECKER, FILLER, HEAD, MAYOR, OTHER_HEAD, RESIDENT, STRANGER
from tests.collect.samples import AT, FORM, GOOD, HEADER, store_checksum, write

LATER = AT + timedelta(hours=1)
EVERYBODY = (FILLER, CHECKER, HEAD, OTHER_HEAD, STRANGER, MAYOR, ANALYST, RESIDENT)


class Desk:
    """The commands on one store, as the page sends them: with the seal of what is seen now."""

    def __init__(self, database: Any, catalog: Any) -> None:
        self.database, self.catalog = database, catalog

    def seal(self, hand_in_id: str) -> str:
        return preview_hand_in(self.database, self.catalog, hand_in_id, at=LATER).preview_hash

    def check(self, hand_in_id: str, actor: Any = CHECKER, seal: str | None = None) -> None:
        command = CheckHandIn(hand_in_id=hand_in_id, preview_hash=seal or self.seal(hand_in_id), reason="suma bien")
        check_hand_in(self.database, self.catalog, command, actor=actor, at=LATER)

    def release(self, hand_in_id: str, actor: Any = HEAD, seal: str | None = None) -> str:
        command = ReleaseHandIn(hand_in_id=hand_in_id, preview_hash=seal or self.seal(hand_in_id))
        return release_hand_in(self.database, self.catalog, command, actor=actor, at=LATER)

    def send_back(self, hand_in_id: str, actor: Any = CHECKER, reason: str = "falta un centro") -> None:
        command = SendBackHandIn(hand_in_id=hand_in_id, reason=reason)
        send_back_hand_in(self.database, self.catalog, command, actor=actor, at=LATER)

    def withdraw(self, hand_in_id: str, actor: Any = FILLER) -> None:
        withdraw_hand_in(self.database, self.catalog, WithdrawHandIn(hand_in_id=hand_in_id), actor=actor, at=LATER)

    def audit(self) -> list[tuple[str, str, str]]:
        with self.database.reading() as con:
            return con.execute("SELECT command, subject, actor FROM ops.audit ORDER BY line_number").fetchall()


@pytest.fixture
def desk(database, three_hands) -> Desk:
    return Desk(database, three_hands)


def refuses(desk: Desk, kind: type[Refusal], act: Callable[[], Any]) -> str:
    """The words of the refusal; nothing at all was written."""
    before = store_checksum(desk.database)
    with pytest.raises(kind) as refusal:
        act()
    assert store_checksum(desk.database) == before
    return str(refusal.value)


# --- the way through ---


def test_a_delivery_goes_from_hand_to_hand_and_counts_only_when_released(desk, hand_in):
    handed = hand_in()
    assert deliveries(desk.database) == []
    desk.check(handed)
    assert deliveries(desk.database) == []
    delivery_id = desk.release(handed)
    (delivery,) = deliveries(desk.database)
    assert (delivery.delivery_id, delivery.row_count, delivery.accepted_by) == (delivery_id, 2, "hebe")
    assert delivery.file_names == "planilla.csv"
    assert [one.numerator for one in current_observations(desk.database)] == [70, 7]
    assert desk.audit() == [
        ("hand_in", FORM, "flor"),
        ("CheckHandIn", FORM, "carlos"),
        ("AcceptDelivery", delivery_id, "hebe"),
        ("ReleaseHandIn", FORM, "hebe"),
    ]
    with desk.database.reading() as con:
        assert [(one.step, one.taken_by, one.delivery_id) for one in hand_in_steps(con)] == [
            (Hand.CHECKED, "carlos", None),
            (Hand.RELEASED, "hebe", delivery_id),
        ]


def test_the_files_are_kept_as_they_were_sent_and_what_they_cover_is_named(desk, hand_in):
    handed = hand_in(name="planilla.csv")
    with desk.database.reading() as con:
        (file,) = hand_in_files(con, handed)
        row = hand_in_named(con, handed)
    assert (file.file_name, file.content) == ("planilla.csv", GOOD.encode())
    assert [(one.indicator_id, one.period) for one in row.covers] == [("checkups_complete", "2025-01")]
    assert (row.step, row.is_open, row.row_count) == (None, True, 2)


def test_nobody_of_the_department_takes_the_short_way(desk, tmp_path):
    path = write(tmp_path, "a.csv", GOOD)
    command = AcceptDelivery(source_id=FORM, files=(path,))
    for actor in (FILLER, HEAD):
        words = refuses(
            desk,
            NotAllowed,
            lambda actor=actor: accept_delivery(desk.database, desk.catalog, command, actor=actor, at=AT),
        )
        assert "hand the file in for checking" in words
    accept_delivery(desk.database, desk.catalog, command, actor=ANALYST, at=AT)
    assert len(deliveries(desk.database)) == 1


def test_a_source_of_one_hand_is_accepted_directly(desk, catalog, tmp_path):
    path = write(tmp_path, "a.csv", GOOD)
    command = HandInDelivery(source_id=FORM, files=(path,), content_hash="")
    words = refuses(desk, Refusal, lambda: hand_in_delivery(desk.database, catalog, command, actor=FILLER, at=AT))
    assert "accept the delivery directly" in words
    accept_delivery(desk.database, catalog, AcceptDelivery(source_id=FORM, files=(path,)), actor=FILLER, at=AT)


# --- three persons ---


def test_whoever_handed_it_in_neither_checks_nor_releases(desk, hand_in):
    handed = hand_in(actor=HEAD)
    assert "ask a colleague" in refuses(desk, NotAllowed, lambda: desk.check(handed, HEAD))
    desk.check(handed, CHECKER)
    assert "third person" in refuses(desk, NotAllowed, lambda: desk.release(handed, HEAD))
    desk.release(handed, ANALYST)


def test_whoever_checked_does_not_release(desk, hand_in):
    handed = hand_in()
    desk.check(handed, HEAD)
    assert "third person" in refuses(desk, NotAllowed, lambda: desk.release(handed, HEAD))
    desk.release(handed, ANALYST)


def test_what_nobody_has_checked_is_not_released(desk, hand_in):
    handed = hand_in()
    assert "not been checked yet" in refuses(desk, NotAllowed, lambda: desk.release(handed))


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda one: one.name)
def test_what_a_person_may_do_is_what_the_commands_let_through(desk, hand_in, actor):
    """The table of buttons and the commands never disagree, fresh and checked."""
    acts = {Hand.CHECKED: desk.check, Hand.RELEASED: desk.release, Hand.SENT_BACK: desk.send_back}
    source = desk.catalog.source[FORM]
    for is_checked in (False, True):
        for step, act in {**acts, Hand.WITHDRAWN: desk.withdraw}.items():
            content = HEADER + f"checkups_complete,city,2025-01,{len(hand_ids(desk)) + 1},100,,\n"
            handed = hand_in(content)
            if is_checked:
                desk.check(handed)
            with desk.database.reading() as con:
                allowed = may_step(hand_in_named(con, handed), step, source, actor)
            if allowed:
                act(handed, actor)
            else:
                refuses(desk, NotAllowed, lambda act=act, handed=handed: act(handed, actor))


def hand_ids(desk: Desk) -> list[str]:
    with desk.database.reading() as con:
        return [one.hand_in_id for one in hand_ins(con)]


# --- back, and not twice ---


def test_it_is_sent_back_with_a_reason_and_then_nobody_goes_on(desk, hand_in):
    handed = hand_in()
    assert "Write why" in refuses(desk, Refusal, lambda: desk.send_back(handed, reason="  "))
    desk.send_back(handed)
    for act in (desk.check, desk.release, desk.send_back, desk.withdraw):
        refuses(desk, Stale, lambda act=act: act(handed))
    hand_in()  # the mended file, here the same, may be handed in again


def test_only_the_sender_withdraws(desk, hand_in):
    handed = hand_in()
    assert "send it back" in refuses(desk, NotAllowed, lambda: desk.withdraw(handed, CHECKER))
    desk.withdraw(handed)
    refuses(desk, Stale, lambda: desk.check(handed))


def test_the_same_content_does_not_wait_twice(desk, hand_in):
    hand_in()
    refuses(desk, Stale, lambda: hand_in(name="copia.csv"))


def test_two_heads_at_once_make_one_delivery(desk, hand_in):
    handed = hand_in()
    desk.check(handed)
    seal, outcomes = desk.seal(handed), []

    def release(actor: Any) -> None:
        try:
            outcomes.append(desk.release(handed, actor, seal))
        except Stale as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=release, args=(actor,)) for actor in (HEAD, ANALYST)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(isinstance(one, str) for one in outcomes) == [False, True]
    assert len(deliveries(desk.database)) == 1
    assert len(current_observations(desk.database)) == 2
    with desk.database.reading() as con:
        assert [one.step for one in hand_in_steps(con)] == [Hand.CHECKED, Hand.RELEASED]


# --- what is seen is what is released ---


def accept(desk: Desk, tmp_path: Any, content: str) -> None:
    command = AcceptDelivery(source_id=FORM, files=(write(tmp_path, "otra.csv", content),))
    accept_delivery(desk.database, desk.catalog, command, actor=ANALYST, at=LATER)


def test_a_value_that_changed_since_the_check_asks_for_another_check(desk, hand_in, tmp_path):
    handed = hand_in()
    desk.check(handed)
    before = desk.seal(handed)
    accept(desk, tmp_path, HEADER + "checkups_complete,city,2025-01,69,100,,\n")
    assert "no longer what you saw" in refuses(desk, Stale, lambda: desk.release(handed, seal=before))
    assert "checked again" in refuses(desk, Stale, lambda: desk.release(handed))
    refuses(desk, Stale, lambda: desk.check(handed, seal=before))
    desk.check(handed)
    desk.release(handed)
    assert [one.numerator for one in current_observations(desk.database, area_id="city")] == [70]


def test_another_delivery_that_touches_nothing_of_it_does_not_matter(desk, hand_in, tmp_path):
    handed = hand_in()
    desk.check(handed)
    seal = desk.seal(handed)
    accept(desk, tmp_path, HEADER + "checkups_complete,city,2025-02,69,100,,\n")
    desk.release(handed, seal=seal)
    assert len(current_observations(desk.database)) == 3


def test_what_somebody_else_delivered_meanwhile_is_not_released_again(desk, hand_in, tmp_path):
    handed = hand_in()
    desk.check(handed)
    accept(desk, tmp_path, GOOD)
    refuses(desk, DeliveryRefused, lambda: desk.check(handed))
    refuses(desk, Stale, lambda: desk.release(handed))


# --- what does not come in ---


def test_a_file_with_problems_or_that_changed_is_not_handed_in(desk, tmp_path):
    bad = write(tmp_path, "mal.csv", GOOD.replace("7,10", "70,10"))
    command = HandInDelivery(source_id=FORM, files=(bad,), content_hash="x")
    refuses(desk, DeliveryRefused, lambda: hand_in_delivery(desk.database, desk.catalog, command, actor=FILLER, at=AT))
    good = write(tmp_path, "bien.csv", GOOD)
    command = HandInDelivery(source_id=FORM, files=(good,), content_hash="x")
    refuses(desk, Stale, lambda: hand_in_delivery(desk.database, desk.catalog, command, actor=FILLER, at=AT))


def test_what_is_kept_is_bounded(desk, tmp_path, monkeypatch):
    many = tuple(write(tmp_path, f"{place}.csv", GOOD) for place in range(MAX_FILES + 1))
    command = HandInDelivery(source_id=FORM, files=many, content_hash="x")
    assert "At most" in refuses(
        desk, Refusal, lambda: hand_in_delivery(desk.database, desk.catalog, command, actor=FILLER, at=AT)
    )
    monkeypatch.setattr(sent_files, "MAX_BYTES", 2 * len(GOOD) - 1)
    command = HandInDelivery(source_id=FORM, files=many[:2], content_hash="x")
    assert "in parts" in refuses(
        desk, Refusal, lambda: hand_in_delivery(desk.database, desk.catalog, command, actor=FILLER, at=AT)
    )


def test_a_hand_in_that_does_not_exist_is_not_found(desk):
    refuses(desk, NotFound, lambda: desk.check("nothing", seal="x"))
    refuses(desk, NotFound, lambda: desk.release("nothing", seal="x"))
    refuses(desk, NotFound, lambda: desk.send_back("nothing"))
    refuses(desk, NotFound, lambda: desk.withdraw("nothing"))


def test_a_reason_has_an_end(desk, hand_in):
    handed = hand_in()
    refuses(desk, Refusal, lambda: desk.send_back(handed, reason="x" * 2_001))


# --- refused attempts ---

PROBLEM = Problem(file="../../planilla.csv", row=3, column="value", seen="Juana Pérez", message="The file is empty.")


def remember(desk: Desk, *, actor: Any = FILLER, content_hash: str = "abc", problem: Problem = PROBLEM) -> str:
    command = RecordRefusedAttempt(
        source_id=FORM,
        file_names=("C:\\datos\\pla\u202enilla.csv",),
        content_hash=content_hash,
        problems=(problem,) * 3,
    )
    return record_refused_attempt(desk.database, desk.catalog, command, actor=actor, at=AT)


def test_a_refused_attempt_leaves_its_name_and_reason_and_nothing_that_stood_in_it(desk):
    remember(desk)
    with desk.database.reading() as con:
        (attempt,) = refused_attempts(con)
        everything = con.execute("SELECT * FROM ops.refused_attempt").fetchall()
    assert (attempt.file_names, attempt.problem_count, attempt.tried_by) == ("pla\ufffdnilla.csv", 3, "flor")
    assert (attempt.first_problem.message, attempt.first_problem.row) == (PROBLEM.message, 3)
    assert "Juana" not in repr(everything)
    assert desk.audit() == [("RecordRefusedAttempt", FORM, "flor")]
    assert deliveries(desk.database) == []


def test_the_same_content_is_remembered_once(desk):
    first = remember(desk)
    before = store_checksum(desk.database)
    assert remember(desk) == first
    assert store_checksum(desk.database) == before
    assert remember(desk, content_hash="def") != first


def test_a_stranger_leaves_no_attempt(desk):
    for actor in (STRANGER, MAYOR, RESIDENT):
        refuses(desk, NotAllowed, lambda actor=actor: remember(desk, actor=actor))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a.csv", "a.csv"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\a.csv", "a.csv"),
        ("", "file"),
        ("a\x00\nb", "a\ufffd\ufffdb"),
    ],
)
def test_names_are_cleaned(name: str, clean: str):
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_beginning_and_its_end():
    name = clean_name("x" * 500 + ".csv")
    assert len(name) == 120
    assert name.endswith(".csv")


def test_the_log_tells_before_and_after_of_every_step(desk, hand_in):
    handed = hand_in()
    desk.check(handed)
    with desk.database.reading() as con:
        before, after, reason = con.execute(
            "SELECT before, after, reason FROM ops.audit WHERE command = 'CheckHandIn'"
        ).fetchone()
    assert json.loads(before) == {"hand_in_id": handed, "step": None}
    assert json.loads(after) == {"hand_in_id": handed, "step": "checked", "delivery_id": None}
    assert reason == "suma bien"
