"""Signing in with a real provider on this machine, in a real browser: in, back to the page, out, and too late."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bahealth.config import PROJECT
from bahealth.people.model import Role
from bahealth.people.rights import PAGES
from bahealth.store import Database
from bahealth.ui import address
from bench.servers import Server
from tests.browser.signing import Provider, drawn, running_provider, serving_sign_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICE = {
    one.stem: getattr(address, one.stem.upper())
    for one in sorted((PROJECT / "pages" / "office").glob("*.py"))
    if one.stem != "__init__"
}
MEMBERS = (
    ("ana@ba.gob.ar", "admin", ()),
    ("luis@ba.gob.ar", "staff", ("--department", "hospitals")),
)


@pytest.fixture(scope="module")
def provider() -> Generator[Provider]:
    with running_provider() as made:
        made.knows("u-ana", email="ana@ba.gob.ar", name="Ana Ruiz")
        made.knows("u-luis", email="luis@ba.gob.ar", name="Luis Paz", email_verified=True)
        made.knows("u-nadie", email="nadie@ba.gob.ar", name="Nadie")
        made.knows("u-falsa", email="ana@ba.gob.ar", name="Otra Ana", email_verified=False)
        yield made


@pytest.fixture(scope="module")
def signing(store: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with serving_sign_in(store, tmp_path_factory.mktemp("signing"), provider, MEMBERS) as server:
        yield server


def test_every_page_asks_a_visitor_to_sign_in(signing: Server, page: Page):
    for path in OFFICE.values():
        page.goto(f"{signing.url}/{path}")
        expect(page.get_by_role("heading", name="Ingresar")).to_be_visible(timeout=20_000)
        assert page.get_by_role("link", name="Ingresar con la cuenta de la Ciudad").count() == 1
    page.goto(signing.url)
    drawn(page)
    expect(page).to_have_url(f"{signing.url}/publico")


def test_signing_in_leads_back_to_the_page_and_every_page_opens_by_the_table(signing: Server, page: Page):
    page.goto(f"{signing.url}/tablero?area=comuna-8")
    drawn(page)
    sign_in(page, "u-luis")
    expect(page.get_by_role("heading", name="Comuna 8")).to_be_visible(timeout=20_000)
    expect(page).to_have_url(f"{signing.url}/tablero?area=comuna-8")
    expect(page.get_by_text("Ingresó como luis@ba.gob.ar, personal de Hospitales")).to_be_visible()
    for name, path in OFFICE.items():
        page.goto(f"{signing.url}/{path}")
        expect(page.get_by_text("Ingresó como luis@ba.gob.ar")).to_be_visible(timeout=20_000)
        refused = page.get_by_role("heading", name="Esto no se puede mostrar")
        expect(refused).to_have_count(0 if PAGES[name] <= Role.STAFF else 1)
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert kept["_streamlit_user"]["httpOnly"]
    assert kept["_streamlit_user"]["sameSite"] == "Lax"
    assert "ba-wanted" not in kept


def test_signing_out_ends_it_in_the_other_tab_too_and_with_the_cookie_kept_aside(signing: Server, browser: Browser):
    context = browser.new_context(locale="es-AR")
    page = context.new_page()
    page.goto(f"{signing.url}/personas")
    drawn(page)
    sign_in(page, "u-ana")
    expect(page.get_by_role("heading", name="Quién puede hacer qué")).to_be_visible(timeout=20_000)
    other = context.new_page()
    other.goto(f"{signing.url}/personas")
    expect(other.get_by_role("heading", name="Quién puede hacer qué")).to_be_visible(timeout=20_000)
    cookies = context.cookies(signing.url)
    page.get_by_role("button", name="Salir").click()
    page.wait_for_url("**/end_session**")
    assert not [cookie for cookie in context.cookies(signing.url) if cookie["name"].startswith("_streamlit_user")]
    other.get_by_role("button", name="Agregar").click()
    expect(other.get_by_role("heading", name="Ingresar")).to_be_visible(timeout=20_000)
    stolen = browser.new_context(locale="es-AR")
    stolen.add_cookies(cookies)  # type: ignore[arg-type]
    third = stolen.new_page()
    third.goto(f"{signing.url}/personas")
    expect(third.get_by_role("heading", name="Ingresar")).to_be_visible(timeout=20_000)
    stolen.close()
    context.close()


def test_a_browser_that_was_closed_and_opened_again_is_signed_in_at_the_first_page(
    signing: Server, page: Page, browser: Browser
):
    page.goto(f"{signing.url}/personas")
    drawn(page)
    sign_in(page, "u-ana")
    expect(page.get_by_role("heading", name="Quién puede hacer qué")).to_be_visible(timeout=20_000)
    lasting = [cookie for cookie in page.context.cookies(signing.url) if cookie["expires"] > 0]
    assert {cookie["name"] for cookie in lasting} >= {"_streamlit_user"}
    for _ in range(6):  # it was a race, lost about once in four
        context = browser.new_context(locale="es-AR")
        context.add_cookies(lasting)  # type: ignore[arg-type]
        opened = context.new_page()
        opened.goto(f"{signing.url}/personas")
        expect(opened.get_by_text("Ingresó como ana@ba.gob.ar")).to_be_visible(timeout=20_000)
        context.close()


@pytest.mark.parametrize("subject", ["u-nadie", "u-falsa"])
def test_who_is_no_member_or_has_no_verified_address_has_no_role(subject: str, signing: Server, page: Page):
    page.goto(f"{signing.url}/personas")
    drawn(page)
    sign_in(page, subject)
    expect(page.get_by_text("Pida el alta a la Oficina Central de Análisis")).to_be_visible(timeout=20_000)


def test_a_forged_cookie_is_a_visitor(signing: Server, browser: Browser):
    for value in ("forged", "eyJzdWIiOiJ1LWFuYSJ9.aSHJ9g.x" * 3):
        context = browser.new_context(locale="es-AR")
        context.add_cookies([{"name": "_streamlit_user", "value": value, "url": signing.url}])
        page = context.new_page()
        page.goto(f"{signing.url}/personas")
        expect(page.get_by_role("heading", name="Ingresar")).to_be_visible(timeout=20_000)
        context.close()


def test_nobody_is_led_to_another_site_after_signing_in(signing: Server, page: Page):
    page.goto(f"{signing.url}/entrar?a=//evil.example.org/tablero")
    page.get_by_placeholder("sub").fill("u-luis")
    page.get_by_role("button", name="Authorize").click()
    drawn(page)
    expect(page).to_have_url(f"{signing.url}/tablero")


def test_a_refused_sign_in_leads_back_as_a_visitor(signing: Server, page: Page):
    page.goto(f"{signing.url}/tablero")
    drawn(page)
    page.get_by_role("link", name="Ingresar").first.click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="Ingresar")).to_be_visible(timeout=20_000)


def test_an_expired_sign_in_loses_no_typed_text(
    store: Path, provider: Provider, tmp_path: Path, browser: Browser
) -> None:
    hours = 25 / 3600
    with serving_sign_in(store, tmp_path, provider, MEMBERS, BAHEALTH_SIGN_IN_HOURS=str(hours)) as server:
        page = browser.new_context(locale="es-AR").new_page()
        page.goto(f"{server.url}/personas")
        drawn(page)
        sign_in(page, "u-ana")
        signed_at = time.monotonic()
        expect(page.get_by_role("heading", name="Quién puede hacer qué")).to_be_visible(timeout=20_000)
        reason = page.locator(".st-key-member-form").get_by_label("Motivo")
        reason.fill("Reemplaza a Eva hasta marzo")  # typed, and the field is not left yet
        page.wait_for_timeout(max(0, 27 - (time.monotonic() - signed_at)) * 1000)
        page.get_by_role("button", name="Agregar").click()
        expect(page.get_by_text("Su ingreso venció. Ingrese de nuevo")).to_be_visible(timeout=20_000)
        sign_in(page, "u-ana")
        expect(page.locator(".st-key-member-form").get_by_label("Motivo")).to_have_value(
            "Reemplaza a Eva hasta marzo", timeout=20_000
        )
        page.context.close()
    database = Database(tmp_path / "app.duckdb")
    with database.reading() as con:
        assert con.execute("SELECT count(DISTINCT email) FROM ops.member").fetchone() == (len(MEMBERS),)
    database.close()
