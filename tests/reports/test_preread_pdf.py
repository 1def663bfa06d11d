from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pdfua
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bahealth.assess.words import reading
from bahealth.charts.printable import MISSING
from bahealth.convene.model import LineKind
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.preread_pdf import preread_pages, preread_pdf
from bahealth.reports.session import PrereadView, Section, section_of
from tests.reports.paper import is_in_order, outline, read_aloud, tags, text_of
from tests.reports.sessions import INDICATOR, LINES, MAYBE, NEUTRAL, PREREAD, ROWS, SESSION, STORY, VISITS, WORSENING

TITLE = "Lectura previa: Salud materno infantil, noviembre"


@pytest.fixture(scope="module")
def spanish() -> bytes:
    return preread_pdf(PREREAD, Text("es"))


def with_rows(count: int) -> PrereadView:
    """The sample with its row of a signal `count` times, as lines of their own."""
    lines = tuple(LINES[1].model_copy(update={"line_id": f"n{place}"}) for place in range(count))
    agenda = PREREAD.agenda.model_copy(update={"lines": lines})
    rows = tuple(ROWS[1].model_copy(update={"line": line}) for line in lines)
    return PREREAD.model_copy(update={"agenda": agenda, "rows": rows})


def with_story(**changes: str) -> PrereadView:
    story = STORY.model_copy(update=changes)
    return PREREAD.model_copy(update={"rows": (ROWS[1].model_copy(update={"story": story, "points": ()}),)})


def test_pre_read_is_read_in_its_order(spanish: bytes, tmp_path: Path) -> None:
    assert is_in_order(
        read_aloud(spanish, tmp_path),
        TITLE,
        "jueves 26 de noviembre de 2026, 09:00 · 90 minutos",
        "Contiene datos simulados",
        "Temario",
        "Publicar la lista de turnos",
        "60 de 90 minutos previstos",
        "Participantes",
        "jefatura@ejemplo.gob.ar",
        "Pendientes",
        "1. Publicar la lista de turnos",
        "Metas",
        "3. Mortalidad infantil",
        "Operación",
        "2. Controles del primer año al día · Comuna 8",
        "70,2 % (oct 2022; dato simulado)",
        "Qué pasó",
        "Desde marzo faltan dos pediatras",
        "Los turnos se duplicaron",
        "Por qué",
        "Qué sigue",
        "Qué hace falta de otras áreas",
        "Preguntas sugeridas",
        "Datos del tema",
        "4. Nacidos vivos",
        "De dónde salen los datos",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_has_sentence_figures_source_and_questions(language: Language) -> None:
    t = Text(language)
    text = text_of(preread_pdf(PREREAD, t))
    for verdict, indicator in ((WORSENING, VISITS), (MAYBE, INDICATOR)):
        assert re.sub(r"\s+", " ", reading(verdict, indicator, t)) in text
    assert text.count(t("Questions to ask")) == len(ROWS)
    assert text.count("Ministerio de Salud de la Nación. CC BY 4.0.") == 3
    for newest in MAYBE.period_start, MAYBE.period_start.replace(year=2018):
        assert re.search(rf"{newest.year} [\d.,]+ [\d.,]+ ", text)


def test_pre_read_says_what_is_expected_to_be_chance_and_what_was_known(spanish: bytes) -> None:
    text = text_of(spanish)
    assert "Falsas alarmas esperadas por puro azar entre todas las filas miradas: 0,3." in text
    assert "Publicación 7 del 2 de noviembre de 2026" in text
    assert PREREAD.release.fingerprint in text
    assert str(PREREAD.audit_seal) in text


def test_simulated_stands_on_each_such_row_and_on_each_page(spanish: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(spanish)).pages]
    assert all("dato simulado" in page.splitlines()[0] + page.splitlines()[1] for page in pages)
    row = text_of(spanish).split("2. Controles del primer año")[1].split("Preguntas sugeridas")[0]
    assert "dato simulado" in row.split("Fuente")[0]
    honest = PREREAD.model_copy(update={"rows": ROWS[2:], "is_demonstration": False})
    assert "simulado" not in text_of(preread_pdf(honest, Text("es")))


def test_confidence_of_the_author_is_not_printed() -> None:
    sure, unsure = (
        PREREAD.model_copy(update={"rows": (ROWS[1].model_copy(update={"story": STORY.model_copy(update=told)}),)})
        for told in ({"probability": 0.95}, {"probability": 0.05})
    )
    assert preread_pdf(sure, Text("es")) == preread_pdf(unsure, Text("es"))


def test_only_flagged_rows_are_told_that_their_story_is_missing() -> None:
    bare = PREREAD.model_copy(update={"rows": tuple(row.model_copy(update={"story": None}) for row in ROWS)})
    assert text_of(preread_pdf(bare, Text("es"))).count("Todavía nadie escribió") == 1


def test_same_view_gives_the_same_bytes(spanish: bytes) -> None:
    assert preread_pdf(PREREAD, Text("es")) == spanish


def test_pre_read_without_lines_still_prints() -> None:
    empty = PREREAD.model_copy(update={"rows": (), "session": SESSION.model_copy(update={"people": ()})})
    assert "El temario está vacío." in text_of(preread_pdf(empty, Text("es")))


@pytest.mark.parametrize(
    ("line", "verdict", "indicator", "section"),
    [
        (LINES[0], None, None, Section.OPEN_ITEMS),
        (LINES[0], MAYBE, INDICATOR, Section.OPEN_ITEMS),
        (LINES[2], MAYBE, INDICATOR, Section.GOALS),
        (LINES[1], WORSENING, VISITS, Section.OPERATIONS),
        (LINES[4], None, None, Section.OPERATIONS),
        (LINES[3], NEUTRAL, INDICATOR, Section.SUBJECT_DATA),
    ],
)
def test_sections_are_told_apart(line, verdict, indicator, section) -> None:
    assert section_of(line, verdict, indicator) is section


@pytest.mark.parametrize(("language", "tag"), [("es", "es-AR"), ("en", "en-GB")])
def test_pre_read_is_tagged_titled_and_in_the_readers_language(language: Language, tag: str) -> None:
    reader = PdfReader(BytesIO(preread_pdf(PREREAD, Text(language))))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == tag
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Salud materno infantil, noviembre" in str(reader.metadata and reader.metadata.title)
    assert b"pdfuaid:part>1<" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]


def test_every_chart_says_in_words_what_it_shows(spanish: bytes) -> None:
    pictures = [alternative for tag, alternative in tags(spanish) if tag == "/Figure"]
    assert len(pictures) == sum(bool(row.points) for row in ROWS) == 3
    for said in pictures:
        assert said.startswith("Gráfico de ")
        assert "\u200b" not in said
    assert any("de 80,0 % (ene 2021) a 70,2" in said.replace("\u00a0", " ") for said in pictures)


def test_structure_tree_has_headings_without_gaps_and_tables_with_heads(spanish: bytes) -> None:
    kinds = [tag for tag, _ in tags(spanish)]
    levels = [int(tag[2]) for tag in kinds if re.fullmatch(r"/H\d", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert kinds.count("/Table") == 2 + 3  # agenda, people, and the figures of three rows
    assert kinds.count("/TH") == 5 + 3 + 3 * 4
    assert kinds.count("/L") == len(ROWS)


def test_bookmarks_are_sections_and_rows(spanish: bytes) -> None:
    assert outline(spanish) == [
        TITLE,
        "Temario",
        "Participantes",
        "Pendientes",
        "1. Publicar la lista de turnos de pediatría por centro",
        "Metas",
        "3. Mortalidad infantil · Ciudad de Buenos Aires",
        "Operación",
        "2. Controles del primer año al día · Comuna 8",
        "5. Guardia de verano",
        "Datos del tema",
        "4. Nacidos vivos · Ciudad de Buenos Aires",
        "De dónde salen los datos",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checker_of_pdf_ua_finds_nothing(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(preread_pdf(PREREAD, Text(language)))
    assert list(pdfua.validate(str(path)).findings) == []


def test_charts_are_vectors(spanish: bytes) -> None:
    assert [image.name for page in PdfReader(BytesIO(spanish)).pages for image in page.images] == []


def test_twenty_rows_stand_on_their_own_pages_in_order() -> None:
    text = text_of(preread_pdf(with_rows(20), Text("es")))
    assert is_in_order(text, *(f"{place}. Controles del primer año al día" for place in range(1, 21)))


def test_pages_can_be_seen_as_pictures() -> None:
    assert all(page.startswith(b"\x89PNG") for page in preread_pages(PREREAD, Text("es")))


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x") *a* $x$ [b] \\ </svg> @fuente <fin> ```raw``` // nota /* nota */ = título',
        "#import \"/etc/passwd\": * #read('/etc/passwd')",
        "\"comillas\" 'simples' “tipográficas” -- --- ~ ...",
    ],
)
def test_what_people_type_is_never_markup(typed: str) -> None:
    assert typed in text_of(preread_pdf(with_story(happened=typed), Text("es")))


def test_signs_without_a_shape_become_a_box_and_the_rest_stays() -> None:
    text = text_of(preread_pdf(with_story(happened="Subió 😀😀 mucho, 中文 también"), Text("es")))
    assert f"Subió {MISSING} mucho, {MISSING} también" in text


def test_an_address_can_be_copied_whole(tmp_path: Path) -> None:
    address = "un.nombre.muy.largo.de.persona@direccion.general.buenosaires.gob.ar"
    assert address in read_aloud(preread_pdf(with_story(author=address), Text("es")), tmp_path)


def test_five_thousand_letters_without_a_space_stay_on_the_page() -> None:
    content = preread_pdf(with_story(happened="b" * 5000), Text("es"))
    right_edges: list[float] = []
    for page in PdfReader(BytesIO(content)).pages:
        page.extract_text(
            visitor_text=lambda text, _, place, *__: right_edges.append(place[4]) if "bb" in text else None
        )
        assert max(len(line) for line in page.extract_text().splitlines()) < 200
    assert right_edges


wild = st.text(st.characters(codec=None), max_size=120) | st.sampled_from(
    [
        "שָׁלוֹם עולם",
        "نَصٌّ عربي",
        "ไทย",
        "z̷̢̛a̶l̸g̵o̶" * 9,
        "\u202etxt.exe",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "e\u0301" * 50,
        "\ud800",
        "\x00\x07",
        "a" * 5000,
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(wild, wild)
@example("א\u0301\u05b0ب\u0301", "\U0010ffff\ufdd0\ufffe")
def test_nothing_that_can_be_typed_stops_the_pre_read(first: str, second: str) -> None:
    line = LINES[4].model_copy(update={"title": second, "kind": LineKind.NEW})
    view = with_story(happened=first, why=second, next_steps=first + second, author=second)
    view = view.model_copy(
        update={
            "rows": (*view.rows, ROWS[4].model_copy(update={"line": line})),
            "session": SESSION.model_copy(update={"title": first, "theme": second}),
        }
    )
    assert "Preguntas sugeridas" in text_of(preread_pdf(view, Text("es")))
