"""A contested value stays beside the one that stands until somebody rules; an upheld one comes as a delivery."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from bahealth.collect.commands import AcceptDelivery, accept_delivery
from bahealth.collect.desk.contest.commands import (
    ClaimRefused,
    ContestValue,
    RuleOnContest,
    contest_value,
    rule_on_contest,
)
from bahealth.collect.desk.model import Figures
from bahealth.collect.desk.queries import contest_named, contests
from bahealth.collect.queries import current_observations, deliveries
from bahealth.errors import NotAllowed, NotFound, Refusal, Stale
from tests.collect.desk.people import ANALYST, FILLER, HEAD, MAYOR, RESIDENT, STRANGER
from tests.collect.samples import AT, FORM, GOOD, HEADER, store_checksum, write

LATER = AT + timedelta(hours=1)
LAST = AT + timedelta(hours=2)
SEVENTY_FIVE = Figures(numerator=75, denominator=100)


class Desk:
    """The commands on one store that holds the small delivery."""

    def __init__(self, database: Any, catalog: Any, folder: Any) -> None:
        self.database, self.catalog, self.folder = database, catalog, folder
        self.accept(GOOD)

    def accept(self, content: str, *, is_simulated: bool = False, at: Any = AT) -> None:
        path = write(self.folder, "a.csv", content)
        command = AcceptDelivery(source_id=FORM, files=(path,), is_simulated=is_simulated)
        accept_delivery(self.database, self.catalog, command, actor=ANALYST, at=at)

    def standing(self, area_id: str = "city") -> Any:
        return current_observations(self.database, area_id=area_id)[0]

    def contest(self, claimed: Figures = SEVENTY_FIVE, actor: Any = FILLER, **changes: Any) -> str:
        fields = {
            "indicator_id": "checkups_complete",
            "area_id": "city",
            "period": "2025-01",
            "claimed": claimed,
            "method": "recuento en historias clínicas",
            "reason": "faltaba un centro",
            "stands_delivery_id": self.standing().delivery_id,
        }
        command = ContestValue.model_validate({**fields, **changes})
        return contest_value(self.database, self.catalog, command, actor=actor, at=LATER)

    def rule(self, contest_id: str, *, is_upheld: bool, actor: Any = ANALYST, **changes: Any) -> str | None:
        fields = {
            "contest_id": contest_id,
            "is_upheld": is_upheld,
            "reason": "se verificó",
            "stands_delivery_id": self.standing().delivery_id,
        }
        command = RuleOnContest.model_validate({**fields, **changes})
        return rule_on_contest(self.database, self.catalog, command, actor=actor, at=LAST)

    def lines(self) -> list[tuple[Any, ...]]:
        with self.database.reading() as con:
            return con.execute(
                "SELECT command, subject, actor, before, after, reason FROM ops.audit ORDER BY line_number"
            ).fetchall()


@pytest.fixture
def desk(database, three_hands, tmp_path) -> Desk:
    return Desk(database, three_hands, tmp_path)


def refuses(desk: Desk, kind: type[Refusal], act: Any) -> str:
    before = store_checksum(desk.database)
    with pytest.raises(kind) as refusal:
        act()
    assert store_checksum(desk.database) == before
    return str(refusal.value)


def test_a_contest_changes_no_value_and_keeps_both(desk):
    contest_id = desk.contest()
    assert (desk.standing().numerator, len(deliveries(desk.database))) == (70, 1)
    with desk.database.reading() as con:
        one = contest_named(con, contest_id)
    assert (one.stands, one.claimed) == (Figures(numerator=70, denominator=100), SEVENTY_FIVE)
    assert (one.is_open, one.contested_by, one.period.key) == (True, "flor", "2025-01")
    command, subject, actor, before, after, reason = desk.lines()[-1]
    assert (command, subject, actor, reason) == ("ContestValue", "checkups_complete city", "flor", "faltaba un centro")
    assert json.loads(before)["numerator"] == 70
    assert json.loads(after)["claimed"] == {"numerator": 75, "denominator": 100, "value": None}


@pytest.mark.parametrize("actor", [FILLER, STRANGER, HEAD, MAYOR, ANALYST], ids=lambda one: one.name)
def test_every_member_may_contest(desk, actor):
    desk.contest(actor=actor)


def test_residents_do_not_contest_and_only_the_analytics_office_rules(desk):
    refuses(desk, NotAllowed, lambda: desk.contest(actor=RESIDENT))
    contest_id = desk.contest()
    for actor in (FILLER, STRANGER, HEAD, MAYOR, RESIDENT):
        refuses(desk, NotAllowed, lambda actor=actor: desk.rule(contest_id, is_upheld=True, actor=actor))


def test_an_upheld_claim_is_delivered_as_one_row_that_tells_where_it_comes_from(desk):
    contest_id = desk.contest()
    delivery_id = desk.rule(contest_id, is_upheld=True)
    newest = deliveries(desk.database)[0]
    assert (newest.delivery_id, newest.source_id, newest.row_count) == (delivery_id, FORM, 1)
    assert newest.file_names == f"contest {contest_id}"
    assert (desk.standing().numerator, desk.standing("comuna-4").numerator) == (75, 7)
    with desk.database.reading() as con:
        one = contest_named(con, contest_id)
        kept = con.execute("SELECT numerator FROM facts.observation WHERE area_id = 'city' ORDER BY 1").fetchall()
    assert (one.is_upheld, one.ruling_delivery_id, one.ruled_by) == (True, delivery_id, "ana")
    assert kept == [(70,), (75,)]  # nothing is overwritten
    command, subject, _, before, _, reason = desk.lines()[-1]
    assert (command, subject, reason) == ("RuleOnContest", "checkups_complete city", "se verificó")
    assert {name: one["numerator"] for name, one in json.loads(before).items()} == {"stands": 70, "claimed": 75}


def test_a_rejected_claim_delivers_nothing_and_stays_in_the_log(desk):
    contest_id = desk.contest()
    assert desk.rule(contest_id, is_upheld=False) is None
    assert (desk.standing().numerator, len(deliveries(desk.database))) == (70, 1)
    with desk.database.reading() as con:
        assert [one.is_upheld for one in contests(con)] == [False]


def test_a_claim_about_a_simulated_value_stays_simulated(desk):
    desk.accept(GOOD, is_simulated=True, at=AT + timedelta(minutes=1))
    desk.rule(desk.contest(), is_upheld=True)
    assert desk.standing().is_simulated


def test_what_is_contested_is_not_contested_again_until_somebody_rules(desk):
    contest_id = desk.contest()
    words = refuses(desk, Stale, lambda: desk.contest(Figures(numerator=76, denominator=100), STRANGER))
    assert "contested already" in words
    desk.contest(Figures(numerator=8, denominator=10), area_id="comuna-4")  # another value
    desk.rule(contest_id, is_upheld=False)
    desk.contest()


def test_a_ruling_is_made_once(desk):
    contest_id = desk.contest()
    desk.rule(contest_id, is_upheld=False)
    refuses(desk, Stale, lambda: desk.rule(contest_id, is_upheld=True))
    refuses(desk, Stale, lambda: desk.rule(contest_id, is_upheld=False))


def test_two_rulings_at_once_make_one(desk):
    contest_id = desk.contest()
    seen, outcomes = desk.standing().delivery_id, []

    def rule(is_upheld: bool) -> None:
        try:
            desk.rule(contest_id, is_upheld=is_upheld, stands_delivery_id=seen)
            outcomes.append("ruled")
        except Stale:
            outcomes.append("stale")

    threads = [threading.Thread(target=rule, args=(one,)) for one in (True, True, False)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["ruled", "stale", "stale"]
    with desk.database.reading() as con:
        upheld = contest_named(con, contest_id).is_upheld
        left = con.execute(
            "SELECT count(*) FROM facts.observation WHERE delivery_id NOT IN (SELECT delivery_id FROM ops.delivery)"
        ).fetchone()
    assert desk.standing().numerator == (75 if upheld else 70)
    assert left == (0,)


@pytest.mark.parametrize("changes", [{"method": " "}, {"reason": ""}, {"reason": "x" * 2001}])
def test_method_and_reason_are_required_and_bounded(desk, changes):
    refuses(desk, Refusal, lambda: desk.contest(**changes))


def test_a_ruling_needs_its_reason(desk):
    contest_id = desk.contest()
    refuses(desk, Refusal, lambda: desk.rule(contest_id, is_upheld=True, reason=" "))


@pytest.mark.parametrize(
    "claimed",
    [
        Figures(),
        Figures(numerator=170, denominator=100),
        Figures(numerator=-1, denominator=100),
        Figures(numerator=75, denominator=100, value=12),
        Figures(numerator=1e300, denominator=1e300),
        Figures(value=130),
    ],
)
def test_a_claim_that_a_file_could_not_send_is_refused_with_its_problems(desk, claimed):
    before = store_checksum(desk.database)
    with pytest.raises(ClaimRefused) as refusal:
        desk.contest(claimed)
    assert refusal.value.problems
    assert store_checksum(desk.database) == before


def test_the_value_that_stands_is_no_claim(desk):
    assert "stands already" in refuses(desk, Refusal, lambda: desk.contest(Figures(numerator=70, denominator=100)))


def test_what_does_not_exist_is_not_found(desk):
    for changes in ({"indicator_id": "nothing"}, {"area_id": "comuna-9"}, {"period": "2019-01"}, {"period": "soon"}):
        refuses(desk, NotFound, lambda changes=changes: desk.contest(**changes))
    refuses(desk, NotFound, lambda: desk.rule("nothing", is_upheld=True))


def test_another_value_that_came_meanwhile_makes_contest_and_ruling_stale(desk):
    seen = desk.standing().delivery_id
    contest_id = desk.contest()
    desk.accept(HEADER + "checkups_complete,city,2025-01,71,100,,\n", at=LATER)
    refuses(desk, Stale, lambda: desk.rule(contest_id, is_upheld=True, stands_delivery_id=seen))
    refuses(desk, Stale, lambda: desk.rule(contest_id, is_upheld=False, stands_delivery_id=seen))
    refuses(desk, Stale, lambda: desk.contest(stands_delivery_id=seen))
    desk.rule(contest_id, is_upheld=True)  # seen again, it can be ruled on
    assert desk.standing().numerator == 75


def test_an_upheld_claim_that_somebody_delivered_meanwhile_needs_no_delivery(desk):
    contest_id = desk.contest()
    desk.accept(HEADER + "checkups_complete,city,2025-01,75,100,,\n", at=LATER)
    assert desk.rule(contest_id, is_upheld=True) is None
    assert len(deliveries(desk.database)) == 2
