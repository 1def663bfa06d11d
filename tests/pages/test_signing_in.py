"""Every page against every role by direct address, and what becomes of sign-ins that are forged, old or ended."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from bahealth.config import PROJECT
from bahealth.i18n import Text
from bahealth.people.model import Role
from bahealth.people.queries import kept_draft, member, members
from bahealth.people.rights import PAGES
from bahealth.ui import address
from bahealth.ui.people import ROLE
from bahealth.ui.storehouse import database
from tests.pages.app import go, heading, markup, said, visit
from tests.pages.signing import CATALOG, Provider, new_member

pytestmark = pytest.mark.usefixtures("own_app")
SCRIPTS = {one.stem for one in (PROJECT / "pages" / "office").glob("*.py") if one.stem != "__init__"}
ADDRESSES = {name: getattr(address, name.upper()) for name in SCRIPTS}
NARROWER = {("catch_up", Role.CONVENOR)}  # nothing on it is for the mayor's office: the page itself says so
ANA = "ana@ba.gob.ar"
SIGN_IN, NO_ROLE, FOR_STAFF, EXPIRED = (
    "Ingrese; volverá",
    "todavía no tiene un rol",
    "Esto no se puede mostrar",
    "Su ingreso venció",
)


def is_open(app: AppTest) -> bool:
    """Whether the page itself was drawn, and not one of the refusals."""
    text = said(app)
    return not any(refusal in text for refusal in (SIGN_IN, NO_ROLE, FOR_STAFF, EXPIRED))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", sorted(SCRIPTS))
def test_every_page_opens_by_its_address_to_the_roles_of_the_table_alone(page: str, role: Role, provider: Provider):
    new_member(ANA, role)
    app = provider.visit(ADDRESSES[page], ANA)
    assert is_open(app) is (role >= PAGES[page] and (page, role) not in NARROWER)


@pytest.mark.parametrize("page", sorted(SCRIPTS))
def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_the_same_view(page: str, provider: Provider):
    app = provider.visit(ADDRESSES[page], query={"area": "comuna-8"})
    assert not is_open(app)
    (link,) = re.findall(r'class="ba-button" href="([^"]*)"', markup(app))
    (wanted,) = parse_qs(urlsplit(html.unescape(link)).query)["a"]
    assert wanted == f"/{ADDRESSES[page]}?area=comuna-8"


def test_every_page_of_the_office_has_an_address():
    assert set(ADDRESSES.values()) <= address.known_pages()
    assert len(set(ADDRESSES.values())) == len(SCRIPTS)


def test_the_home_page_leads_each_to_their_scorecard(provider: Provider):
    new_member(ANA, Role.STAFF)
    assert "Tablero público" in said(provider.visit(""))
    assert heading(provider.visit("", ANA)) == "Ciudad de Buenos Aires"
    assert "Tablero público" not in said(provider.visit("", ANA))


def test_who_is_signed_in_is_told_who_they_are(provider: Provider):
    new_member(ANA, Role.HEAD, "hospitals")
    assert "Ingresó como ana@ba.gob.ar, jefatura de Hospitales" in said(provider.visit("tablero", ANA))


def test_who_has_no_role_is_told_whom_to_ask(provider: Provider):
    for path in ("tablero", "publico"):
        assert said(provider.visit(path, "nadie@ba.gob.ar")).count("Pida el alta a la Oficina Central de Análisis") == 1
    with database().reading() as con:
        assert members(con) == []


# --- forged, old and ended sign-ins ---


def test_a_cookie_of_another_secret_is_a_visitor(provider: Provider):
    new_member(ANA, Role.ADMIN)
    assert is_open(provider.visit("personas", ANA))
    assert SIGN_IN in said(provider.visit("personas", ANA, secret="b" * 64))
    assert SIGN_IN in said(provider.visit("personas", ANA, origin="https://evil.example.org"))


def test_a_changed_cookie_is_a_visitor(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA)
    for name, value in provider.cookies.items():
        provider.cookies[name] = value[:40] + ("a" if value[40] != "a" else "b") + value[41:]
    assert SIGN_IN in said(app.run())


def test_what_streamlit_says_without_the_cookie_is_a_visitor(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA)
    provider.cookies.clear()
    assert SIGN_IN in said(app.run())


def test_the_cookie_of_one_and_the_session_of_another_is_a_visitor(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA)
    app.user = {"is_logged_in": True} | provider.claims("eva@ba.gob.ar")
    assert SIGN_IN in said(app.run())


def test_a_sign_in_ends_after_its_hours(provider: Provider, monkeypatch: pytest.MonkeyPatch):
    new_member(ANA, Role.ADMIN)
    assert is_open(provider.visit("personas", ANA, ago=timedelta(hours=7, minutes=58)))
    app = provider.visit("personas", ANA, ago=timedelta(hours=8, minutes=1))
    assert "Su ingreso venció. Ingrese de nuevo; volverá a esta página." in said(app)
    monkeypatch.setenv("BAHEALTH_SIGN_IN_HOURS", "9")
    assert is_open(provider.visit("personas", ANA, ago=timedelta(hours=8, minutes=1)))


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(provider: Provider):
    new_member("eva@ba.gob.ar", Role.ADMIN)
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA)
    new_member(ANA, Role.ADMIN, is_active=False)
    assert NO_ROLE in said(app.run())


def test_a_command_of_who_lost_the_role_after_the_page_was_drawn_is_refused(provider: Provider):
    new_member("eva@ba.gob.ar", Role.ADMIN)
    new_member(ANA, Role.ADMIN)
    app = fill_in(provider.visit("personas", ANA))
    new_member(ANA, Role.CONVENOR)
    app.button(key="save-member").click().run()
    with database().reading() as con:
        assert member(con, email="luis@ba.gob.ar") is None


def test_a_command_after_the_sign_in_expired_is_refused_and_the_text_is_kept(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = fill_in(provider.visit("personas", ANA, ago=timedelta(hours=7, minutes=59)))
    provider.cookies.update(provider.cookie(ANA, ago=timedelta(hours=8, minutes=1)))
    app.button(key="save-member").click().run()
    assert EXPIRED in said(app)
    with database().reading() as con:
        assert member(con, email="luis@ba.gob.ar") is None
    assert draft() == "Cubre la licencia de Eva"


def test_signing_out_ends_the_sign_in_in_every_tab(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app, other_tab = provider.visit("personas", ANA), provider.visit("personas", ANA)
    app.button(key="sign-out").click().run()
    assert SIGN_IN in said(app)
    assert SIGN_IN in said(other_tab.run()), "also in the tab that stayed open"
    assert SIGN_IN in said(provider.visit("personas", None)), "and with the cookie alone"


def test_groups_of_the_provider_count_from_the_next_sign_in_on(provider: Provider):
    new_member("eva@ba.gob.ar", Role.ADMIN)
    admin = provider.visit("personas", "eva@ba.gob.ar")
    admin.text_input(key="name group nueva").set_value("equipo-hospitales")
    admin.selectbox(key="department group nueva").set_value("hospitals")
    admin.text_area(key="draft|eva@ba.gob.ar|group-reason nueva").set_value("Convenio con el hospital")
    admin.button(key="save-group").click().run()
    assert "Convenio con el hospital" in said(admin)
    assert NO_ROLE in said(provider.visit("tablero", ANA, ago=timedelta(minutes=3)))
    assert is_open(provider.visit("tablero", ANA, "equipo-hospitales", ago=timedelta(minutes=2)))
    assert NO_ROLE in said(provider.visit("tablero", ANA, "otro", ago=timedelta(minutes=1)))


# --- roles that are tried ---


@pytest.mark.parametrize("tried", ["analytics", "mayor", "head-hospitals"])
def test_no_role_can_be_tried_where_people_sign_in(tried: str, provider: Provider):
    app = provider.visit("tablero")
    app.session_state[ROLE] = tried
    assert SIGN_IN in said(app.run())
    assert not app.menu_button
    new_member(ANA, Role.STAFF)
    app = provider.visit("personas", ANA)
    app.session_state[ROLE] = tried
    assert not is_open(app.run())


@pytest.mark.usefixtures("own_app")
def test_a_cookie_means_nothing_where_nobody_can_sign_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAHEALTH_HOST", "0.0.0.0")
    app = visit("tablero")
    app.user = {"is_logged_in": True} | Provider.claims(ANA)
    app.session_state[ROLE] = "analytics"
    assert "Tablero público" in said(app.run())


# --- what is typed ---


def fill_in(app: AppTest) -> AppTest:
    """The form for a new member, without its last click."""
    app.text_input(key="email nueva").set_value("luis@ba.gob.ar")
    app.text_input(key="name nueva").set_value("Luis Paz")
    app.selectbox(key="role nueva").set_value(Role.CONVENOR)
    app.text_area(key=f"draft|{ANA}|member-reason nueva").set_value("Cubre la licencia de Eva")
    return app.run()


def draft(form: str = "member-reason nueva") -> str | None:
    with database().reading() as con:
        found = kept_draft(con, member=ANA, form=form)
    return found.body if found else None


def test_a_member_is_added_and_the_draft_forgotten(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = fill_in(provider.visit("personas", ANA))
    assert draft() == "Cubre la licencia de Eva"
    app.button(key="save-member").click().run()
    assert "Guardado: luis@ba.gob.ar" in said(app)
    assert "Luis Paz" in said(app)
    assert draft() is None
    assert app.text_area(key=f"draft|{ANA}|member-reason nueva|1").value == ""
    with database().reading() as con:
        line = con.execute("SELECT command, subject, actor, reason FROM ops.audit ORDER BY line_number DESC").fetchone()
    assert line == ("change_member", "luis@ba.gob.ar", ANA, "Cubre la licencia de Eva")


def test_what_was_typed_when_the_sign_in_expired_stands_in_the_field_again(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA, ago=timedelta(hours=7, minutes=59))
    provider.cookies.update(provider.cookie(ANA, ago=timedelta(hours=8, minutes=1)))
    app.text_area(key=f"draft|{ANA}|member-reason nueva").set_value("Escrito después del vencimiento").run()
    assert EXPIRED in said(app)
    again = provider.visit("personas", ANA)
    assert again.text_area(key=f"draft|{ANA}|member-reason nueva").value == "Escrito después del vencimiento"
    assert any("Recuperado" in one.value for one in again.caption)


def test_what_was_typed_stands_there_again_after_another_page_and_what_was_emptied_does_not(provider: Provider):
    new_member(ANA, Role.ADMIN)
    key = f"draft|{ANA}|member-reason nueva"
    app = fill_in(provider.visit("personas", ANA))
    go(go(app, "pages/office/send.py"), "pages/office/members.py")
    assert app.text_area(key=key).value == "Cubre la licencia de Eva"
    app.text_area(key=key).set_value("").run()
    go(go(app, "pages/office/send.py"), "pages/office/members.py")
    assert app.text_area(key=key).value == ""
    assert draft() is None


def test_a_click_that_arrives_after_the_page_was_refused_takes_no_text_away(provider: Provider):
    """The text and the click come one after the other: when the click comes the field is gone from the session."""
    new_member(ANA, Role.ADMIN)
    key = f"draft|{ANA}|member-reason nueva"
    app = provider.visit("personas", ANA, ago=timedelta(hours=7, minutes=59))
    app.text_input(key="email nueva").set_value("luis@ba.gob.ar").run()
    button = app.button(key="save-member").proto.id
    held = WidgetStates()  # as a browser sends them: of buttons only the one that was clicked
    held.widgets.extend(
        one for one in app._tree.get_widget_states().widgets if one.WhichOneof("value") != "trigger_value"
    )
    (field,) = [one for one in held.widgets if one.id.endswith(key)]
    field.string_value = "Escrito al final"
    provider.cookies.update(provider.cookie(ANA, ago=timedelta(hours=8, minutes=1)))
    app._run(held)
    assert EXPIRED in said(app)
    assert draft() == "Escrito al final"
    held.widgets.add(id=button, trigger_value=True)
    app._run(held)
    assert EXPIRED in said(app)
    assert draft() == "Escrito al final"
    provider.cookies.update(provider.cookie(ANA))
    assert app.run().text_area(key=key).value == "Escrito al final"


def test_the_draft_of_one_is_not_shown_to_another(provider: Provider):
    new_member(ANA, Role.ADMIN)
    new_member("eva@ba.gob.ar", Role.ADMIN)
    fill_in(provider.visit("personas", ANA))
    other = provider.visit("personas", "eva@ba.gob.ar")
    assert other.text_area(key="draft|eva@ba.gob.ar|member-reason nueva").value == ""


def test_a_refused_change_says_why_and_keeps_the_text(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA, query={"persona": ANA})
    app.checkbox[0].uncheck()
    app.text_area(key=f"draft|{ANA}|member-reason {ANA}").set_value("Me voy")
    app.button(key="save-member").click().run()
    assert "no quedaría nadie" in said(app)
    assert app.text_area(key=f"draft|{ANA}|member-reason {ANA}").value == "Me voy"


def test_a_form_that_grew_old_overwrites_nothing(provider: Provider):
    new_member(ANA, Role.ADMIN)
    new_member("luis@ba.gob.ar", Role.STAFF)
    app = provider.visit("personas", ANA, query={"persona": "luis@ba.gob.ar"})
    app.text_area(key=f"draft|{ANA}|member-reason luis@ba.gob.ar").set_value("Pasa a otra área").run()
    new_member("luis@ba.gob.ar", Role.CONVENOR)
    app.button(key="save-member").click().run()
    assert "Alguien cambió esto" in said(app)
    with database().reading() as con:
        found = member(con, email="luis@ba.gob.ar")
    assert found is not None
    assert found.role is Role.CONVENOR
    assert draft("member-reason luis@ba.gob.ar") == "Pasa a otra área"


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD, Role.CONVENOR])
def test_the_page_of_people_is_not_in_the_navigation_of_others(role: Role, provider: Provider):
    new_member(ANA, role)
    app = provider.visit("tablero", ANA)
    with pytest.raises(ValueError, match="page"):
        go(app, "pages/office/nothing.py")
    assert not is_open(go(app, "pages/office/members.py"))


def test_the_words_of_the_page_are_there_in_english(provider: Provider):
    new_member(ANA, Role.ADMIN)
    app = provider.visit("personas", ANA, query={"idioma": "en"})
    assert heading(app) == Text("en")("Who may do what")
    assert "Signed in: ana@ba.gob.ar, analytics office" in said(app)
    assert CATALOG.departments[0].name.en not in said(app), "departments without members are left out"
