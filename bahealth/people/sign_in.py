"""Who a sign-in is, from what the provider claims, and which role our own table gives to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bahealth.frozen import Frozen
from bahealth.people.model import Actor, Role

_LONGEST: Final = 320  # characters: what an e-mail address may have (RFC 3696)
_MOST_GROUPS: Final = 500


class Identity(Frozen):
    """A person as the provider knows them. `email` is None where the provider does not vouch for one."""

    subject: str  # the provider, a blank, and its own name of the person
    email: str | None
    display_name: str
    groups: tuple[str, ...]
    signed_at: datetime  # UTC

    @property
    def name(self) -> str:
        """How the record and the page call the person."""
        return self.email or self.subject


class MemberRow(Frozen):
    """The newest state of a member. `origin` says whether a person or a group of the provider gave the role."""

    row_id: str
    email: str
    subject: str | None
    display_name: str
    role: Role
    department_id: str | None
    is_active: bool
    origin: str
    reason: str
    changed_at: datetime
    changed_by: str


class GroupRole(Frozen):
    """The role that a group of the provider brings; the role PUBLIC brings nothing."""

    row_id: str
    group_name: str
    role: Role
    department_id: str | None
    reason: str
    changed_at: datetime
    changed_by: str


def identity_of(claims: Mapping[str, Any], *, signed_at: datetime, groups_claim: str) -> Identity | None:
    """The person of these claims; None without a subject.

    An e-mail address counts unless the provider says that it has not verified it.
    """
    subject = str(claims.get("sub") or "").strip()
    if not subject:
        return None
    email = normalized_email(str(claims.get("email") or ""))
    is_verified = str(claims.get("email_verified", True)).casefold() != "false"
    return Identity(
        subject=f"{claims.get('iss') or ''} {subject}"[:2000],
        email=email if is_verified and is_email(email) else None,
        display_name=str(claims.get("name") or email or subject).strip()[:_LONGEST],
        groups=_group_names(claims.get(groups_claim)),
        signed_at=signed_at,
    )


def _group_names(claimed: object) -> tuple[str, ...]:
    several: Sequence[object] = claimed if isinstance(claimed, list | tuple) else [claimed]
    return tuple(sorted({one for one in several if isinstance(one, str) and one})[:_MOST_GROUPS])


def normalized_email(text: str) -> str:
    """One spelling for each address."""
    return text.strip().casefold()


def is_email(text: str) -> bool:
    """Whether the text has the form of an address: one @ with something on both sides, and no blanks."""
    before, at, after = text.partition("@")
    return bool(before and at and after) and "@" not in after and text.isprintable() and len(text.split()) == 1


def actor_of(identity: Identity, member: MemberRow | None) -> Actor:
    """The person with the role that our table gives now: none for whom it does not know or has put out of action."""
    if member is None or not member.is_active or member.subject != identity.subject:
        return Actor(identity.name, Role.PUBLIC)
    return Actor(member.email, member.role, member.department_id)


def role_of_groups(groups: Sequence[str], mapped: Sequence[GroupRole]) -> GroupRole | None:
    """The mapping that counts among `groups`: the highest role, of two the first by name; None when none brings one."""
    found = [one for one in mapped if one.group_name in groups and one.role is not Role.PUBLIC]
    return min(found, key=lambda one: (-one.role, one.group_name), default=None)
