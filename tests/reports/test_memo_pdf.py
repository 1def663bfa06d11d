from __future__ import annotations

from pathlib import Path

import pdfua
import pytest

from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.reports.memo_pdf import memo_pages, memo_pdf
from bahealth.reports.session import by_owner
from tests.reports.paper import is_in_order, read_aloud, text_of
from tests.reports.sessions import CARRIED, CLOSED, MEMO, PROMISED, SESSION


def test_memo_is_read_owner_by_owner(tmp_path: Path) -> None:
    assert is_in_order(
        read_aloud(memo_pdf(MEMO, Text("es")), tmp_path),
        "Memo de seguimiento: Salud materno infantil, noviembre",
        "Próxima sesión",
        "jueves 28 de enero de 2027, 09:00",
        "materno@ejemplo.gob.ar",
        "Prometido en esta sesión",
        "Cubrir los dos cargos",
        "Resolución de designación",
        "15 dic 2026",
        "Pendiente de sesiones anteriores",
        "Publicar la lista de turnos",
        "Vencido",
        "rrhh@ejemplo.gob.ar",
        "Abrir el concurso de suplencias",
        "Decisiones",
        "La agenda de pediatría",
        "Preguntas todavía sin respuesta",
        "¿Y en el centro 24?",
        "Firmado por jefatura@ejemplo.gob.ar",
    )


def test_each_owner_stands_once_with_new_and_earlier_promises() -> None:
    parts = by_owner(PROMISED, (CARRIED,))
    assert [one.owner for one in parts] == ["materno@ejemplo.gob.ar", "rrhh@ejemplo.gob.ar"]
    assert (parts[0].promised, parts[0].earlier) == ((PROMISED[0],), (CARRIED,))
    assert (parts[1].promised, parts[1].earlier) == ((PROMISED[1],), ())


def test_owner_of_earlier_promises_alone_is_not_forgotten() -> None:
    (part,) = by_owner((), (CARRIED,))
    assert "Pendiente" in text_of(memo_pdf(MEMO.model_copy(update={"owners": (part,)}), Text("es")))


def test_memo_without_promises_says_so_and_a_draft_is_a_draft() -> None:
    empty = MEMO.model_copy(update={"owners": (), "decisions": (), "open_questions": (), "session": SESSION})
    text = text_of(memo_pdf(empty, Text("es")))
    assert "No se asumieron compromisos." in text
    assert "Borrador" in text
    assert "Decisiones" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checker_of_pdf_ua_finds_nothing(language: Language, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(memo_pdf(MEMO, Text(language)))
    assert list(pdfua.validate(str(path)).findings) == []


def test_pages_can_be_seen_as_pictures() -> None:
    view = MEMO.model_copy(update={"session": CLOSED})
    assert all(page.startswith(b"\x89PNG") for page in memo_pages(view, Text("en")))
