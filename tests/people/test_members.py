"""Members, groups and sign-ins: who gets which role, and what the audit says of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.people.commands import (
    NOBODY,
    ChangeMember,
    MapGroup,
    change_member,
    map_group,
    note_sign_in,
    note_sign_out,
)
from bahealth.people.model import COMMAND_LINE, Actor, Role
from bahealth.people.queries import has_ended, last_sign_ins, member, members, signed_in_member
from bahealth.people.sign_in import GroupRole, Identity, actor_of, identity_of, is_email, role_of_groups
from bahealth.store import Database
from tests.collect.samples import store_checksum

CATALOG = load_catalog(PROJECT / "data")
AT = datetime(2026, 11, 22, 12)
HOUR = timedelta(hours=1)
ISSUER = "https://id.example.org"


def add(database: Database, email: str = "ana@ba.gob.ar", role: Role = Role.ADMIN, **more: Any) -> str:
    at, actor = more.pop("at", AT), more.pop("actor", COMMAND_LINE)
    command = ChangeMember(email=email, role=role, **{"reason": "named", **more})
    return change_member(database, CATALOG, command, actor=actor, at=at)


def group(database: Database, name: str, role: Role, department_id: str | None = None, at: datetime = AT) -> str:
    command = MapGroup(group_name=name, role=role, department_id=department_id, reason="mapped")
    return map_group(database, CATALOG, command, actor=COMMAND_LINE, at=at)


def person(
    subject: str = "7", email: str | None = "ana@ba.gob.ar", *groups: str, at: datetime = AT, **claims: Any
) -> Identity:
    found = identity_of(
        {"iss": ISSUER, "sub": subject, "email": email, "name": "Ana", "groups": list(groups), **claims},
        signed_at=at,
        groups_claim="groups",
    )
    assert found is not None
    return found


def sign_in(database: Database, identity: Identity) -> Actor:
    """What happens at the first page of a sign-in; the role that it has then."""
    note_sign_in(database, identity, at=identity.signed_at)
    return now(database, identity)


def now(database: Database, identity: Identity) -> Actor:
    with database.reading() as con:
        return actor_of(identity, signed_in_member(con, identity))


def audit(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as con:
        return con.execute("SELECT command, subject, actor, reason FROM ops.audit ORDER BY line_number").fetchall()


# --- members ---


def test_a_member_is_appended_with_the_audit_line_and_the_state_before(database: Database):
    add(database, "  Ana@BA.gob.ar ", Role.HEAD, department_id="hospitals", display_name="Ana")
    add(database, "ana@ba.gob.ar", Role.CONVENOR, at=AT + HOUR, reason="moved")
    with database.reading() as con:
        (row,) = members(con)
        lines = con.execute("SELECT command, before, after, reason FROM ops.audit ORDER BY line_number").fetchall()
        assert con.execute("SELECT count(*) FROM ops.member").fetchone() == (2,)
    assert (row.email, row.role, row.department_id, row.display_name) == ("ana@ba.gob.ar", Role.CONVENOR, None, "Ana")
    assert [line[0] for line in lines] == ["change_member", "change_member"]
    assert lines[0][1] is None
    assert json.loads(lines[1][1])["department_id"] == "hospitals"
    assert (json.loads(lines[1][2])["role"], lines[1][3]) == (3, "moved")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "ana"}, Refusal),
        ({"email": "a@b@c"}, Refusal),
        ({"email": "a b@c"}, Refusal),
        ({"email": ""}, Refusal),
        ({"reason": "  "}, Refusal),
        ({"role": Role.HEAD}, Refusal),
        ({"role": Role.STAFF, "department_id": "gardens"}, NotFound),
        ({"seen_row_id": "another"}, Stale),
    ],
)
def test_a_refused_change_writes_nothing(change: dict[str, Any], error: type[Refusal], database: Database):
    add(database)
    before = store_checksum(database)
    with pytest.raises(error):
        add(database, **change)
    assert store_checksum(database) == before


def test_of_two_who_change_the_same_member_the_second_is_told(database: Database):
    first = add(database, seen_row_id=NOBODY)
    add(database, "eva@ba.gob.ar")
    add(database, role=Role.CONVENOR, seen_row_id=first, at=AT + HOUR)
    with pytest.raises(Stale):
        add(database, role=Role.PUBLIC, seen_row_id=first, at=AT + 2 * HOUR)
    with pytest.raises(Stale):
        add(database, role=Role.PUBLIC, seen_row_id=NOBODY, at=AT + 2 * HOUR)
    with database.reading() as con:
        found = member(con, email="ana@ba.gob.ar")
    assert found is not None
    assert found.role is Role.CONVENOR


@pytest.mark.parametrize("change", [{"role": Role.CONVENOR}, {"is_active": False}])
def test_the_last_who_may_change_members_stays(change: dict[str, Any], database: Database):
    add(database)
    before = store_checksum(database)
    with pytest.raises(Refusal, match="nobody"):
        add(database, **{"at": AT + HOUR, **change})
    assert store_checksum(database) == before
    add(database, "eva@ba.gob.ar", at=AT + HOUR)
    add(database, **{"at": AT + HOUR, **change})
    with pytest.raises(Refusal, match="nobody"):
        add(database, "eva@ba.gob.ar", **{"at": AT + 2 * HOUR, **change})


def test_a_group_that_made_the_last_one_cannot_be_emptied(database: Database):
    group(database, "analytics", Role.ADMIN)
    assert sign_in(database, person("7", "ana@ba.gob.ar", "analytics")).role is Role.ADMIN
    with pytest.raises(Refusal, match="nobody"):
        group(database, "analytics", Role.PUBLIC, at=AT + HOUR)
    assert now(database, person("7", "ana@ba.gob.ar", "analytics")).role is Role.ADMIN


# --- signing in ---


def test_the_first_sign_in_binds_the_person_to_the_member(database: Database):
    add(database, role=Role.HEAD, department_id="hospitals")
    actor = sign_in(database, person())
    assert actor == Actor("ana@ba.gob.ar", Role.HEAD, "hospitals")
    with database.reading() as con:
        found = member(con, email="ana@ba.gob.ar")
    assert found is not None
    assert found.subject == f"{ISSUER} 7"
    assert audit(database)[1:] == [("bind_member", "ana@ba.gob.ar", "ana@ba.gob.ar", "named")]


def test_a_sign_in_is_noted_once_whatever_tabs_are_opened(database: Database):
    add(database)
    for _ in range(3):
        sign_in(database, person())
    assert len(audit(database)) == 2
    sign_in(database, person(at=AT + HOUR))
    assert len(audit(database)) == 2
    with database.reading() as con:
        assert last_sign_ins(con)[f"{ISSUER} 7"].signed_at == AT + HOUR
        assert con.execute("SELECT count(*) FROM ops.sign_in").fetchone() == (2,)


def test_an_address_that_changes_hands_brings_no_role_along(database: Database):
    add(database, role=Role.HEAD, department_id="hospitals")
    sign_in(database, person("7"))
    assert sign_in(database, person("8")) == Actor("ana@ba.gob.ar", Role.PUBLIC)
    assert sign_in(database, person("7", iss="https://other.example.org")).role is Role.PUBLIC
    assert now(database, person("7")).role is Role.HEAD


def test_who_changes_the_address_at_the_provider_stays_the_same_member(database: Database):
    add(database, role=Role.CONVENOR)
    sign_in(database, person("7"))
    assert sign_in(database, person("7", "ana.ruiz@ba.gob.ar", at=AT + HOUR)) == Actor("ana@ba.gob.ar", Role.CONVENOR)


def test_who_lost_access_is_a_resident_at_once_and_can_be_bound_anew(database: Database):
    add(database, "eva@ba.gob.ar")
    add(database)
    sign_in(database, person("7"))
    add(database, is_active=False, at=AT + HOUR)
    assert now(database, person("7")).role is Role.PUBLIC
    assert sign_in(database, person("7", at=AT + 2 * HOUR)).role is Role.PUBLIC
    add(database, at=AT + 3 * HOUR)
    assert sign_in(database, person("8", at=AT + 4 * HOUR)).role is Role.ADMIN


@pytest.mark.parametrize("verified", [False, "false", "False"])
def test_an_address_that_the_provider_has_not_verified_does_not_count(verified: object, database: Database):
    add(database)
    group(database, "staff", Role.STAFF, "hospitals")
    actor = sign_in(database, person("7", "ana@ba.gob.ar", "staff", email_verified=verified))
    assert actor == Actor(f"{ISSUER} 7", Role.PUBLIC)


@pytest.mark.parametrize("verified", [True, "true", None])
def test_an_address_that_is_verified_or_of_which_nothing_is_said_counts(verified: object, database: Database):
    add(database)
    claims = {} if verified is None else {"email_verified": verified}
    assert sign_in(database, person(**claims)).role is Role.ADMIN


def test_an_unknown_person_has_no_role_and_leaves_no_member(database: Database):
    assert sign_in(database, person("9", "nadie@ba.gob.ar", "everybody")) == Actor("nadie@ba.gob.ar", Role.PUBLIC)
    with database.reading() as con:
        assert members(con) == []
    assert audit(database) == []


def test_signing_out_ends_the_sign_in_everywhere_and_the_next_one_counts(database: Database):
    add(database)
    sign_in(database, person())
    note_sign_out(database, person(), at=AT + HOUR)
    note_sign_out(database, person(), at=AT + HOUR)
    assert now(database, person()).role is Role.PUBLIC
    with database.reading() as con:
        assert has_ended(con, person())
    assert sign_in(database, person()).role is Role.PUBLIC, "an ended sign-in is not noted again"
    assert sign_in(database, person(at=AT + 2 * HOUR)).role is Role.ADMIN


# --- groups ---


def test_a_group_gives_its_role_at_the_next_sign_in_and_takes_it_away_again(database: Database):
    group(database, "hospitals-staff", Role.STAFF, "hospitals")
    assert sign_in(database, person("7", "ana@ba.gob.ar")).role is Role.PUBLIC
    later = person("7", "ana@ba.gob.ar", "hospitals-staff", at=AT + HOUR)
    assert sign_in(database, later) == Actor("ana@ba.gob.ar", Role.STAFF, "hospitals")
    gone = person("7", "ana@ba.gob.ar", at=AT + 2 * HOUR)
    assert sign_in(database, gone).role is Role.PUBLIC
    back = person("7", "ana@ba.gob.ar", "hospitals-staff", at=AT + 3 * HOUR)
    assert sign_in(database, back).role is Role.STAFF
    commands = [line[0] for line in audit(database)]
    assert commands == ["map_group", "follow_groups", "follow_groups", "follow_groups"]


def test_a_role_that_a_person_gave_outranks_groups(database: Database):
    group(database, "heads", Role.HEAD, "hospitals")
    add(database, role=Role.STAFF, department_id="primary_care")
    assert sign_in(database, person("7", "ana@ba.gob.ar", "heads")) == Actor(
        "ana@ba.gob.ar", Role.STAFF, "primary_care"
    )
    add(database, is_active=False, role=Role.STAFF, department_id="primary_care", at=AT + HOUR)
    again = person("7", "ana@ba.gob.ar", "heads", at=AT + 2 * HOUR)
    assert sign_in(database, again).role is Role.PUBLIC


def test_a_person_may_take_over_what_a_group_gave(database: Database):
    group(database, "heads", Role.HEAD, "hospitals")
    sign_in(database, person("7", "ana@ba.gob.ar", "heads"))
    add(database, role=Role.CONVENOR, at=AT + HOUR)
    assert now(database, person("7", "ana@ba.gob.ar", "heads")).role is Role.CONVENOR
    later = person("7", "ana@ba.gob.ar", at=AT + 2 * HOUR)
    assert sign_in(database, later).role is Role.CONVENOR


def test_a_changed_mapping_counts_at_once_for_who_is_signed_in(database: Database):
    group(database, "mayor", Role.CONVENOR)
    identity = person("7", "ana@ba.gob.ar", "mayor")
    assert sign_in(database, identity).role is Role.CONVENOR
    group(database, "mayor", Role.HEAD, "hospitals", at=AT + HOUR)
    assert now(database, identity) == Actor("ana@ba.gob.ar", Role.HEAD, "hospitals")
    group(database, "mayor", Role.PUBLIC, at=AT + 2 * HOUR)
    assert now(database, identity).role is Role.PUBLIC


def test_of_several_groups_the_highest_role_counts(database: Database):
    group(database, "b-heads", Role.HEAD, "hospitals")
    group(database, "a-heads", Role.HEAD, "primary_care")
    group(database, "staff", Role.STAFF, "statistics")
    actor = sign_in(database, person("7", "ana@ba.gob.ar", "staff", "b-heads", "a-heads"))
    assert (actor.role, actor.department_id) == (Role.HEAD, "primary_care")


MAPPED = st.lists(
    st.builds(
        lambda name, role: GroupRole(
            row_id="r", group_name=name, role=role, department_id=None, reason="", changed_at=AT, changed_by="x"
        ),
        st.sampled_from("abcdef"),
        st.sampled_from(list(Role)),
    ),
    unique_by=lambda one: one.group_name,
)


@given(groups=st.lists(st.sampled_from("abcdefgh")), mapped=MAPPED)
def test_no_group_brings_more_than_its_own_role(groups: list[str], mapped: list[GroupRole]):
    found = role_of_groups(groups, mapped)
    brought = [one.role for one in mapped if one.group_name in groups and one.role > Role.PUBLIC]
    assert (found.role if found else None) == (max(brought) if brought else None)


# --- claims ---


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"sub": None}, {"email": "ana@ba.gob.ar"}])
def test_nobody_is_known_without_a_subject(claims: dict[str, Any]):
    assert identity_of(claims, signed_at=AT, groups_claim="groups") is None


@pytest.mark.parametrize(
    ("claimed", "groups"),
    [
        (["b", "a", "b"], ("a", "b")),
        ("heads", ("heads",)),
        (None, ()),
        ([1, None, {"a": 1}, "x", ""], ("x",)),
        ({"heads": True}, ()),
    ],
)
def test_groups_are_names_whatever_the_provider_sends(claimed: object, groups: tuple[str, ...]):
    found = identity_of({"sub": "7", "roles": claimed}, signed_at=AT, groups_claim="roles")
    assert found is not None
    assert found.groups == groups


@given(st.text(max_size=30))
def test_an_address_has_one_at_and_no_blanks(text: str):
    if is_email(text):
        assert text.count("@") == 1
        assert text == text.strip()
        assert not any(letter.isspace() for letter in text)
