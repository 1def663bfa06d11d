from __future__ import annotations

import pytest

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Status, Verdict
from bahealth.convene.model import CommitmentState, Line, LineKind
from bahealth.convene.questions import Topic, questions, topic_of
from bahealth.i18n import LANGUAGES, Language, Text
from tests.charts.samples import a_verdict, an_indicator
from tests.reports.sessions import CARRIED

LINE = Line(line_id="l", kind=LineKind.SIGNAL, minutes=10)


def judged(status: Status, change: Change) -> Verdict:
    return a_verdict(an_indicator(), status=status, change=ChangeVerdict(change=change, method=ChangeMethod.XMR))


@pytest.mark.parametrize(
    ("status", "change", "topic"),
    [
        (Status.OFF_TRACK, Change.WORSENING, Topic.WORSENING),
        (Status.MET, Change.WORSENING, Topic.WORSENING),
        (Status.OFF_TRACK, Change.NO_SIGNAL, Topic.OFF_TRACK),
        (Status.OFF_TRACK, Change.IMPROVING, Topic.OFF_TRACK),
        (Status.OFF_TRACK, Change.CANNOT_TELL, Topic.OFF_TRACK),
        (Status.ON_TRACK, Change.IMPROVING, Topic.IMPROVING),
        (Status.NO_TARGET, Change.IMPROVING, Topic.IMPROVING),
        (Status.UNCERTAIN, Change.NO_SIGNAL, Topic.UNCERTAIN),
        (Status.NO_FORECAST, Change.CANNOT_TELL, Topic.NO_FORECAST),
        (Status.MET, Change.NO_SIGNAL, Topic.GOING_WELL),
        (Status.ON_TRACK, Change.NO_SIGNAL, Topic.GOING_WELL),
        (Status.NO_TARGET, Change.HIGHER, Topic.MOVED),
        (Status.NO_TARGET, Change.LOWER, Topic.MOVED),
        (Status.NO_TARGET, Change.NO_SIGNAL, Topic.STEADY),
        (Status.LATE, Change.WORSENING, Topic.LATE),
        (Status.NOT_COLLECTED, Change.CANNOT_TELL, Topic.NOT_COLLECTED),
        (Status.SUPPRESSED, Change.CANNOT_TELL, Topic.WITHHELD),
        (Status.TOO_FEW, Change.CANNOT_TELL, Topic.TOO_FEW),
        (Status.NOT_APPLICABLE, Change.CANNOT_TELL, Topic.TOO_FEW),
    ],
)
def test_what_is_asked_follows_the_verdict(status: Status, change: Change, topic: Topic) -> None:
    assert topic_of(LINE, judged(status, change)) is topic


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("change", Change)
def test_a_cause_is_asked_for_only_where_there_is_a_signal(status: Status, change: Change) -> None:
    asks_for_a_cause = topic_of(LINE, judged(status, change)) in {Topic.WORSENING, Topic.IMPROVING}
    assert not asks_for_a_cause or change in {Change.WORSENING, Change.IMPROVING}


@pytest.mark.parametrize(
    ("state", "must_decide", "topic"),
    [
        (CommitmentState.NOT_DUE, False, Topic.COMMITMENT),
        (CommitmentState.OVERDUE, False, Topic.OVERDUE),
        (CommitmentState.OVERDUE, True, Topic.MUST_DECIDE),
        (CommitmentState.UNDER_REVIEW, False, Topic.UNDER_REVIEW),
        (CommitmentState.UNDER_REVIEW, True, Topic.MUST_DECIDE),
        (CommitmentState.ON_HOLD, False, Topic.COMMITMENT),
    ],
)
def test_what_is_asked_of_a_promise_follows_its_state(state: CommitmentState, must_decide: bool, topic: Topic) -> None:
    line = LINE.model_copy(update={"kind": LineKind.COMMITMENT})
    promise = CARRIED.model_copy(update={"state": state, "needs_decision": must_decide})
    assert topic_of(line, judged(Status.OFF_TRACK, Change.WORSENING), promise) is topic
    assert topic_of(line, None) is Topic.COMMITMENT


def test_lines_without_a_verdict_have_questions_of_their_own() -> None:
    assert topic_of(LINE.model_copy(update={"kind": LineKind.NEW}), None) is Topic.NEW
    deviation = LINE.model_copy(update={"kind": LineKind.DEVIATION})
    assert topic_of(deviation, judged(Status.OFF_TRACK, Change.WORSENING)) is Topic.DEVIATION


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_one_to_three_questions(topic: Topic, language: Language) -> None:
    asked = questions(topic, Text(language))
    assert 1 <= len(asked) <= 3
    assert all("?" in one for one in asked)
    assert len(set(asked)) == len(asked)
