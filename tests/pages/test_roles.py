"""The roles that the person at this machine may try, and nobody else."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.model import Role
from bahealth.ui.people import ANALYTICS, LOCAL, ROLE, local_roles
from bahealth.ui.roles import role_name
from bahealth.ui.words import actor_name
from tests.pages.app import OFFICE, choice, go, heading, said, visit

CATALOG = load_catalog(PROJECT / "data")
ROLES = local_roles(CATALOG)
DEPARTMENTS = [one.department_id for one in CATALOG.departments]
TRYING = "Está probando un rol"


def try_role(app: AppTest, role: str) -> AppTest:
    return app.menu_button(key="rol").click(role).run()


def test_the_first_role_is_the_analytics_office_and_every_department_has_two():
    assert next(iter(ROLES)) == ANALYTICS
    assert ROLES[ANALYTICS] is LOCAL
    assert ROLES["mayor"].role is Role.CONVENOR
    assert ROLES["resident"].role is Role.PUBLIC
    assert [one for one in ROLES if one.startswith("staff-")] == [f"staff-{one}" for one in DEPARTMENTS]
    assert [one for one in ROLES if one.startswith("head-")] == [f"head-{one}" for one in DEPARTMENTS]
    for name in DEPARTMENTS:
        assert (ROLES[f"staff-{name}"].role, ROLES[f"staff-{name}"].department_id) == (Role.STAFF, name)
        assert (ROLES[f"head-{name}"].role, ROLES[f"head-{name}"].department_id) == (Role.HEAD, name)


def test_what_is_recorded_names_this_machine_and_the_role_of_each():
    names = [one.name for one in ROLES.values()]
    assert len(set(names)) == len(names)
    assert all(name.startswith("this machine") for name in names)
    assert ROLES["staff-primary_care"].name == "this machine, staff of primary_care"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_its_words(language: Language):
    t = Text(language)
    words = [role_name(one, t, CATALOG) for one in ROLES.values()]
    assert len(set(words)) == len(words)
    assert all(words)


@pytest.mark.usefixtures("real_app")
def test_the_record_is_read_in_the_language_of_the_reader():
    assert actor_name("this machine, head of hospitals", Text("es")) == "esta máquina, jefatura de Hospitales"
    assert actor_name("this machine", Text("en")) == "this machine"
    assert actor_name("this machine, staff of nothing", Text("es")) == "this machine, staff of nothing"


@pytest.mark.usefixtures("real_app")
def test_nobody_is_told_of_a_role_before_one_is_tried():
    app = visit("tablero")
    assert app.menu_button(key="rol").label == "Rol: oficina de análisis"
    assert TRYING not in said(app)


@pytest.mark.usefixtures("real_app")
def test_the_role_stays_from_page_to_page_and_is_said_on_each():
    app = try_role(visit("tablero"), "head-hospitals")
    for script in (*OFFICE.values(), "pages/public/scorecard.py"):
        go(app, script)
        assert "Está probando un rol: jefatura de Hospitales" in said(app)
    assert TRYING not in said(try_role(app, ANALYTICS))


@pytest.mark.usefixtures("real_app")
def test_a_department_sends_for_its_own_sources_only():
    app = try_role(visit("enviar", fuente="idecba_infant"), "staff-primary_care")
    assert dict(app.query_params) == {}  # the source of the role before is forgotten
    owners = {one.owner for one in CATALOG.sources if CATALOG and one.source_id in _offered(app)}
    assert owners == {"primary_care"}


def _offered(app: AppTest) -> set[str]:
    names = {one.name.es: one.source_id for one in CATALOG.sources}
    return {names[name] for name in app.selectbox(key="fuente").options}


@pytest.mark.usefixtures("real_app")
def test_choices_of_one_role_are_not_those_of_the_next_but_the_language_stays():
    app = try_role(visit("tablero", area="comuna-8", idioma="en"), "mayor")
    assert choice(app, "area") == "city"
    assert dict(app.query_params) in ({"idioma": "en"}, {"idioma": ["en"]})
    assert "You are trying a role: mayor's office" in said(app)


@pytest.mark.usefixtures("real_app")
def test_a_resident_sees_the_public_pages_and_comes_back():
    app = try_role(visit("tablero"), "resident")
    assert "Tablero público" in said(app)
    for script in OFFICE.values():
        with pytest.raises(ValueError, match="page"):
            go(visit_as("resident"), script)
    assert heading(try_role(app, ANALYTICS)) == "Ciudad de Buenos Aires"


def visit_as(role: str) -> AppTest:
    return try_role(visit("tablero"), role)


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "salud.example.org"])
def test_where_others_can_reach_the_app_there_is_no_switch_and_no_role(host: str, monkeypatch: pytest.MonkeyPatch):
    app = try_role(visit("tablero"), "head-hospitals")
    monkeypatch.setenv("BAHEALTH_HOST", host)
    app.run()  # even a session that has a role keeps none
    assert not app.menu_button
    assert "Tablero público" in said(app)
    assert TRYING not in said(app)
    fresh = visit("tablero")
    fresh.session_state[ROLE] = "head-hospitals"
    fresh.run()
    assert not fresh.menu_button
    assert "Tablero público" in said(fresh)


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("role", ["admin", "head-", "staff-nobody", "", "../head-hospitals", 7, None])
def test_a_role_that_does_not_exist_is_the_first(role: object):
    app = visit("tablero")
    app.session_state[ROLE] = role
    assert app.run().menu_button(key="rol").label == "Rol: oficina de análisis"
