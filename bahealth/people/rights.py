"""The one table of rights: who may send which command, and who may open which page of the office.

Every command asks `check_may` before it does anything, every page of the office `check_may_open_page`. docs/rights.md
shows this table; tests walk it cell by cell: role x command x own or other department, and role x page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bahealth.errors import NotAllowed
from bahealth.i18n import N_
from bahealth.people.model import Actor, Role


class Reach(IntEnum):
    """How far a right goes."""

    NONE = 0
    OWN = 1  # what the person's own department answers for
    ALL = 2


NONE, OWN, ALL = Reach.NONE, Reach.OWN, Reach.ALL


@dataclass(frozen=True, slots=True)
class Right:
    """How far each role reaches with one command, and what is said to whom it is refused; residents never may."""

    staff: Reach
    head: Reach
    convenor: Reach
    admin: Reach
    refusal: str

    def reach(self, role: Role) -> Reach:
        """How far a role reaches."""
        reaches = {
            Role.PUBLIC: NONE,
            Role.STAFF: self.staff,
            Role.HEAD: self.head,
            Role.CONVENOR: self.convenor,
            Role.ADMIN: self.admin,
        }
        return reaches[role]


_ANALYTICS = N_("Only the central analytics office may do this.")
_MAYOR = N_("Only the mayor's office may do this.")
_SOURCE = N_("Only the department that answers for the source or the analytics office may do this.")
_SOURCE_HEAD = N_("Only the head of the department that answers for the source or the analytics office may do this.")
_INDICATOR = N_("Only the department that answers for the indicator may do this.")
_INDICATOR_HEAD = N_("Only the head of the department that answers for the indicator may do this.")
_CONVENOR = N_("Only the mayor's office or the analytics office may do this.")
_NOTES = N_("Only the mayor's office, the analytics office and who takes the notes of this session may do this.")
_PROMISED = N_("Only who promised it, that department, the mayor's office or the analytics office may do this.")
_MEMBERS = N_("Only members of the city's departments may do this.")

RIGHTS: Final[Mapping[str, Right]] = {
    # deliveries                  staff  head  convenor admin
    "accept_delivery":       Right(OWN,  OWN,  NONE,    ALL, _SOURCE),
    "accept_records":        Right(OWN,  OWN,  NONE,    ALL, _SOURCE),
    "hand_in":               Right(OWN,  OWN,  NONE,    ALL, _SOURCE),
    "check_hand_in":         Right(OWN,  OWN,  NONE,    ALL, _SOURCE),
    "send_back_hand_in":     Right(OWN,  OWN,  NONE,    ALL, _SOURCE),
    "release_hand_in":       Right(NONE, OWN,  NONE,    ALL, _SOURCE_HEAD),
    "contest_value":         Right(ALL,  ALL,  ALL,     ALL, _MEMBERS),
    "rule_on_contest":       Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "write_note":            Right(OWN,  OWN,  ALL,     ALL, _INDICATOR),
    "run_measures":          Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "measure_access":        Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "make_release":          Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "begin_limits_again":    Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "undo_rebasing":         Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "open_catch_up_list":    Right(OWN,  OWN,  OWN,     OWN,
                                   N_("Only the staff of the department that a team belongs to may open its list.")),
    # targets
    "propose_target":        Right(OWN,  OWN,  ALL,     ALL, _INDICATOR),
    "withdraw_proposal":     Right(OWN,  OWN,  ALL,     ALL, _INDICATOR),
    "approve_target":        Right(NONE, OWN,  NONE,    NONE, _INDICATOR_HEAD),
    "confirm_target":        Right(NONE, NONE, ALL,     NONE, _MAYOR),
    "return_target":         Right(NONE, OWN,  ALL,     NONE, _INDICATOR_HEAD),
    "set_target":            Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "require_confirmation":  Right(NONE, NONE, ALL,     NONE, _MAYOR),
    "accept_deviation":      Right(NONE, NONE, ALL,     NONE, _MAYOR),
    "end_deviation":         Right(NONE, NONE, ALL,     NONE, _MAYOR),
    "state_expectation":     Right(OWN,  OWN,  ALL,     ALL, _INDICATOR),
    "withdraw_expectation":  Right(NONE, OWN,  ALL,     ALL, _INDICATOR_HEAD),
    # people
    "assign_responsibility": Right(NONE, OWN,  ALL,     ALL, _INDICATOR_HEAD),
    "confirm_responsibility": Right(NONE, OWN, ALL,     NONE, _INDICATOR_HEAD),
    "change_member":         Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    "map_group":             Right(NONE, NONE, NONE,    ALL, _ANALYTICS),
    # sessions
    "plan_series":           Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "extend_series":         Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "end_series":            Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "plan_session":          Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "move_session":          Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "cancel_session":        Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "invite_people":         Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "pin_release":           Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "draft_agenda":          Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "change_agenda":         Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "write_story":           Right(OWN,  OWN,  NONE,    NONE, _INDICATOR),
    "open_preread":          Right(ALL,  ALL,  ALL,     ALL, _MEMBERS),
    "open_session":          Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "present_line":          Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "take_attendance":       Right(NONE, NONE, ALL,     ALL, _NOTES),
    "capture":               Right(NONE, NONE, ALL,     ALL, _NOTES),
    "close_session":         Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "sign_minutes":          Right(NONE, NONE, ALL,     NONE, _MAYOR),
    "answer_worth":          Right(ALL,  ALL,  ALL,     ALL, _MEMBERS),
    # plans of sites
    "save_plan":             Right(ALL,  ALL,  ALL,     ALL, _MEMBERS),
    # commitments
    "report_progress":       Right(OWN,  OWN,  ALL,     ALL, _PROMISED),
    "claim_done":            Right(OWN,  OWN,  ALL,     ALL, _PROMISED),
    "accept_done":           Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "refuse_done":           Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "overtake":              Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "put_on_hold":           Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "take_up":               Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "move_due":              Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "carry_over":            Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "judge_due":             Right(NONE, NONE, ALL,     ALL, _CONVENOR),
    "send_reminders":        Right(NONE, NONE, ALL,     ALL, _CONVENOR),
}  # fmt: skip

PAGES: Final[Mapping[str, Role]] = {
    "scorecard": Role.STAFF,
    "indicator": Role.STAFF,
    "care": Role.STAFF,
    "fifteen": Role.STAFF,
    "catch_up": Role.STAFF,
    "send": Role.STAFF,
    "targets": Role.STAFF,
    "calibration": Role.STAFF,
    "sessions": Role.STAFF,
    "commitments": Role.STAFF,
    "effect": Role.STAFF,
    "programme": Role.STAFF,
    "desk": Role.STAFF,
    "room": Role.STAFF,
    "responsibilities": Role.STAFF,
    "siting": Role.STAFF,
    "teams": Role.STAFF,
    "audit": Role.STAFF,
    "members": Role.ADMIN,
}
"""The lowest role that may open each page of the office, by the name of its script in pages/office."""


def may(actor: Actor, command: str, department_id: str | None) -> bool:
    """Whether the person may send a command about what `department_id` answers for; None: about no department's."""
    reach = RIGHTS[command].reach(actor.role)
    return reach is ALL or (reach is OWN and department_id is not None and actor.department_id == department_id)


def check_may(actor: Actor, command: str, department_id: str | None) -> None:
    """Raise NotAllowed, with the words of the table, where `may` says no."""
    if not may(actor, command, department_id):
        raise NotAllowed(RIGHTS[command].refusal)


def may_open_page(actor: Actor, page: str) -> bool:
    """Whether the person may open a page of the office."""
    return actor.role >= PAGES[page]


def check_may_open_page(actor: Actor, page: str) -> None:
    """Raise NotAllowed where `may_open_page` says no."""
    if not may_open_page(actor, page):
        raise NotAllowed("This page is for the city's staff. Sign in, or ask the mayor's office for access.")
