"""The way into the provider and back: our own pages only."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.config import Settings, settings
from bahealth.errors import Refusal
from bahealth.ui.address import known_pages
from bahealth.ui.sign_in import auth_section, is_secure, sign_in_address, sign_in_routes, wanted_address

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


# --- settings ---


def test_sign_in_is_set_whole():
    chosen = settings(WHOLE)
    assert chosen.has_sign_in
    assert not chosen.has_roles_to_try, "who can sign in tries no roles, on this machine either"
    assert is_secure(chosen)
    assert not settings({}).has_sign_in
    assert settings({}).has_roles_to_try


@pytest.mark.parametrize("missing", WHOLE)
@pytest.mark.parametrize("emptied", [False, True])
def test_half_a_sign_in_is_refused(missing: str, *, emptied: bool):
    given_ = {name: value for name, value in WHOLE.items() if name != missing} | ({missing: ""} if emptied else {})
    if emptied and missing == "BAHEALTH_OIDC_CLIENT_SECRET":
        pytest.skip("an empty path is the current folder: refused when it is read")
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
