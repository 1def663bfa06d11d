"""A delivery of records is accepted whole, once, by who may, or not at all; what it says is what is then in force."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bahealth.collect.commands import sweep_unaccepted
from bahealth.collect.queries import deliveries
from bahealth.collect.records import commands
from bahealth.collect.records.commands import RecordsRefused, chunks, preview_records
from bahealth.collect.records.comparison import Day
from bahealth.collect.records.door import Door
from bahealth.errors import NotAllowed, NotFound, Refusal, Stale
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from tests.collect.records.samples import AT, accept, catalog, csv_of, current, parquet_of, refusal, row, touched
from tests.collect.samples import store_checksum, write

pytestmark = pytest.mark.usefixtures("here")
LATER = AT + timedelta(days=1)


def deaths(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    return write(folder, name, csv_of([row("deaths", **one) for one in rows]))


def preview(database: Database, door: Door, kind: str, *files: Path, **more: Any):
    return preview_records(database, catalog(), door=door, source_id=f"records_{kind}", files=files, at=AT, **more)


def rows_in(database: Database, table: str) -> int:
    with database.reading() as con:
        ((found,),) = con.sql(f"SELECT count(*) FROM {table}").fetchall()
    return found


@pytest.mark.parametrize(
    "kind",
    [
        *("residents", "births", "deaths", "centres", "teams", "panels", "visits", "diagnosis_shares"),
        *("openings", "travel_times"),
    ],
)
def test_every_kind_of_record_gets_in_and_is_then_in_force(
    kind: str, tmp_path: Path, database: Database, door: Door
) -> None:
    from bahealth.collect.records.model import KINDS

    file = write(tmp_path, "a.csv", csv_of([row(kind)]))
    seen = preview(database, door, kind, file)
    assert (seen.new_count, seen.changed_count, seen.unchanged_count, seen.withdrawn_count) == (1, 0, 0, 0)
    assert rows_in(database, f"facts.{KINDS[kind].table}") == 0, "a preview writes nothing"
    delivery_id = accept(database, door, kind, file)
    assert len(current(database, KINDS[kind].table)) == 1
    (delivery,) = deliveries(database)
    assert (delivery.delivery_id, delivery.row_count, delivery.file_names) == (delivery_id, 1, "a.csv")
    assert len(touched(database, delivery_id)) == 1
    assert refusal(database, door, kind, file, at=LATER).preview.already_accepted_at == AT


# --- a slow second implementation: what is in force, and which months were spoken of ---

START = date(2024, 1, 15)
HORIZON = 2040 * 12
DAYS = st.integers(0, 400).map(lambda days: START + timedelta(days))
TEAM = st.fixed_dictionaries(
    {
        "centre": st.sampled_from(["cesac-1", "cesac-2"]),
        "until": st.none() | st.integers(1, 300).map(lambda days: START + timedelta(days)),
        "withdrawn": st.booleans(),
    }
)
DEATH = st.fixed_dictionaries({"died": DAYS, "cause": st.sampled_from(["A01", "B02"]), "withdrawn": st.booleans()})


def month(day: date | None) -> int:
    return HORIZON if day is None else day.year * 12 + day.month - 1


def of_spell(said: dict[str, Any]) -> set[int]:
    return set(range(month(START), month(said["until"]) + 1))


def of_change(before: dict[str, Any], after: dict[str, Any]) -> set[int]:
    if before["centre"] != after["centre"]:
        return of_spell(before) | of_spell(after)
    ends = sorted((month(before["until"]), month(after["until"])))
    return set(range(ends[0], ends[1] + 1))


def taken_in(in_force: dict[int, Any], delivered: dict[int, Any], spell: bool) -> tuple[dict[str, int], set[int]]:
    """Changes `in_force`; gives counts and months."""
    counts = dict.fromkeys(("new", "changed", "unchanged", "withdrawn"), 0)
    months: set[int] = set()
    for key, said in delivered.items():
        before, after = in_force.get(key), {name: cell for name, cell in said.items() if name != "withdrawn"}
        about = of_spell if spell else (lambda one: {month(one["died"])})
        if said["withdrawn"]:
            counts["unchanged" if before is None else "withdrawn"] += 1
            months |= set() if before is None else about(before)
            in_force.pop(key, None)
        elif before is None:
            counts["new"] += 1
            months |= about(after)
            in_force[key] = after
        elif before == after:
            counts["unchanged"] += 1
        else:
            counts["changed"] += 1
            months |= of_change(before, after) if spell else about(before) | about(after)
            in_force[key] = after
    return counts, months


def expanded(database: Database, delivery_id: str) -> set[int]:
    months: set[int] = set()
    for first, last in touched(database, delivery_id):
        ends = [HORIZON if one is None else int(one[:4]) * 12 + int(one[5:]) - 1 for one in (first, last)]
        months |= set(range(ends[0], ends[1] + 1))
    return months


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spell=st.booleans(),
    story=st.data(),
)
def test_what_is_in_force_and_touched_agrees_with_a_slow_second_implementation(
    spell: bool, story: st.DataObject, tmp_path: Path, door: Door
) -> None:
    database, in_force = Database(None), dict[int, Any]()
    door.secret_file.unlink(missing_ok=True)
    kind, one = ("teams", TEAM) if spell else ("deaths", DEATH)
    sequence = story.draw(st.lists(st.dictionaries(st.integers(1, 4), one, min_size=1), min_size=1, max_size=4))
    for turn, delivered in enumerate(sequence):
        rows = [
            row(kind, **(said | {"withdrawn": str(said["withdrawn"]).lower()}))
            | ({"team": f"team-{key}", "from": START} if spell else {"resident": f"person-{key:012}"})
            for key, said in delivered.items()
        ]
        for each in rows:
            each |= {name: "" for name, cell in each.items() if cell is None}
        file = write(tmp_path, f"{turn}.csv", csv_of(rows))
        seen = preview(database, door, kind, file)
        counts, months = taken_in(in_force, delivered, spell)
        assert counts == {name: getattr(seen, f"{name}_count") for name in counts}
        if seen.already_accepted_at is None:
            delivery_id = accept(database, door, kind, file, at=AT + timedelta(hours=turn))
            assert expanded(database, delivery_id) == months
            with database.reading() as con:
                found = con.execute(
                    "SELECT withdrawn_count, replaced_count FROM ops.record_delivery WHERE delivery_id = ?",
                    [delivery_id],
                ).fetchone()
            assert found == (counts["withdrawn"], counts["withdrawn"] + counts["changed"])
        if spell:
            expected = [(f"team-{key}", said["centre"], said["until"]) for key, said in in_force.items()]
            assert current(database, "team", "team_id, centre_id, until_on") == sorted(expected, key=lambda one: one[0])
        else:
            expected = sorted((said["died"], said["cause"]) for said in in_force.values())
            assert current(database, "death", "died_on, cause_code") == expected
    database.close()


def test_a_new_end_speaks_only_of_the_months_between_both_ends(tmp_path: Path, database: Database, door: Door) -> None:
    def team(name: str, until: str) -> Path:
        return write(tmp_path, name, csv_of([row("teams", until=until)]))

    assert touched(database, accept(database, door, "teams", team("a.csv", ""))) == [("2001-01", None)]
    assert touched(database, accept(database, door, "teams", team("b.csv", "2025-03-31"))) == [("2025-03", None)]
    moved = accept(database, door, "teams", team("c.csv", "2025-01-01"), at=LATER)
    assert touched(database, moved) == [("2025-01", "2025-03")]


def test_centres_and_shares_speak_of_every_month(tmp_path: Path, database: Database, door: Door) -> None:
    for kind in ("centres", "diagnosis_shares"):
        delivery_id = accept(database, door, kind, write(tmp_path, "a.csv", csv_of([row(kind)])))
        assert touched(database, delivery_id) == [("1900-01", None)]


def test_what_is_delivered_again_is_not_written_again(tmp_path: Path, database: Database, door: Door) -> None:
    accept(database, door, "deaths", deaths(tmp_path, "a.csv", {}))
    both = deaths(tmp_path, "b.csv", {}, {"resident": "person-0000000009", "died": "2026-01-01"})
    delivery_id = accept(database, door, "deaths", both, at=LATER)
    assert rows_in(database, "facts.death") == 2
    assert touched(database, delivery_id) == [("2026-01", "2026-01")]
    assert rows_in(database, "facts.superseded_record") == 0


def test_rows_of_a_large_delivery_lie_in_the_order_of_their_days(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "ROWS_AT_ONCE", 10)
    rows = [
        row("visits", visit=f"visit-{number:012}", at=f"2025-{1 + number * 7 % 12:02}-03T10:00") for number in range(60)
    ]
    accept(database, door, "visits", write(tmp_path, "a.parquet", parquet_of(rows)))
    with database.reading() as con:
        found = con.sql("SELECT occurred_on FROM facts.visit ORDER BY rowid").fetchall()
    assert len(found) == 60
    assert found == sorted(found)


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 6_000_000)), unique_by=lambda one: one[0]))
def test_every_day_is_copied_once_and_no_chunk_is_too_large(counts: list[tuple[int, int]]) -> None:
    days = [Day(first_on=date(2015, 1, 1) + timedelta(day), row_count=rows) for day, rows in sorted(counts)]
    found = chunks(days)
    for one in days:
        assert sum(first <= one.first_on < before for first, before in found if one.first_on) == 1
    for first, before in found:
        inside = [one.row_count for one in days if one.first_on and first <= one.first_on < before]
        assert sum(inside) <= commands.ROWS_AT_ONCE or len(inside) == 1


@pytest.mark.parametrize("first_is_simulated", [True, False])
def test_simulated_and_real_records_are_never_mixed(
    first_is_simulated: bool, tmp_path: Path, database: Database, door: Door
) -> None:
    accept(database, door, "deaths", deaths(tmp_path, "a.csv", {}), is_simulated=first_is_simulated)
    other = write(tmp_path, "b.csv", csv_of([row("visits")]))
    refused = refusal(database, door, "visits", other, is_simulated=not first_is_simulated)
    assert "never mixed" in refused.preview.problems[0].message
    assert accept(database, door, "visits", other, is_simulated=first_is_simulated)


def test_real_travel_times_may_stand_beside_simulated_people_but_not_beside_simulated_times(
    tmp_path: Path, database: Database, door: Door
) -> None:
    accept(database, door, "deaths", deaths(tmp_path, "a.csv", {}), is_simulated=True)
    times = write(tmp_path, "b.csv", csv_of([row("travel_times")]))
    assert accept(database, door, "travel_times", times)
    others = write(tmp_path, "c.csv", csv_of([row("travel_times", mode="walk")]))
    refused = refusal(database, door, "travel_times", others, is_simulated=True)
    assert "never mixed" in refused.preview.problems[0].message


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (Actor("x", Role.STAFF, "hospitals"), False),
        (Actor("x", Role.CONVENOR), False),
        (Actor("x", Role.STAFF, "epidemiology"), True),
        (Actor("x", Role.ADMIN), True),
    ],
)
def test_only_the_owner_and_the_analytics_office_may_deliver_records(
    actor: Actor, may: bool, tmp_path: Path, database: Database, door: Door
) -> None:
    file = deaths(tmp_path, "a.csv", {})
    if may:
        assert accept(database, door, "deaths", file, actor=actor)
    else:
        before = store_checksum(database)
        with pytest.raises(NotAllowed):
            accept(database, door, "deaths", file, actor=actor)
        assert store_checksum(database) == before


def test_a_source_without_records_and_an_unknown_one_are_refused(
    tmp_path: Path, database: Database, door: Door
) -> None:
    for source_id, error in (("form_child_health", Refusal), ("nobody", NotFound)):
        with pytest.raises(error):
            preview_records(database, catalog(), door=door, source_id=source_id, files=[], at=AT)


def test_records_changed_after_their_preview_or_overtaken_are_stale(
    tmp_path: Path, database: Database, door: Door
) -> None:
    file = deaths(tmp_path, "a.csv", {})
    seen = preview(database, door, "deaths", file)
    looked_at = {"content_hash": seen.content_hash, "after_delivery_id": seen.after_delivery_id}
    deaths(tmp_path, "a.csv", {"cause": "I10"})
    with pytest.raises(Stale):
        accept(database, door, "deaths", file, **looked_at)
    deaths(tmp_path, "a.csv", {})
    accept(database, door, "deaths", deaths(tmp_path, "b.csv", {"resident": "person-0000000009"}))
    before = store_checksum(database)
    with pytest.raises(Stale):
        accept(database, door, "deaths", file, **looked_at)
    assert store_checksum(database) == before


@pytest.mark.parametrize("dies_in", ["_make_count", "_check_written"])
def test_a_crash_leaves_no_record_visible(
    dies_in: str, tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(BaseException):
        pass

    def cut(*_args: object, **_kwargs: object) -> None:
        raise PowerCutError

    accept(database, door, "deaths", deaths(tmp_path, "a.csv", {}))
    before = current(database, "death"), deliveries(database)
    file = deaths(tmp_path, "b.csv", {"cause": "I10"}, {"resident": "person-0000000009"})
    monkeypatch.setattr(commands, dies_in, cut)
    monkeypatch.setattr(commands, "_forget", cut)  # a process that dies cleans nothing up
    with pytest.raises(PowerCutError):
        accept(database, door, "deaths", file)
    assert rows_in(database, "facts.death") == 3
    assert rows_in(database, "facts.superseded_record") == 1
    assert (current(database, "death"), deliveries(database)) == before
    monkeypatch.undo()
    assert sweep_unaccepted(database) == 3
    assert (current(database, "death"), deliveries(database)) == before


def test_a_failure_in_the_middle_takes_its_rows_along(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[int] = []
    insert = commands.insert

    def full(*arguments: Any, **more: Any) -> int:
        if len(copied) == 2:
            raise RuntimeError("disk full")
        copied.append(insert(*arguments, **more))
        return copied[-1]

    monkeypatch.setattr(commands, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(commands, "insert", full)
    before = store_checksum(database)
    rows = [{"resident": f"person-{day:012}", "died": f"2025-07-0{day}"} for day in range(1, 5)]
    with pytest.raises(RuntimeError):
        accept(database, door, "deaths", deaths(tmp_path, "a.csv", *rows))
    assert copied == [1, 1]
    assert store_checksum(database) == before
    monkeypatch.undo()
    assert accept(database, door, "deaths", deaths(tmp_path, "a.csv", *rows))


def test_a_sweep_during_an_acceptance_of_records_refuses_it(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_count = commands._make_count

    def swept(*arguments: Any, **more: Any) -> None:
        sweep_unaccepted(database)
        make_count(*arguments, **more)

    monkeypatch.setattr(commands, "_make_count", swept)
    with pytest.raises(Stale):
        accept(database, door, "deaths", deaths(tmp_path, "a.csv", {}))
    assert deliveries(database) == []


def test_of_threads_that_send_records_at_once_each_gets_in_or_is_told(
    tmp_path: Path, database: Database, door: Door
) -> None:
    start = threading.Barrier(4)
    results: list[object] = []
    files = [deaths(tmp_path, f"{number}.csv", {"resident": f"person-{number:012}"}) for number in range(3)]

    def send(file: Path) -> None:
        start.wait()
        try:
            results.append(accept(database, door, "deaths", file))
        except (RecordsRefused, Stale) as problem:
            results.append(problem)

    threads = [threading.Thread(target=send, args=(file,)) for file in [*files, files[0]]]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    accepted = [one for one in results if isinstance(one, str)]
    assert len(results) == 4
    assert accepted
    assert len(current(database, "death")) == len(deliveries(database)) == len(accepted)


def test_another_may_write_between_two_parts_of_a_delivery(
    tmp_path: Path, database: Database, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert, others = commands.insert, []

    def then_another(*arguments: Any, **more: Any) -> int:
        def write_too() -> None:
            with database.writing() as con:
                con.execute("INSERT INTO ops.record_touch VALUES (0, 'others', DATE '2025-01-01', NULL)")
            others.append(True)

        if others != []:
            return insert(*arguments, **more)
        written = insert(*arguments, **more)
        thread = threading.Thread(target=write_too)
        threads.append(thread)
        thread.start()
        return written

    threads: list[threading.Thread] = []
    monkeypatch.setattr(commands, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(commands, "insert", then_another)
    rows = [{"resident": f"person-{day:012}", "died": f"2025-07-{day:02}"} for day in range(1, 20)]
    accept(database, door, "deaths", deaths(tmp_path, "a.csv", *rows))
    for one in threads:
        one.join()
    assert others
    assert len(current(database, "death")) == 19
