"""Targets through the page, role by role: proposing, deciding, conflicts, deviations, and a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Text
from bahealth.people.model import Actor, Role
from bahealth.targets.commands import ProposeTarget, propose_target
from bahealth.targets.model import Stage, Step, TargetState, Terms
from bahealth.targets.queries import target_state
from bahealth.targets.sheet_form import HIDDEN, TITLES
from bahealth.ui import storehouse
from bahealth.ui.people import local_roles
from tests.pages.app import go, markup, said, visit

CATALOG = load_catalog(PROJECT / "data")
OWN = "infant_mortality"  # of women and children; a target in force, no proposal
OPEN = "low_birth_weight"  # its demonstration proposal waits for the head
OWNER = CATALOG.indicator[OWN].owner
STAFF, HEAD, MAYOR = f"staff-{OWNER}", f"head-{OWNER}", "mayor"
ROLES = local_roles(CATALOG)


def as_role(app: AppTest, role: str) -> AppTest:
    return app.menu_button(key="rol").click(role).run()


def opened(role: str, indicator_id: str = OWN, **query: str) -> AppTest:
    """One target, as somebody in a role sees it."""
    app = as_role(visit("metas"), role)
    return go(app, "pages/office/targets.py", meta=indicator_id, **query)


def state(indicator_id: str = OWN, area_id: str = "city") -> TargetState:
    with storehouse.database().reading() as con:
        return target_state(con, indicator_id=indicator_id, area_id=area_id, as_of=now().date())


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def keys(app: AppTest) -> set[str]:
    return {one.key for one in app.button if one.key}


def write(app: AppTest, label: str, text: str) -> AppTest:
    """Type into the text area with this label."""
    return next(one for one in app.text_area if one.label == label).input(text).run()


def click(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert not app.exception
    return app


def type_target(app: AppTest, value: float, why: str) -> AppTest:
    number = next(one for one in app.number_input if one.label.startswith("Meta ("))
    return write(number.set_value(value).run(), "Motivo", why)


def proposed_by_colleague(value: float, why: str = "Lo de un colega") -> None:
    """Somebody else proposes meanwhile, in another session."""
    found = state()
    assert found.in_force is not None
    terms = Terms.model_validate({**found.in_force.terms.model_dump(), "target_value": value, "reason": why})
    command = ProposeTarget(terms=terms, seen=found.version)
    colleague = Actor("colega@example.org", Role.STAFF, OWNER)
    propose_target(storehouse.database(), CATALOG, command, actor=colleague, at=now())


# --- the list ---


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("role", [STAFF, HEAD, MAYOR, "analytics", "head-hospitals"])
def test_every_office_role_sees_the_list(role: str) -> None:
    app = as_role(visit("metas"), role)
    text = said(app)
    assert "Pendientes para usted" in text
    assert "Bajo peso al nacer" in text
    assert markup(app).index("ba-waiting") < markup(app).index("ba-targets")


@pytest.mark.usefixtures("real_app")
def test_a_head_sees_first_what_to_approve_and_the_mayor_what_to_confirm() -> None:
    head = as_role(visit("metas"), HEAD)
    assert f"open-{OPEN}-city" in keys(head)
    assert "Aprobar o devolver" in said(head)
    mayor = as_role(visit("metas"), MAYOR)
    assert "open-adolescent_births_15_19-city" in keys(mayor)
    assert f"open-{OPEN}-city" not in keys(mayor)
    other = as_role(visit("metas"), "head-hospitals")
    assert not {one for one in keys(other) if one.startswith("open-")}
    assert "Nada: ninguna propuesta espera su decisión" in said(other)


@pytest.mark.usefixtures("real_app")
def test_what_waits_opens_in_place_and_the_list_comes_back_with_its_filters() -> None:
    app = as_role(visit("metas"), HEAD)
    app.selectbox(key="departamento").select(OWNER).run()
    app = click(app, f"open-{OPEN}-city")
    assert app.query_params["meta"] in (OPEN, [OPEN])
    assert "Propuesta abierta" in said(app)
    app = click(app, "all-targets")
    assert "meta" not in app.query_params
    assert app.selectbox(key="departamento").value == OWNER


@pytest.mark.usefixtures("real_app")
def test_filters_stand_in_the_address_and_a_wrong_one_is_said() -> None:
    app = visit("metas", etapa="aflojadas", area="todas")
    assert "Razón de mortalidad materna" in said(app)
    assert "Bajo peso al nacer" not in said(app).split("Todas las metas")[-1]
    assert "no existe" in said(visit("metas", etapa="nada"))
    assert "no existe" in said(visit("metas", meta="nada"))


@pytest.mark.usefixtures("real_app")
def test_a_stage_without_targets_says_how_to_see_more() -> None:
    assert "Quite un filtro para ver más" in said(visit("metas", etapa="devueltas"))


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_of_loosened_targets_and_deviations_have_their_words(language: str) -> None:
    text = said(visit("metas", idioma=language))
    assert {"es": "Meta aflojada el", "en": "Target loosened on"}[language] in text
    assert {"es": "Desvío aceptado hasta el", "en": "Deviation accepted until"}[language] in text


@pytest.mark.usefixtures("empty_app")
def test_an_empty_installation_has_a_list_without_targets() -> None:
    app = visit("metas")
    assert "Nada: ninguna propuesta espera su decisión" in said(app)
    one = visit("metas", meta=OWN)
    assert "Todavía no llegó ningún valor" in said(one)
    assert "propose-target" in keys(one)


# --- one target ---


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (STAFF, {"propose-target", "withdraw_proposal"}),
        (HEAD, {"propose-target", "approve_target", "return_target"}),
        (MAYOR, {"propose-target", "return_target", "accept_deviation", "require_confirmation"}),
        ("analytics", {"propose-target", "withdraw_proposal"}),
        ("staff-hospitals", set()),
        ("head-hospitals", set()),
    ],
)
def test_the_buttons_are_those_of_the_role(role: str, expected: set[str]) -> None:
    assert keys(opened(role, OPEN)) - {"all-targets"} == expected


@pytest.mark.usefixtures("own_app")
def test_staff_propose_the_head_approves_and_the_history_tells_both() -> None:
    app = opened(STAFF)
    app = click(type_target(app, 4.2, "Cerca del mínimo publicado"), "propose-target")
    assert "Espera a la jefatura del área" in said(app)
    found = state()
    assert found.proposal is not None
    assert (found.proposal.terms.target_value, found.proposal.proposed_by) == (4.2, ROLES[STAFF].name)
    app = go(as_role(app, HEAD), "pages/office/targets.py", meta=OWN)
    app = click(write(app, "Motivo, para que quede registrado", "De acuerdo"), "approve_target")
    text = said(app)
    assert "Aprobada: la meta está vigente" in text
    assert "4,5 para dic 2027 → pasa a 4,2 para dic 2027 “De acuerdo”" in text
    found = state()
    assert found.in_force is not None
    assert (found.in_force.target_value, found.proposal) == (4.2, None)
    assert found.replaced is not None
    assert [one.step for one in found.steps][-2:] == [Step.PROPOSED, Step.APPROVED]
    assert all(one.value == "" for one in app.text_area)  # nothing is left over of what was sent


@pytest.mark.usefixtures("own_app")
def test_nothing_is_sent_without_a_reason_and_what_was_typed_stays() -> None:
    app = opened(STAFF)
    next(one for one in app.number_input if one.label.startswith("Meta (")).set_value(4.2).run()
    app = click(app, "propose-target")
    assert state().proposal is None
    assert next(one for one in app.number_input if one.label.startswith("Meta (")).value == 4.2
    app = click(opened(HEAD, OPEN), "approve_target")
    assert state(OPEN).proposal is not None
    assert "ba-notice" in markup(app)


@pytest.mark.usefixtures("own_app")
def test_a_colleague_meanwhile_is_a_conflict_with_both_texts_and_mine_can_go_on_top() -> None:
    app = type_target(opened(STAFF), 4.2, "Lo mío")
    proposed_by_colleague(4.1)
    before = state()
    app = click(app, "propose-target")
    assert state() == before  # nothing was overwritten
    text = said(app)
    for seen in ("Alguien cambió esta meta", "colega@example.org", "Lo de un colega", "Lo mío", "4,1", "4,2"):
        assert seen in text
    assert "propose-target" not in keys(app)
    assert next(one for one in app.text_area if one.label == "Motivo").value == "Lo mío"
    app = click(app, "propose-mine")
    after = state()
    assert after.proposal is not None
    assert after.proposal.terms.target_value == 4.2
    assert [one.terms.target_value for one in after.steps][-2:] == [4.1, 4.2]  # theirs stays in the history


@pytest.mark.usefixtures("own_app")
def test_mine_can_be_discarded_and_theirs_fills_the_form() -> None:
    app = type_target(opened(STAFF), 4.2, "Lo mío")
    proposed_by_colleague(4.1)
    app = click(click(app, "propose-target"), "discard-mine")
    assert "Alguien cambió esta meta" not in said(app)
    assert next(one for one in app.number_input if one.label.startswith("Meta (")).value == 4.1
    assert next(one for one in app.text_area if one.label == "Motivo").value == ""


@pytest.mark.usefixtures("own_app")
def test_a_form_that_nobody_touched_follows_what_stands() -> None:
    app = opened(STAFF)
    proposed_by_colleague(4.1)
    app.run()
    assert "Alguien cambió esta meta" not in said(app)
    assert next(one for one in app.number_input if one.label.startswith("Meta (")).value == 4.1


@pytest.mark.usefixtures("own_app")
def test_a_decision_about_what_has_changed_decides_nothing_and_shows_both() -> None:
    proposed_by_colleague(4.1)
    app = write(opened(HEAD), "Motivo, para que quede registrado", "De acuerdo")
    proposed_by_colleague(4.3, "Mejor así")
    app = click(app, "approve_target")
    text = said(app)
    assert "Alguien cambió esta meta" in text
    assert "Lo que usted miraba" in text
    assert "Mejor así" in text
    found = state()
    assert found.proposal is not None
    assert found.proposal.stage is Stage.AWAITS_HEAD
    reason = next(one for one in app.text_area if one.label == "Motivo, para que quede registrado")
    assert reason.value == "De acuerdo"


@pytest.mark.usefixtures("own_app")
def test_a_returned_proposal_comes_back_to_the_staff_with_the_reason() -> None:
    app = write(opened(HEAD, OPEN), "Motivo, para que quede registrado", "Falta el fundamento")
    click(app, "return_target")
    app = as_role(visit("metas"), STAFF)
    assert "Devuelta a ustedes" in said(app)
    assert f"open-{OPEN}-city" in keys(app)
    assert "Falta el fundamento" in said(app)


@pytest.mark.usefixtures("own_app")
def test_while_typing_the_past_speaks_and_impossible_terms_are_said() -> None:
    app = opened(STAFF)
    assert "Qué dice el pasado" in said(app)
    number = next(one for one in app.number_input if one.label.startswith("Meta ("))
    number.set_value(5.0).run()
    assert "quedará marcada como aflojada" in said(app)
    assert "no coinciden" in said(app)  # the comunas keep asking 4.5
    assert '"proposed"' in app.get("vega_lite_chart")[0].proto.spec


@pytest.mark.usefixtures("own_app")
def test_a_stepped_path_is_proposed_with_its_milestones() -> None:
    app = opened(STAFF)
    path = next(one for one in app.get("button_group") if one.label == "Camino")
    path.select("stepped").run() if hasattr(path, "select") else path.set_value(["stepped"]).run()
    numbers = [one for one in app.number_input if one.label == "pide"]
    assert len(numbers) == 1
    numbers[0].set_value(4.9).run()
    app = click(type_target(app, 4.2, "Por etapas"), "propose-target")
    found = state().proposal
    assert found is not None
    assert found.terms.path.value == "stepped"
    assert [one.value for one in found.terms.milestones] == [4.9]


@pytest.mark.usefixtures("own_app")
def test_the_mayor_accepts_a_miss_ends_it_and_asks_to_confirm() -> None:
    reason = "Motivo, para que quede registrado"
    app = click(write(opened(MAYOR), reason, "Inundación"), "accept_deviation")
    assert "Desvío aceptado hasta el" in said(app)
    assert "Inundación" in said(app)
    assert "accept_deviation" not in keys(app)
    app = click(write(app, reason, "Ya pasó"), "end_deviation")
    assert "El desvío terminó" in said(app)
    assert "end_deviation" not in keys(app)
    app = click(write(app, reason, "Primer año"), "require_confirmation")
    assert "la jefatura del área y después la Jefatura de Gobierno" in said(app)


@pytest.mark.usefixtures("own_app")
def test_texts_of_people_are_never_markup() -> None:
    proposed_by_colleague(4.1, "<img src=x onerror=alert(1)>")
    for app in (opened(HEAD), as_role(visit("metas"), HEAD)):
        assert "<img src=x" not in markup(app)
        assert "<img src=x" in said(app).replace("&lt;", "<")


@pytest.mark.usefixtures("real_app")
def test_a_target_and_its_indicator_lead_to_one_another() -> None:
    assert f"/indicador?indicador={OWN}&amp;area=comuna-8" in markup(visit("metas", meta=OWN, area="comuna-8"))
    assert f"/metas?meta={OWN}&amp;area=comuna-8" in markup(visit("indicador", indicador=OWN, area="comuna-8"))
    assert "/metas" not in markup(visit("publico-indicador", indicador=OWN))


@pytest.mark.usefixtures("real_app")
def test_what_cannot_have_a_target_is_said_and_not_offered() -> None:
    app = visit("metas")
    neutral = [one for one in CATALOG.indicators if one.direction.value == "neutral"]
    names = app.selectbox(key="meta").options
    assert neutral
    assert not {one.short_name.es for one in neutral} & set(names)


# --- many at once ---


def filled_sheet(value: float, why: str) -> bytes:
    """A workbook with the columns of the form and one row, about the target as it stands now."""
    cells = {
        "indicator_id": OWN,
        "area_id": "city",
        "version": state().version or "",
        "target": value,
        "reason": why,
    }
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Metas")
    for place, name in enumerate(TITLES):
        sheet.write(0, place, name if name in HIDDEN else Text("es")(TITLES[name]))
        if name in cells:
            sheet.write(1, place, cells[name])
    book.close()
    return content.getvalue()


def send(app: AppTest, content: bytes, name: str = "metas.xlsx") -> AppTest:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return app.file_uploader[0].upload(name, content, kind).run()


@pytest.mark.usefixtures("own_app")
def test_a_filled_workbook_is_looked_at_before_it_proposes() -> None:
    app = send(as_role(visit("metas"), STAFF), filled_sheet(4.2, "Por planilla"))
    text = said(app)
    assert "Qué propondría este archivo" in text
    assert "4,5 para dic 2027 4,2 para dic 2027 Por planilla" in text
    assert state().proposal is None  # a look changes nothing
    app = click(app, "propose-all")
    found = state().proposal
    assert found is not None
    assert (found.terms.target_value, found.terms.reason) == (4.2, "Por planilla")
    assert "Propuesta: 1 meta" in said(app)
    assert "propose-all" not in keys(app)


@pytest.mark.usefixtures("own_app")
def test_a_workbook_that_is_out_of_date_shows_the_conflict_and_proposes_nothing() -> None:
    content = filled_sheet(4.2, "Por planilla")
    proposed_by_colleague(4.1)
    app = send(as_role(visit("metas"), STAFF), content)
    assert "Alguien las cambió después" in said(app)
    assert "propose-all" not in keys(app)


@pytest.mark.usefixtures("own_app")
def test_a_workbook_that_changes_meanwhile_proposes_nothing_of_it() -> None:
    app = send(as_role(visit("metas"), STAFF), filled_sheet(4.2, "Por planilla"))
    proposed_by_colleague(4.1)
    before = state()
    app = click(app, "propose-all")
    assert state() == before
    assert "ba-notice" in markup(app)


@pytest.mark.usefixtures("own_app")
@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    app = send(as_role(visit("metas"), STAFF), content)
    assert "propose-all" not in keys(app)
    assert "ba-notice" in markup(app)
