from __future__ import annotations

from pathlib import Path

import pdfua
import pytest

from bahealth.convene.model import SessionState
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.minutes_pdf import minutes_pages, minutes_pdf
from bahealth.reports.session import by_rank
from tests.reports.paper import is_in_order, outline, read_aloud, text_of
from tests.reports.sessions import MINUTES, PROMISED, SESSION


@pytest.fixture(scope="module")
def spanish() -> bytes:
    return minutes_pdf(MINUTES, Text("es"))


def test_minutes_are_read_in_their_order(spanish: bytes, tmp_path: Path) -> None:
    assert is_in_order(
        read_aloud(spanish, tmp_path),
        "Acta: Salud materno infantil, noviembre",
        "Firmada",
        "26 nov 2026 09:03 a 10:28",
        "En la sala se retiró 1 línea",
        "Compromisos",
        "Abrir el concurso de suplencias",
        "rrhh@ejemplo.gob.ar",
        "Norma o procedimiento",
        "Llamado publicado en el Boletín Oficial",
        "1 dic 2026",
        "Cubrir los dos cargos",
        "materno@ejemplo.gob.ar · Dirección de Salud Materno Infantil",
        "3,0 puntos mejor para marzo de 2027",
        "Decisiones y preguntas, por tema",
        "Controles del primer año al día · Comuna 8",
        "Decisión. La agenda de pediatría se abre también los sábados.",
        "Pregunta. ¿Cuántos turnos",
        "Respuesta. 412",
        "Sin tema",
        "¿Y en el centro 24?",
        "Temas y tiempo",
        "Asistencia",
        "Firmado por jefatura@ejemplo.gob.ar el 26 nov 2026 10:40",
        "De dónde salen los datos",
    )


def test_time_is_planned_and_spent_to_the_minute(spanish: bytes) -> None:
    text = text_of(spanish)
    assert "Controles del primer año al día · Comuna 8 20 25" in text
    assert "(quitado: Sin cambios) – –" in text
    # 10 + 20 + 15 + 10 planned, what was taken off not counted; 540 + 1500 + 900 + 600 seconds are 59 minutes.
    assert "Total 55 59" in text


def test_attendance_is_said_of_everybody(spanish: bytes) -> None:
    text = text_of(spanish)
    assert "jefatura@ejemplo.gob.ar Convoca – presente" in text
    assert "estadistica@ejemplo.gob.ar Expone Estadística ausente" in text


def test_what_was_taken_back_is_counted_and_not_printed(spanish: bytes) -> None:
    assert MINUTES.struck_count == 1
    assert "Esto se retiró" not in text_of(spanish)


def test_minutes_that_nobody_signed_say_that_they_are_a_draft() -> None:
    session = SESSION.model_copy(update={"state": SessionState.CLOSED})
    text = text_of(minutes_pdf(MINUTES.model_copy(update={"session": session}), Text("es")))
    assert "Borrador: quien convoca todavía no lo firmó." in text
    assert "Firmado por" not in text


def test_minutes_of_nothing_still_print() -> None:
    empty = MINUTES.model_copy(update={"lines": (), "loose": (), "release": None, "audit_seal": None})
    text = text_of(minutes_pdf(empty, Text("es")))
    assert "No se asumieron compromisos." in text
    assert "No se registraron decisiones ni preguntas." in text
    assert "De dónde salen los datos" not in text


def test_commitments_stand_by_rank_and_those_without_last() -> None:
    unranked = PROMISED[0].model_copy(update={"rank": None})
    assert by_rank([unranked, PROMISED[0], PROMISED[1]]) == (PROMISED[1], PROMISED[0], unranked)


def test_bookmarks_lead_to_what_was_decided(spanish: bytes) -> None:
    assert outline(spanish)[1:4] == [
        "Compromisos",
        "Decisiones y preguntas, por tema",
        "Controles del primer año al día · Comuna 8",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checker_of_pdf_ua_finds_nothing(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(minutes_pdf(MINUTES, Text(language)))
    assert list(pdfua.validate(str(path)).findings) == []


def test_pages_can_be_seen_as_pictures() -> None:
    assert all(page.startswith(b"\x89PNG") for page in minutes_pages(MINUTES, Text("en")))
