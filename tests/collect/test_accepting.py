"""A delivery is accepted whole, once, by who may, or not at all."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bahealth.collect import commands
from bahealth.collect.commands import (
    AcceptDelivery,
    DeliveryRefused,
    accept_delivery,
    preview_delivery,
    sweep_unaccepted,
)
from bahealth.collect.queries import accepted_with_content, current_observations, deliveries
from bahealth.errors import NotAllowed, NotFound, Stale
from bahealth.people.model import Actor, Role
from tests.collect.samples import ANALYST, AT, FORM, GOOD, HEADER, store_checksum, workbook, write

LATER = AT + timedelta(days=1)


def accept(database, catalog, path, *, at=AT, actor=ANALYST, **more):
    command = AcceptDelivery(source_id=FORM, files=(path,), **more)
    return accept_delivery(database, catalog, command, actor=actor, at=at)


def rows(database):
    with database.reading() as con:
        return con.execute("SELECT count(*) FROM facts.observation").fetchone()[0]


def test_accepted_delivery_is_in_force_with_its_audit_line(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", GOOD)
    preview = preview_delivery(database, catalog, source_id=FORM, files=[path], at=AT)
    assert (len(preview.added), len(preview.changed), preview.unchanged_count) == (2, 0, 0)
    assert rows(database) == 0, "a preview writes nothing"
    delivery_id = accept(database, catalog, path)
    (delivery,) = deliveries(database, source_id=FORM)
    assert (delivery.delivery_id, delivery.row_count, delivery.accepted_by) == (delivery_id, 2, "ana")
    assert delivery.file_names == "a.csv"
    assert [one.area_id for one in current_observations(database)] == ["city", "comuna-4"]
    with database.reading() as con:
        assert con.execute("SELECT command, subject, actor FROM ops.audit").fetchall() == [
            ("AcceptDelivery", delivery_id, "ana")
        ]


def test_change_shows_old_and_new(tmp_path, database, catalog):
    accept(database, catalog, write(tmp_path, "a.csv", GOOD))
    changed = write(tmp_path, "b.csv", GOOD.replace("7,10", "8,10"))
    preview = preview_delivery(database, catalog, source_id=FORM, files=[changed], at=LATER)
    ((change),) = preview.changed
    assert (change.previous.numerator, change.observation.numerator, preview.unchanged_count) == (7, 8, 1)
    accept(database, catalog, changed, at=LATER)
    assert [one.numerator for one in current_observations(database, area_id="comuna-4")] == [8]


def test_same_content_is_recognised_in_another_form_and_order(tmp_path, database, catalog):
    accept(database, catalog, write(tmp_path, "a.csv", GOOD))
    header, first, second = (line.split(",") for line in GOOD.strip().split("\n"))
    path = write(tmp_path, "b.xlsx", workbook([header, second, first]))
    before = store_checksum(database)
    with pytest.raises(DeliveryRefused) as refusal:
        accept(database, catalog, path, at=LATER)
    assert refusal.value.preview.already_accepted_at == AT
    assert store_checksum(database) == before
    assert len(accepted_with_content(database, content_hash=refusal.value.preview.content_hash)) == 1


def test_older_content_sent_again_after_a_change_is_a_change_back(tmp_path, database, catalog):
    first = write(tmp_path, "a.csv", GOOD)
    accept(database, catalog, first)
    accept(database, catalog, write(tmp_path, "b.csv", GOOD.replace("7,10", "8,10")), at=LATER)
    preview = preview_delivery(database, catalog, source_id=FORM, files=[first], at=LATER)
    assert preview.is_acceptable
    assert len(preview.changed) == 1


def test_simulated_and_real_content_are_not_the_same(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", GOOD)
    accept(database, catalog, path, is_simulated=True)
    assert all(one.is_simulated for one in current_observations(database))
    preview = preview_delivery(database, catalog, source_id=FORM, files=[path], at=LATER)
    assert (preview.is_acceptable, len(preview.changed)) == (True, 2)


def test_unknown_source_is_named(tmp_path, database, catalog):
    with pytest.raises(NotFound, match="form_child_health"):
        preview_delivery(database, catalog, source_id="nobody", files=[], at=AT)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (Actor("x", Role.PUBLIC, "statistics"), False),
        (Actor("x", Role.STAFF, "hospitals"), False),
        (Actor("x", Role.CONVENOR), False),
        (Actor("x", Role.STAFF, "statistics"), True),
        (Actor("x", Role.HEAD, "statistics"), True),
        (Actor("x", Role.ADMIN), True),
    ],
)
def test_only_the_owner_and_the_analytics_office_may_deliver(actor, may, tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", GOOD)
    if may:
        assert accept(database, catalog, path, actor=actor)
    else:
        before = store_checksum(database)
        with pytest.raises(NotAllowed):
            accept(database, catalog, path, actor=actor)
        assert store_checksum(database) == before


def test_file_changed_after_its_preview_is_stale(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", GOOD)
    seen = preview_delivery(database, catalog, source_id=FORM, files=[path], at=AT)
    write(tmp_path, "a.csv", GOOD.replace("7,10", "8,10"))
    with pytest.raises(Stale):
        accept(database, catalog, path, content_hash=seen.content_hash, after_delivery_id=seen.after_delivery_id)
    assert rows(database) == 0


def test_other_delivery_since_the_preview_makes_it_stale(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", GOOD)
    seen = preview_delivery(database, catalog, source_id=FORM, files=[path], at=AT)
    accept(database, catalog, write(tmp_path, "b.csv", GOOD.replace("7,10", "8,10")))
    before = store_checksum(database)
    with pytest.raises(Stale):
        accept(database, catalog, path, content_hash=seen.content_hash, after_delivery_id=seen.after_delivery_id)
    assert store_checksum(database) == before


def test_crash_between_facts_and_ops_leaves_nothing_visible(tmp_path, database, catalog, monkeypatch):
    class PowerCutError(BaseException):
        pass

    def cut(*_args, **_kwargs):
        raise PowerCutError

    path = write(tmp_path, "a.csv", GOOD)
    monkeypatch.setattr(commands, "_make_count", cut)
    monkeypatch.setattr(commands, "_forget_rows", cut)  # a process that dies cleans nothing up
    with pytest.raises(PowerCutError):
        accept(database, catalog, path)
    assert rows(database) == 2
    assert current_observations(database) == []
    assert deliveries(database) == []
    monkeypatch.undo()
    assert sweep_unaccepted(database) == 2
    assert rows(database) == 0
    accept(database, catalog, path)
    assert sweep_unaccepted(database) == 0
    assert rows(database) == 2


def test_failed_ops_line_takes_its_facts_along(tmp_path, database, catalog, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(commands, "write_audit", broken)
    before = store_checksum(database)
    with pytest.raises(RuntimeError):
        accept(database, catalog, write(tmp_path, "a.csv", GOOD))
    assert store_checksum(database) == before


def test_sweep_during_an_acceptance_refuses_it_instead_of_accepting_nothing(tmp_path, database, catalog, monkeypatch):
    write_rows = commands._write_rows

    def swept(*arguments):
        write_rows(*arguments)
        sweep_unaccepted(database)

    monkeypatch.setattr(commands, "_write_rows", swept)
    with pytest.raises(Stale):
        accept(database, catalog, write(tmp_path, "a.csv", GOOD))
    assert deliveries(database) == []


def test_of_threads_that_send_the_same_content_one_wins(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", GOOD)
    start = threading.Barrier(4)
    results: list[object] = []

    def send():
        start.wait()
        try:
            results.append(accept(database, catalog, path))
        except DeliveryRefused as refusal:
            results.append(refusal)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(type(one).__name__ for one in results) == ["DeliveryRefused"] * 3 + ["str"]
    assert len(deliveries(database)) == 1
    assert rows(database) == 2


def test_threads_with_different_content_all_get_in(tmp_path, database, catalog):
    paths = [
        write(tmp_path, f"{n}.csv", HEADER + f"checkups_complete,comuna-{n},2025-01,{n},100,,\n") for n in range(1, 6)
    ]
    threads = [threading.Thread(target=accept, args=(database, catalog, path)) for path in paths]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.numerator for one in current_observations(database)] == [1, 2, 3, 4, 5]
    with database.reading() as con:
        numbers = con.execute("SELECT line_number FROM ops.audit ORDER BY 1").fetchall()
    assert [number for (number,) in numbers] == [1, 2, 3, 4, 5]
