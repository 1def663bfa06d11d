from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from bahealth.convene.model import CaptureKind, CommitmentState, Deliverable, LineKind, Outcome, Part, SessionState
from bahealth.convene.words import (
    capture_word,
    commitment_state_word,
    deliverable_word,
    line_kind_word,
    line_reason,
    outcome_word,
    part_word,
    session_state_word,
)
from bahealth.i18n import LANGUAGES, Language, Text
from tests.reports.sessions import LINES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kinds", "word"),
    [
        (Part, part_word),
        (SessionState, session_state_word),
        (LineKind, line_kind_word),
        (CaptureKind, capture_word),
        (Deliverable, deliverable_word),
        (CommitmentState, commitment_state_word),
        (Outcome, outcome_word),
    ],
)
def test_every_value_has_a_word_of_its_own(
    kinds: type[StrEnum], word: Callable[[Any, Text], str], language: Language
) -> None:
    said = [word(one, Text(language)) for one in kinds]
    assert len(set(said)) == len(said)
    assert not {one.value for one in kinds} & set(said)


def test_reason_of_a_line_gives_its_figures() -> None:
    assert line_reason(LINES[0], Text("es")) == (
        "Prometido en una sesión anterior · vencido hace 16 días · trasladado 3 veces"
    )
    assert line_reason(LINES[4], Text("en")) == "New item · added by jefatura@ejemplo.gob.ar"
