"""One call for each command of the table of rights: it would succeed, if the person may send it.

To add a command: write a function that takes a `World` and an actor, register it with the department that it is about
(None where it is about no department's), and take it off PENDING.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bahealth.assess.commands import MakeRelease, WriteNote, make_release, write_note
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog, Localized
from bahealth.collect.commands import AcceptDelivery, accept_delivery
from bahealth.collect.records.commands import AcceptRecords, accept_records
from bahealth.collect.records.door import Door
from bahealth.config import PROJECT
from bahealth.measure.catch_up.commands import OpenCatchUpList, open_catch_up_list
from bahealth.measure.commands import RunMeasures, run_measures
from bahealth.people.commands import ChangeMember, MapGroup, change_member, map_group
from bahealth.people.model import Actor, Role
from bahealth.store import Database
from tests.assess.example import catalog as small_catalog
from tests.assess.example import count
from tests.collect.records.samples import BLOCKS, csv_of, row
from tests.measure_catch_up.city import small_city

AT = datetime(2026, 3, 10, 15)
CATALOG: Catalog = load_catalog(PROJECT / "data")
GROUP = "checkups_complete,city,2025-01,70,100,,\n"
HEADER = "indicator,area,period,numerator,denominator,value,note\n"


@dataclass(frozen=True)
class World:
    """A store of its own with a small city in it, and a folder for files."""

    database: Database
    folder: Path

    def file(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path


Call = Callable[[World, Actor], object]


@dataclass(frozen=True)
class Registered:
    """A call, and the department that it is about."""

    department_id: str | None
    call: Call


def new_world(folder: Path) -> World:
    database = Database(None)
    small_city(database)
    return World(database, folder)


def _accept_delivery(world: World, actor: Actor) -> object:
    file = world.file("form.csv", HEADER + GROUP)
    command = AcceptDelivery(source_id="form_child_health", files=(file,))
    return accept_delivery(world.database, CATALOG, command, actor=actor, at=AT)


def _accept_records(world: World, actor: Actor) -> object:
    file = world.file("centres.csv", csv_of([row("centres")]))
    door = Door(secret_file=world.folder / "own.secret", blocks_file=BLOCKS, memory_limit="1GB")
    command = AcceptRecords(source_id="records_centres", files=(file,))
    return accept_records(world.database, CATALOG, command, door=door, actor=actor, at=AT)


def _write_note(world: World, actor: Actor) -> object:
    command = WriteNote(
        indicator_id="checkups_complete", happened_on=date(2025, 3, 20), text=Localized(es="Pasó", en="It happened")
    )
    return write_note(world.database, CATALOG, command, actor=actor, at=AT)


def _run_measures(world: World, actor: Actor) -> object:
    return run_measures(world.database, CATALOG, RunMeasures(), actor=actor, at=AT)


def _make_release(world: World, actor: Actor) -> object:
    one = small_catalog(count(indicator_id="births"))
    return make_release(world.database, one, MakeRelease(as_of=AT.date(), reason="monthly"), actor=actor, at=AT)


def _open_catch_up_list(world: World, actor: Actor) -> object:
    return open_catch_up_list(world.database, CATALOG, OpenCatchUpList(team_id="team-1"), actor=actor, at=AT)


def _change_member(world: World, actor: Actor) -> object:
    command = ChangeMember(email="eva@example.org", role=Role.CONVENOR, reason="new")
    return change_member(world.database, CATALOG, command, actor=actor, at=AT)


def _map_group(world: World, actor: Actor) -> object:
    command = MapGroup(group_name="heads", role=Role.CONVENOR, reason="new")
    return map_group(world.database, CATALOG, command, actor=actor, at=AT)


def _source_owner(source_id: str) -> str:
    return CATALOG.source[source_id].owner


REGISTRY: dict[str, Registered] = {
    "accept_delivery": Registered(_source_owner("form_child_health"), _accept_delivery),
    "accept_records": Registered(_source_owner("records_centres"), _accept_records),
    "write_note": Registered(CATALOG.indicator["checkups_complete"].owner, _write_note),
    "run_measures": Registered(None, _run_measures),
    "make_release": Registered(None, _make_release),
    "open_catch_up_list": Registered("primary_care", _open_catch_up_list),
    "change_member": Registered(None, _change_member),
    "map_group": Registered(None, _map_group),
}
# Commands that another part of the program brings; empty once they are all here.
PENDING = {
    "hand_in",
    "check_hand_in",
    "send_back_hand_in",
    "release_hand_in",
    "contest_value",
    "rule_on_contest",
    "propose_target",
    "withdraw_proposal",
    "approve_target",
    "confirm_target",
    "return_target",
    "set_target",
    "require_confirmation",
    "accept_deviation",
    "end_deviation",
    "assign_responsibility",
    "confirm_responsibility",
}
