"""The table of rights, cell by cell: role x command x own or other department, by the table and by each command."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bahealth.config import PROJECT
from bahealth.errors import NotAllowed
from bahealth.people.model import Actor, Role
from bahealth.people.rights import PAGES, RIGHTS, Reach, check_may, check_may_open_page, may, may_open_page
from tests.collect.samples import store_checksum
from tests.people.commands import CATALOG, REGISTRY, World

OWN, OTHER = "own", "other"
# What each letter stands for, apart from the code that is tested: N never, O in the own department, A in all.
LETTERS = {Reach.NONE: "N", Reach.OWN: "O", Reach.ALL: "A"}
ALLOWED = {("O", OWN), ("A", OWN), ("A", OTHER)}
AUDITED_REFUSALS = {"open_catch_up_list"}  # the attempt itself is kept


def expected(command: str, role: Role, department: str, *, is_about_one: bool) -> bool:
    """The slow reading of a cell; what is about no department's only those may who reach all."""
    row = RIGHTS[command]
    reach = {
        Role.PUBLIC: Reach.NONE,
        Role.STAFF: row.staff,
        Role.HEAD: row.head,
        Role.CONVENOR: row.convenor,
        Role.ADMIN: row.admin,
    }[role]
    return (LETTERS[reach], department if is_about_one else OTHER) in ALLOWED


def cells(commands: Iterator[str]) -> list[tuple[str, Role, str]]:
    return [(command, role, department) for command in commands for role in Role for department in (OWN, OTHER)]


def actor_for(role: Role, department: str, about: str | None) -> Actor:
    """Somebody of the department that the command is about, or of another one."""
    named = about or "primary_care"
    other = next(one.department_id for one in CATALOG.departments if one.department_id != named)
    return Actor(f"{role.name} of {department}", role, named if department == OWN else other)


@pytest.mark.parametrize("command", RIGHTS)
def test_the_table_says_who_may(command: str):
    for _, role, department in cells(iter([command])):
        actor = actor_for(role, department, "hospitals")
        answer = may(actor, command, "hospitals")
        assert answer is expected(command, role, department, is_about_one=True), (role, department)
        assert may(actor, command, None) is expected(command, role, department, is_about_one=False), (role, department)
        if answer:
            check_may(actor, command, "hospitals")
        else:
            with pytest.raises(NotAllowed) as refusal:
                check_may(actor, command, "hospitals")
            assert refusal.value.message == RIGHTS[command].refusal


def commanded(command: str, *, is_allowed: bool) -> list[tuple[Role, str]]:
    """Who of the table's cells may, or may not, send a command."""
    is_about_one = REGISTRY[command].department_id is not None
    return [
        (role, department)
        for _, role, department in cells(iter([command]))
        if expected(command, role, department, is_about_one=is_about_one) is is_allowed
    ]


def furthest(command: str) -> list[tuple[str, Role, str]]:
    """Who may send a command, each role once: where it may for every department, for another than its own."""
    return [(command, role, department) for role, department in dict(commanded(command, is_allowed=True)).items()]


@pytest.mark.parametrize(("command", "role", "department"), [one for command in REGISTRY for one in furthest(command)])
def test_the_command_itself_lets_those_of_the_table(command: str, role: Role, department: str, world: World):
    registered = REGISTRY[command]
    registered.prepare(world)
    before = store_checksum(world.database)
    registered.call(world, actor_for(role, department, registered.department_id))
    assert store_checksum(world.database) != before, "it was carried out"


@pytest.mark.parametrize("command", REGISTRY)
def test_the_command_itself_refuses_all_others_and_writes_nothing(command: str, world: World):
    registered = REGISTRY[command]
    registered.prepare(world)
    before = store_checksum(world.database)
    for role, department in commanded(command, is_allowed=False):
        with pytest.raises(NotAllowed):
            registered.call(world, actor_for(role, department, registered.department_id))
    if command not in AUDITED_REFUSALS:
        assert store_checksum(world.database) == before, "a refused command writes nothing"


@pytest.mark.parametrize("command", [name for name, one in REGISTRY.items() if one.department_id is not None])
def test_nobody_without_a_department_acts_for_one(command: str, world: World):
    REGISTRY[command].prepare(world)
    for role in (Role.STAFF, Role.HEAD):
        if RIGHTS[command].reach(role) is not Reach.ALL:
            with pytest.raises(NotAllowed):
                REGISTRY[command].call(world, Actor("somebody", role, None))


def test_every_right_has_a_call_that_proves_it():
    assert set(RIGHTS) == set(REGISTRY)


def test_residents_may_nothing():
    assert not [one for one in RIGHTS if may(Actor("x", Role.PUBLIC, "hospitals"), one, "hospitals")]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_its_lowest_role_on(page: str, role: Role):
    actor = Actor("x", role, "hospitals")
    is_open = int(role) >= int(PAGES[page])
    assert may_open_page(actor, page) is is_open
    if is_open:
        check_may_open_page(actor, page)
    else:
        with pytest.raises(NotAllowed, match="staff"):
            check_may_open_page(actor, page)


def test_every_page_of_the_office_has_its_line():
    scripts = {one.stem for one in (PROJECT / "pages" / "office").glob("*.py") if one.stem != "__init__"}
    assert scripts <= set(PAGES)
    assert min(PAGES.values()) is Role.STAFF
