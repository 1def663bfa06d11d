"""Which step a person may take with a handed-in delivery: three hands are three persons."""

from __future__ import annotations

from bahealth.catalog.model import Source
from bahealth.collect.desk.model import Hand, HandIn
from bahealth.errors import NotAllowed, Refusal, Stale
from bahealth.people.model import Actor
from bahealth.people.rights import check_may, may

_RIGHT = {
    Hand.CHECKED: "check_hand_in",
    Hand.RELEASED: "release_hand_in",
    Hand.SENT_BACK: "send_back_hand_in",
    Hand.WITHDRAWN: "hand_in",
}


def check_step(handed: HandIn, step: Hand, source: Source, actor: Actor) -> None:
    """Raise NotAllowed or Stale, with words that say what to do, where the person may not take this step now."""
    check_may(actor, _RIGHT[step], source.owner)
    if not handed.is_open:
        raise Stale("Someone has dealt with this delivery meanwhile: look at the desk again.")
    if step is Hand.CHECKED and actor.name == handed.handed_in_by:
        raise NotAllowed("Whoever handed a delivery in cannot check it: ask a colleague.")
    if step is Hand.RELEASED:
        _check_release(handed, actor)
    if step is Hand.WITHDRAWN and actor.name != handed.handed_in_by:
        raise NotAllowed("Only whoever handed a delivery in can withdraw it; you can send it back.")


def _check_release(handed: HandIn, actor: Actor) -> None:
    if handed.step is not Hand.CHECKED:
        raise NotAllowed("This delivery has not been checked yet: someone other than its sender checks it first.")
    if actor.name in {handed.handed_in_by, handed.step_by}:
        raise NotAllowed("A third person releases: neither who handed it in nor who checked it.")


def may_step(handed: HandIn, step: Hand, source: Source, actor: Actor) -> bool:
    """Whether `check_step` lets the person through."""
    if not may(actor, _RIGHT[step], source.owner):
        return False
    try:
        check_step(handed, step, source, actor)
    except Refusal:
        return False
    return True
