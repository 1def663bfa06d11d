"""The way into the provider and back: our own pages only."""

from __future__ import annotations

import asyncio
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

from bahealth.config import Settings, settings
from bahealth.errors import Refusal
from bahealth.ui.address import known_pages
from bahealth.ui.sign_in import BackToPage, auth_section, is_secure, sign_in_address, sign_in_routes, wanted_address

WHOLE = {
    "BAHEALTH_OIDC_METADATA_URL": "https://id.example.org/.well-known/openid-configuration",
    "BAHEALTH_OIDC_CLIENT_ID": "ba-salud",
    "BAHEALTH_OIDC_CLIENT_SECRET": "/etc/ba-salud/client",
    "BAHEALTH_PUBLIC_URL": "https://salud.example.org",
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/tablero", "/tablero"),
        ("/", "/"),
        ("/tablero/", "/tablero"),
        ("/tablero?area=comuna-8&idioma=en", "/tablero?area=comuna-8&idioma=en"),
        ("/personas?persona=ana%40ba.gob.ar", "/personas?persona=ana%40ba.gob.ar"),
        ("/tablero?a=1%0d%0aSet-Cookie:x", "/tablero?a=1%0D%0ASet-Cookie%3Ax"),
    ],
)
def test_an_address_of_our_own_comes_back_as_it_was(text: str, wanted: str):
    assert wanted_address(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tablero",
        "//evil.example.org",
        "//evil.example.org/tablero",
        "///evil.example.org",
        "/\\evil.example.org",
        "\\\\evil.example.org",
        "/\tevil.example.org",
        "/tablero\r\nSet-Cookie: a=b",
        "https://evil.example.org/tablero",
        "javascript:alert(1)",
        "/nothing",
        "/tablero/../../x",
        "/auth/logout",
        "/oauth2callback?code=1",
        "/_stcore/health",
        "/[tablero",
        "/tablero?" + "a" * 2000,
        "/%2e%2e/tablero",
        "/.//evil.example.org",
    ],
)
def test_every_other_address_is_refused(text: str):
    assert wanted_address(text) is None


@given(st.text(alphabet="/\\?#&=%.:@ abtablero\n\t", max_size=40) | st.text(max_size=40))
def test_nobody_is_ever_sent_elsewhere(text: str):
    found = wanted_address(text)
    if found is not None:
        parts = urlsplit(found)
        assert (parts.scheme, parts.netloc) == ("", "")
        assert found.startswith("/")
        assert not found.startswith("//")
        assert parts.path.removeprefix("/") in known_pages()
        assert found.isascii()
        assert found.isprintable()


def test_the_way_in_names_the_page_with_its_choices():
    address = sign_in_address("tablero", {"area": "comuna-8"})
    (wanted,) = parse_qs(urlsplit(address).query)["a"]
    assert urlsplit(address).path == "/entrar"
    assert wanted_address(wanted) == "/tablero?area=comuna-8"


# --- answers of the server ---


def answered(chosen: Settings, path: str, *, cookies: str = "", to: str = "/") -> Headers:
    """The headers that reach the browser when the server answers with a page, or after the provider with `to`."""
    sent: list[Message] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        answer = RedirectResponse(to) if scope["path"] == "/oauth2callback" else HTMLResponse("<p>page</p>")
        answer.set_cookie("a", "b")
        answer.set_cookie("c", "d", secure=True)
        await answer(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"cookie", cookies.encode())]}
    asyncio.run(BackToPage(behind, settings=chosen)(scope, receive, send))
    return Headers(raw=sent[0]["headers"])


def set_cookies(answer: Headers) -> dict[str, str]:
    return {line.split("=", 1)[0]: line for line in answer.getlist("set-cookie")}


@pytest.mark.parametrize(
    ("wanted", "to", "location"),
    [
        ("%2Ftablero%3Farea%3Dcomuna-8", "/", "/tablero?area=comuna-8"),
        ("%2F%2Fevil.example.org", "/", "/"),
        ("https%3A%2F%2Fevil.example.org%2Ftablero", "/", "/"),
        ("%2Ftablero", "https://id.example.org/again", "https://id.example.org/again"),
    ],
)
def test_the_provider_leads_back_to_the_wanted_page_once(wanted: str, to: str, location: str):
    answer = answered(settings(WHOLE), "/oauth2callback", cookies=f"ba-wanted={wanted}", to=to)
    assert answer["location"] == location
    assert "Max-Age=0" in set_cookies(answer)["ba-wanted"]


def test_cookies_stay_on_https_where_the_app_has_it():
    lines = set_cookies(answered(settings(WHOLE), "/"))
    assert set(lines) == {"a", "c", "_streamlit_xsrf"}
    assert all(line.lower().count("; secure") == 1 for line in lines.values())
    local = WHOLE | {"BAHEALTH_PUBLIC_URL": "http://127.0.0.1:8501"}
    assert "secure" not in set_cookies(answered(settings(local), "/"))["a"].lower()


def test_a_new_browser_has_its_token_with_the_page_and_keeps_the_one_it_has():
    (line,) = [one for name, one in set_cookies(answered(settings(WHOLE), "/")).items() if name == "_streamlit_xsrf"]
    value = line.split("=", 1)[1].split(";")[0]
    assert decode_xsrf_token_string(value)[0] is not None
    again = answered(settings(WHOLE), "/", cookies=f"_streamlit_xsrf={value}")
    assert "_streamlit_xsrf" not in set_cookies(again)
    assert "_streamlit_xsrf" not in set_cookies(answered(settings({}), "/"))


# --- settings ---


def test_sign_in_is_set_whole():
    chosen = settings(WHOLE)
    assert chosen.has_sign_in
    assert not chosen.has_roles_to_try, "who can sign in tries no roles, on this machine either"
    assert is_secure(chosen)
    assert not settings({}).has_sign_in
    assert settings({}).has_roles_to_try


@pytest.mark.parametrize(
    ("missing", "emptied"),
    # an empty path of the secret is the current folder, which is refused when it is read
    [one for one in product(WHOLE, (False, True)) if one != ("BAHEALTH_OIDC_CLIENT_SECRET", True)],
)
def test_half_a_sign_in_is_refused(missing: str, *, emptied: bool):
    given_ = {name: value for name, value in WHOLE.items() if name != missing} | ({missing: ""} if emptied else {})
    with pytest.raises(Refusal, match=missing):
        settings(given_)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BAHEALTH_OIDC_METADATA_URL", "http://id.example.org/x"),
        ("BAHEALTH_OIDC_METADATA_URL", "id.example.org"),
        ("BAHEALTH_PUBLIC_URL", "http://salud.example.org"),
        ("BAHEALTH_PUBLIC_URL", "https://"),
        ("BAHEALTH_PUBLIC_URL", "https://salud.example.org/app"),
        ("BAHEALTH_PUBLIC_URL", "http://[::1"),
        ("BAHEALTH_SIGN_IN_HOURS", "0"),
        ("BAHEALTH_SIGN_IN_HOURS", "1000"),
    ],
)
def test_addresses_of_sign_in_are_safe_ones(name: str, value: str):
    with pytest.raises(Refusal, match=name):
        settings(WHOLE | {name: value})


def test_this_machine_may_do_without_https():
    local = {"BAHEALTH_PUBLIC_URL": "http://127.0.0.1:8501", "BAHEALTH_OIDC_METADATA_URL": "http://localhost:9400/x"}
    assert not is_secure(settings(WHOLE | local))


def test_streamlit_learns_of_the_provider_with_a_secret_of_our_own(tmp_path: Path):
    (tmp_path / "client").write_text("s3cret\n")
    chosen = Settings(
        store=tmp_path / "app.duckdb",
        oidc_metadata_url="https://id.example.org/x",
        oidc_client_id="ba",
        oidc_client_secret=tmp_path / "client",
        public_url="https://salud.example.org/",
    )
    auth = auth_section(chosen)["auth"]
    assert auth["redirect_uri"] == "https://salud.example.org/oauth2callback"
    assert (auth["client_id"], auth["client_secret"]) == ("ba", "s3cret")
    kept = tmp_path / "app.cookie"
    assert auth["cookie_secret"] == kept.read_text().strip()
    assert len(auth["cookie_secret"]) == 64
    assert kept.stat().st_mode & 0o777 == 0o600
    assert auth_section(Settings()) == {}
    assert sign_in_routes(Settings()) == []


@pytest.mark.parametrize("content", [None, "", "  \n"])
def test_a_missing_secret_of_the_app_stops_the_start(content: str | None, tmp_path: Path):
    file = tmp_path / "client"
    if content is not None:
        file.write_text(content)
    chosen = Settings(
        store=tmp_path / "app.duckdb",
        oidc_metadata_url="https://id.example.org/x",
        oidc_client_id="ba",
        oidc_client_secret=file,
        public_url="https://salud.example.org",
    )
    with pytest.raises(Refusal, match="secret"):
        auth_section(chosen)
