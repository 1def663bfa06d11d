"""Deliveries through the pages, in the roles that the person at this machine may try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from bahealth.assess.queries import notes_of
from bahealth.collect.desk.queries import contests, hand_in_steps, hand_ins, refused_attempts
from bahealth.collect.queries import deliveries
from bahealth.i18n import LANGUAGES, Language
from bahealth.ui import storehouse
from tests.pages.app import go, heading, markup, said, visit

pytestmark = pytest.mark.usefixtures("own_app")

Row = TypeVar("Row")
SOURCE = "form_child_health"
HEAD = "indicator,area,period,numerator,denominator,value,note\n"
GOOD = HEAD + "checkups_complete,city,2026-01,80,100,,\ncheckups_complete,comuna-1,2026-01,8,10,,\n"
BAD = HEAD + "checkups_complete,city,2026-01,180,100,,\n"


def as_role(app: AppTest, role: str) -> AppTest:
    return app.menu_button(key="rol").click(role).run()


def sending(role: str) -> AppTest:
    return as_role(visit("enviar", fuente=SOURCE), role)


def at_desk(role: str, **query: str) -> AppTest:
    return as_role(visit("entregas", **query), role)


def send(app: AppTest, text: str) -> AppTest:
    app = go(app, "pages/office/send.py", fuente=SOURCE)
    return app.file_uploader[0].upload("controles.csv", text.encode(), "text/csv").run()


def read(query: Callable[..., list[Row]]) -> list[Row]:
    with storehouse.database().reading() as con:
        return query(con)


def handed_in() -> str:
    """A delivery that staff of the department have handed in; its id."""
    app = send(sending("staff-women_children"), GOOD)
    app.button(key="accept").click().run()
    assert "Presentadas: 2 filas" in said(app).replace("Presentada:", "Presentadas:")
    return read(hand_ins)[0].hand_in_id


def look_at(app: AppTest, key: str) -> AppTest:
    return app.selectbox(key="revisar").set_value(key).run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_draws_its_parts_and_its_empty_states(language: Language):
    text = said(visit("entregas", idioma=language))
    for words in {
        "es": ("Pendientes para usted", "Calendario de entregas", "No hay valores impugnados", "Vencida"),
        "en": ("What waits for you", "Calendar of deliveries", "No value is contested", "Overdue"),
    }[language]:
        assert words in text
    assert {"es": "ni como tarde", "en": "neither on time nor late"}[language] in text


def test_staff_hand_in_another_checks_and_the_head_releases():
    handed = handed_in()
    assert "accept" not in [one.key for one in sending("staff-women_children").button]
    assert len(deliveries(storehouse.database(), source_id=SOURCE)) == 0
    own = look_at(at_desk("staff-women_children"), handed)
    assert [one.key for one in own.button] == ["step-sent_back", "step-withdrawn"]
    app = look_at(at_desk("analytics"), handed)
    assert "Comuna 1 ene 2026 – 8 / 10" in said(app)
    app.button(key="step-checked").click().run()
    assert "Revisada. La jefatura del área ya la puede liberar." in said(app)
    app = look_at(at_desk("head-women_children"), handed)
    app.button(key="step-released").click().run()
    assert "Liberada. La entrega cuenta a partir de la próxima publicación." in said(app)
    assert [one.row_count for one in deliveries(storehouse.database(), source_id=SOURCE)] == [2]
    assert [one.taken_by for one in read(hand_in_steps)] == ["this machine", "this machine, head of women_children"]
    assert "revisar" not in app.query_params


def test_a_delivery_is_sent_back_only_with_a_reason_and_what_was_typed_stays():
    handed = handed_in()
    app = look_at(at_desk("head-women_children"), handed)
    app.button(key="step-sent_back").click().run()
    assert "Escriba por qué la devuelve" in said(app)
    area(app, f"hand-in {handed}").input("falta un centro").run()
    app.button(key="step-sent_back").click().run()
    assert "Devuelta, con el motivo." in said(app)
    assert [one.reason for one in read(hand_in_steps)] == ["falta un centro"]


def test_a_link_to_what_is_done_with_says_so():
    assert "ya está resuelto" in said(visit("entregas", revisar="nothing"))


def test_the_analytics_office_still_accepts_directly():
    app = send(visit("enviar", fuente=SOURCE), GOOD)
    assert app.button(key="accept").label == "Aceptar esta entrega"


def test_a_refused_file_is_remembered_once_without_what_stood_in_it():
    app = send(sending("staff-women_children"), BAD)
    assert "La entrega no se puede aceptar" in said(app)
    app.run()
    app.run()
    ((attempt),) = read(refused_attempts)
    assert (attempt.source_id, attempt.file_names, attempt.problem_count) == (SOURCE, "controles.csv", 1)
    assert "180" not in attempt.first_problem.model_dump_json()
    text = said(at_desk("head-women_children"))
    assert "controles.csv" in text
    assert "fila 2" in text


def test_people_of_a_department_see_their_own_deliveries():
    text = said(at_desk("head-women_children"))
    assert "Salud infantil: registros o planilla" in text
    assert "Guardias: registros o planilla" not in text
    assert heading(at_desk("head-women_children")) == "Salud de la Mujer, la Niñez y la Adolescencia"


def test_residents_have_no_desk():
    assert "Pendientes para usted" not in said(at_desk("resident"))


def test_the_scorecard_of_a_department_begins_with_its_lateness():
    text = said(visit("tablero", departamento="statistics"))
    assert (
        text.index("Entregas a tiempo, últimos 12 meses") < text.index("Qué requiere atención")
        if ("Qué requiere atención" in text)
        else "Entregas a tiempo, últimos 12 meses" in text
    )
    assert "Entregas a tiempo" not in said(visit("tablero"))
    assert "Entregas a tiempo" not in said(visit("publico", departamento="statistics"))


# --- contested values and notes ---

CONTESTED = {"indicador": "low_birth_weight"}


def area(app: AppTest, form: str) -> TextArea:
    """The field for a longer text of a form."""
    return next(one for one in app.text_area if f"|{form}" in str(one.key))


def at_indicator(role: str) -> AppTest:
    """The page in a role; trying one forgets every choice, so the indicator is asked for again."""
    return go(as_role(visit("indicador"), role), "pages/office/indicator.py", **CONTESTED)


def contest(app: AppTest, **typed: str) -> AppTest:
    for name, text in typed.items():
        is_long = name in {"method", "reason"}
        (area(app, f"contest-{name}") if is_long else app.text_input(key=f"contest-{name}")).input(text)
    app.run()
    return app.button(key="contest-send").click().run()


def test_a_value_is_contested_shown_with_both_and_ruled_on():
    app = contest(at_indicator("staff-hospitals"), value="6,1")
    assert "Escriba las dos cosas" in said(app)
    assert app.text_input(key="contest-value").value == "6,1"  # nothing that was typed is lost
    app = contest(app, method="Recuento", reason="Faltaba un hospital")
    text = said(app)
    assert "Los dos valores quedan a la vista" in text
    assert "Reclamado 6,1" in text
    ((one),) = read(contests)
    public = said(visit("publico-indicador", **CONTESTED))
    assert "Impugnado" in public
    assert "Faltaba un hospital" not in public
    assert "6,1" not in public or "Reclamado" not in public
    assert "Impugnado" in said(visit("publico"))
    app = look_at(visit("entregas"), one.contest_id)
    app.button(key="uphold").click().run()
    assert "Escriba el motivo de la resolución." in said(app)
    area(app, f"ruling {one.contest_id}").input("Se verificó").run()
    app.button(key="uphold").click().run()
    assert "Se hizo lugar." in said(app)
    assert "Impugnado" not in said(visit("publico"))
    assert "Hecho lugar: Se verificó" in said(visit("indicador", **CONTESTED))
    assert deliveries(storehouse.database(), source_id="deis_vital")[0].file_names == f"contest {one.contest_id}"


def test_a_claim_that_cannot_be_right_is_answered_with_the_reason():
    app = contest(visit("indicador", **CONTESTED), value="180", method="Recuento", reason="Faltaba")
    assert "El valor reclamado no puede ser correcto." in said(app)
    app = contest(app, value="mucho")
    assert "«mucho» no es un número" in said(app)
    assert read(contests) == []


def test_a_note_is_written_on_the_series_in_one_language_or_two():
    app = visit("indicador", **CONTESTED)
    app.text_input(key="note-day").input("31/02/2026")
    area(app, "note-es").input("Cambió el registro").run()
    app.button(key="note-send").click().run()
    assert "Escriba la fecha como día/mes/año" in said(app)
    app.text_input(key="note-day").input("15/03/2020")
    app.checkbox(key="note-break").check().run()
    app.button(key="note-send").click().run()
    assert "La nota quedó escrita." in said(app)
    with storehouse.database().reading() as con:
        newest = notes_of(con, "low_birth_weight", "city")[-1]
    assert (newest.text.es, newest.text.en, newest.is_break) == ("Cambió el registro", "Cambió el registro", True)


def test_staff_of_another_department_write_no_note():
    app = at_indicator("staff-hospitals")
    assert "note-send" not in [one.key for one in app.button]
    assert "contest-send" in [one.key for one in app.button]


def test_names_of_files_are_escaped():
    app = go(sending("staff-women_children"), "pages/office/send.py", fuente=SOURCE)
    app.file_uploader[0].upload("<b>controles</b>.csv", BAD.encode(), "text/csv").run()
    page = markup(at_desk("head-women_children"))
    assert "<b>controles" not in page
    assert len(read(refused_attempts)) == 1


def test_a_refused_file_of_long_ago_is_not_listed():
    send(sending("staff-women_children"), BAD)
    with storehouse.database().writing() as con:
        long_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=400)
        con.execute("UPDATE ops.refused_attempt SET tried_at = $at", {"at": long_ago})
    assert "No se rechazó ningún archivo" in said(at_desk("head-women_children"))
