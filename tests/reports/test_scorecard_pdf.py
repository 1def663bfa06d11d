from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, Standing, Status
from bahealth.assess.words import change_word, status_word
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.scorecard_pdf import scorecard_pages, scorecard_pdf
from bahealth.reports.spreadsheet import scorecard_csv
from tests.reports.samples import a_report, a_row, exported, some_verdict

_ABSENT = {Status.NOT_COLLECTED, Status.SUPPRESSED, Status.NOT_APPLICABLE}


def pdf_of(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text_of(content: bytes) -> str:
    """All text, any run of white space as one space: words break over lines in narrow columns."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf_of(content).pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_says_every_status_in_words(language: Language) -> None:
    rows = [a_row(language, has_value=one not in _ABSENT, status=one) for one in Status]
    text = text_of(scorecard_pdf(a_report(rows), Text(language)))
    for one in Status:
        assert status_word(one, Text(language)) in text


@pytest.mark.parametrize(("language", "tag"), [("es", "es-AR"), ("en", "en-GB")])
def test_pdf_is_tagged_titled_and_in_the_readers_language(language: Language, tag: str) -> None:
    reader = pdf_of(scorecard_pdf(a_report([a_row(language)]), Text(language)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == tag
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "Ciudad de Buenos Aires" in str(reader.metadata.title)


def test_pdf_marks_what_is_simulated_or_a_demonstration_and_numbers_its_pages() -> None:
    content = scorecard_pdf(a_report([a_row("es")] * 30), Text("es"))
    text, count = text_of(content), len(pdf_of(content).pages)
    assert count > 1
    assert "dato simulado" in text
    assert "meta de demostración: la meta no es una decisión de la Ciudad." in text
    for page in range(1, count + 1):
        assert f"Página {page} de {count}" in text
    assert "Ministerio de Salud de la Nación" in text


def test_text_of_data_is_never_markup() -> None:
    row = a_row("es").model_copy(update={"indicator": '#panic("x") *a* $x$ [b] \\ </svg>'})
    assert '#panic("x") *a* $x$ [b] \\ </svg>' in text_of(scorecard_pdf(a_report([row]), Text("es")))


def test_attention_is_read_before_the_table() -> None:
    row = a_row("es", status=Status.OFF_TRACK, standing=Standing.ATTENTION)
    text = text_of(scorecard_pdf(a_report([row]), Text("es")))
    start = text.index("Mortalidad infantil, Ciudad de Buenos Aires")
    assert text.index("1 + 0 + 0 + 0 + 0 = 1 indicador") < start < text.index("Todos los indicadores")


def test_scorecard_without_rows_still_prints() -> None:
    text = text_of(scorecard_pdf(a_report([]), Text("es")))
    assert "Nada requiere atención en esta publicación." in text


def test_pages_can_be_seen_as_pictures() -> None:
    assert all(page.startswith(b"\x89PNG") for page in scorecard_pages(a_report([a_row("es")] * 30), Text("es")))


judgements = st.tuples(
    st.sampled_from([one for one in Status if one not in _ABSENT]),
    st.sampled_from(Standing),
    st.sampled_from(Change),
    st.sampled_from(LANGUAGES),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(judgements)
def test_page_table_file_and_print_never_disagree(judged: tuple[Status, Standing, Change, Language]) -> None:
    status, standing, change, language = judged
    t = Text(language)
    moved = ChangeVerdict(change=change, method=ChangeMethod.XMR)
    verdict = some_verdict(status=status, standing=standing, change=moved)
    row = exported(verdict, language)
    assert (row.status, row.standing, row.change) == (verdict.status, verdict.standing, verdict.change.change)
    said = (status_word(status, t), change_word(change, t))
    assert (row.status_word, row.change_word) == said
    in_csv, in_pdf = scorecard_csv([row], t).decode(), text_of(scorecard_pdf(a_report([row]), t))
    for word in said:
        assert word in in_csv
        assert word in in_pdf
