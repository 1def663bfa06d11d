"""The pages of the record and of responsibilities, and their parts on other pages, through the app."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from bahealth.i18n import LANGUAGES
from bahealth.people.model import Actor, Role
from bahealth.people.responsibilities.commands import ConfirmResponsibility, confirm_responsibility
from bahealth.people.responsibilities.model import Part, SubjectKind
from bahealth.ui import storehouse
from tests.pages.app import heading, markup, said, visit


def as_role(page: str, role: str, **chosen: str) -> AppTest:
    """The page in a role that is tried, with choices made there: another role begins anew."""
    app = visit(page).menu_button(key="rol").click(role).run()
    for key, value in chosen.items():
        app = app.selectbox(key=key).set_value(value).run()
    return app


def why(app: AppTest) -> TextArea:
    """The field for the reason of an assignment."""
    return next(one for one in app.text_area if "|responsibility " in str(one.key))


@pytest.mark.usefixtures("real_app")
def test_the_record_is_told_in_sentences_and_is_whole() -> None:
    text = said(visit("registro"))
    assert "El registro está íntegro: " in text
    assert "La instalación hizo la publicación 1." in text
    assert "La instalación fijó la meta de " in text
    english = said(visit("registro", idioma="en"))
    assert "The record is whole: " in english
    assert "The installation made release 1." in english


@pytest.mark.usefixtures("real_app")
def test_the_address_narrows_the_record_and_a_wrong_one_is_refused() -> None:
    text = said(visit("registro", sobre="preterm", lugar="city", que="settarget"))
    assert "la meta de Nacimientos prematuros" in text
    assert "Mortalidad infantil" not in text
    for query in ({"sobre": "nothing"}, {"antes-de": "x"}, {"lugar": "atlantis"}, {"quien": "nobody"}):
        assert "Esto no se puede mostrar" in said(visit("registro", **query)), query


@pytest.mark.usefixtures("real_app")
def test_the_page_of_the_address_begins_before_a_line() -> None:
    text = said(visit("registro", **{"antes-de": "4"}))
    assert "línea 3 " in text
    assert "línea 4 " not in text
    assert "Más recientes" in text


@pytest.mark.usefixtures("real_app")
def test_staff_read_only_what_is_about_their_department() -> None:
    text = said(as_role("registro", "staff-hospitals"))
    assert "Nacimientos prematuros" not in text
    assert "Todavía no hay ninguna línea que pueda leer" in text
    assert "la meta de Nacimientos prematuros" in said(as_role("registro", "head-women_children"))


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("page", ["registro", "responsables"])
def test_residents_are_refused(page: str) -> None:
    app = as_role(page, "resident")
    assert heading(app) not in {"Registro", "Responsables"}


def test_tampering_shows_on_the_page_once_it_is_walked_again(own_app: Path) -> None:
    app = visit("registro")
    with storehouse.database().writing() as con:
        con.execute("UPDATE ops.audit SET actor = 'nobody' WHERE line_number = 2")
    assert "El registro está íntegro" in said(app.run())
    text = said(app.button(key="verify").click().run())
    assert "El registro no está íntegro" in text
    assert "La línea 2 se modificó o se agregó después." in text


@pytest.mark.usefixtures("real_app")
def test_the_page_of_an_indicator_tells_what_happened_and_what_is_asked() -> None:
    app = visit("indicador", indicador="preterm")
    text = said(app)
    assert "Qué pasó aquí" in text
    assert "La instalación fijó la meta de Nacimientos prematuros, Ciudad de Buenos Aires." in text
    assert "Preguntas para la lectura previa" in text
    public = said(visit("publico-indicador", indicador="preterm"))
    assert "Qué pasó aquí" not in public
    assert "Preguntas para la lectura previa" not in public


@pytest.mark.usefixtures("real_app")
def test_the_office_scorecard_asks_and_the_public_one_does_not() -> None:
    assert "Preguntas para la lectura previa" in said(visit("tablero"))
    assert "Preguntas para la lectura previa" not in said(visit("publico"))


# --- responsibilities ---


@pytest.mark.usefixtures("real_app")
def test_phantom_owners_stand_before_the_matrix() -> None:
    text = said(visit("responsables"))
    assert text.index("Figuran, pero nunca cargaron nada") < text.index("Quién tiene qué función")
    assert "Alguien confirmó alguna vez 0 de " in text


def lines() -> list[tuple[str, str, str, str | None]]:
    with storehouse.database().reading() as con:
        return con.execute(
            "SELECT command, subject, actor, reason FROM ops.audit WHERE command LIKE '%responsibility' "
            "ORDER BY line_number"
        ).fetchall()


def test_a_head_assigns_and_confirms_on_the_record(own_app: Path) -> None:
    app = as_role("responsables", "head-women_children", tema="preterm")
    key = "preterm-None"
    app.selectbox(key=f"part-{key}").set_value(Part.CONSULTED)
    app.selectbox(key=f"of-{key}").set_value("hospitals")
    app.text_input(key=f"member-{key}").set_value("eva@ejemplo.org")
    why(app).set_value("Atiende los partos")
    app = app.button(key="assign").click().run()
    text = said(app)
    assert "Quedó registrado, con su nombre y su motivo." in text
    assert "Hospitales (eva@ejemplo.org)" in text
    app = app.button(key="confirm-responsibility").click().run()
    assert "Las responsabilidades quedaron confirmadas" in said(app)
    who = "this machine, head of women_children"
    assert lines() == [
        ("assign_responsibility", "preterm", who, "Atiende los partos"),
        ("confirm_responsibility", "preterm", who, None),
    ]
    record = said(as_role("registro", "mayor", sobre="preterm"))
    assert "asignó una responsabilidad sobre Nacimientos prematuros" in record
    assert "Atiende los partos" in record


def test_a_refused_assignment_keeps_what_was_typed_and_writes_nothing(own_app: Path) -> None:
    app = as_role("responsables", "head-women_children", tema="preterm")
    app.text_input(key="member-preterm-None").set_value("no es un correo")
    why(app).set_value("Un motivo largo")
    app = app.button(key="assign").click().run()
    assert "Esto no es una dirección de correo: no es un correo" in said(app)
    assert why(app).value == "Un motivo largo"
    assert lines() == []


def test_a_form_that_somebody_overtook_writes_nothing_and_keeps_what_was_typed(own_app: Path) -> None:
    app = as_role("responsables", "head-women_children", tema="preterm")
    why(app).set_value("Un motivo largo")
    app = app.selectbox(key="part-preterm-None").set_value(Part.INFORMED).run()
    command = ConfirmResponsibility(kind=SubjectKind.INDICATOR, subject_id="preterm", seen=None)
    mayor = Actor("Marta", Role.CONVENOR)
    version = confirm_responsibility(
        storehouse.database(), storehouse.catalog(), command, actor=mayor, at=datetime(2026, 11, 22, 12)
    )
    app = app.button(key="assign").click().run()
    assert "Mientras tanto alguien cambió estas responsabilidades." in said(app)
    assert [one[0] for one in lines()] == ["confirm_responsibility"]
    assert why(app).value == "Un motivo largo"
    assert app.selectbox(key=f"part-preterm-{version}").value is Part.INFORMED
    app = app.button(key="assign").click().run()
    assert [one[0] for one in lines()] == ["confirm_responsibility", "assign_responsibility"]


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize(
    ("role", "may_assign", "may_confirm"),
    [
        ("head-women_children", True, True),
        ("head-hospitals", False, False),
        ("staff-women_children", False, False),
        ("mayor", True, True),
        ("analytics", True, False),
    ],
)
def test_the_form_is_for_those_who_may(role: str, may_assign: bool, may_confirm: bool) -> None:
    app = as_role("responsables", role, tema="preterm")
    keys = {one.key for one in app.button}
    assert ("assign" in keys, "confirm-responsibility" in keys) == (may_assign, may_confirm)


@pytest.mark.usefixtures("own_app")
def test_hostile_text_is_text() -> None:
    app = as_role("responsables", "mayor", tema="preterm")
    why(app).set_value("<script>alert(1)</script>{{ 7*7 }}")
    app = app.button(key="assign").click().run()
    record = visit("registro", sobre="preterm")
    assert "<script" not in markup(record)
    assert "<script>alert(1)</script>{{ 7*7 }}" in said(record)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["registro", "responsables"])
def test_the_pages_speak_both_languages_and_draw_before_anything_was_delivered(
    empty_app: Path, page: str, language: str
) -> None:
    app = visit(page, idioma=language)
    assert (
        heading(app)
        == {
            ("registro", "es"): "Registro",
            ("registro", "en"): "Record",
            ("responsables", "es"): "Responsables",
            ("responsables", "en"): "Responsibilities",
        }[page, language]
    )
    text = said(app)
    assert len(text) > 300
    assert ("Rinde cuentas" in text or "íntegro" in text) == (language == "es")
