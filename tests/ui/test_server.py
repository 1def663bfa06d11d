"""The server as it answers over the network."""

from __future__ import annotations

import gzip
import http.client
import json
import signal
import stat
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from bahealth.config import PROJECT, Settings
from bahealth.errors import Refusal
from bahealth.install.store import init_store
from bahealth.people.model import COMMAND_LINE
from bahealth.ui.headers import CONTENT_SECURITY_POLICY, HERE
from bahealth.ui.server import refuse_busy_port, streamlit_options
from tests.running import App, command_line, running_app
from tests.ui.small_app import SHAPES

HTML = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    "path",
    ["/", "/interior", "/_stcore/health", "/_stcore/host-config", "/geo/comunas.json", "/nothing/here", "/favicon.png"],
)
def test_every_answer_carries_the_security_headers(app: App, path: str) -> None:
    response, _ = app.ask(path)
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    sources = {word for part in CONTENT_SECURITY_POLICY.split("; ") for word in part.split()[1:]}
    ours = "'sha256-" + b64encode(sha256(HERE.encode()).digest()).decode() + "'"
    assert sources <= {ours, "'self'", "'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", "data:", "blob:"}
    script = next(part for part in CONTENT_SECURITY_POLICY.split("; ") if part.startswith("script-src"))
    assert "'unsafe-inline'" not in script
    assert "'unsafe-eval'" not in script.split()


def test_the_shell_page_is_spanish_unless_the_address_says_otherwise(app: App) -> None:
    for path, language, word in (("/", "es", "JavaScript"), ("/interior?idioma=en", "en", "JavaScript")):
        response, body = app.ask(path, headers=HTML)
        page = body.decode()
        assert response.status == http.client.OK
        assert int(response.headers["Content-Length"]) == len(body)
        assert f'<html lang="{language}">' in page
        assert "<title>BA Salud</title>" in page
        assert word in page
        assert "Streamlit app" not in page
        assert "window.prerenderReady = false" not in page, "the policy refuses inline scripts, so none is sent"


def test_a_conditional_request_for_the_shell_page_gets_the_page(app: App) -> None:
    first, _ = app.ask("/", headers=HTML)
    assert first.headers["ETag"] is None
    response, body = app.ask("/", headers=HTML | {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"})
    assert response.status == http.client.OK
    assert b'<html lang="es">' in body


def test_a_head_request_for_the_shell_page_has_no_body(app: App) -> None:
    response, body = app.ask("/", method="HEAD", headers=HTML)
    assert response.status == http.client.OK
    assert body == b""


def test_shapes_are_compressed_and_kept_by_the_browser(app: App) -> None:
    plain, body = app.ask("/geo/comunas.json")
    assert json.loads(body) == SHAPES
    assert "max-age" in plain.headers["Cache-Control"]
    packed, body = app.ask("/geo/comunas.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body)) == SHAPES
    again, body = app.ask("/geo/comunas.json", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status, body) == (http.client.NOT_MODIFIED, b"")


def test_health_answers(app: App) -> None:
    response, body = app.ask("/_stcore/health")
    assert (response.status, body) == (http.client.OK, b"ok")


def test_nothing_is_reported_anywhere_and_no_trace_is_shown() -> None:
    options = streamlit_options(Settings())
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["client.toolbarMode"] == "minimal"
    assert options["server.fileWatcherType"] == "none"
    assert options["server.headless"] is True
    assert options["server.maxUploadSize"] == 20


def test_other_sites_and_programs_cannot_drive_the_app() -> None:
    options = streamlit_options(Settings())
    assert options["server.enableXsrfProtection"] is True
    assert options["server.enableCORS"] is True
    assert options["server.enableAgentApi"] is False


def test_an_app_for_this_machine_knows_no_other_host_name() -> None:
    assert streamlit_options(Settings())["server.allowedHosts"] == ["127.0.0.1", "localhost", "::1"]
    assert "server.allowedHosts" not in streamlit_options(Settings(host="0.0.0.0"))


def test_a_foreign_host_name_cannot_open_a_session(app: App) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    response, _ = app.ask("/_stcore/stream", headers=upgrade | {"Host": "evil.example"})
    assert response.status == http.client.FORBIDDEN


def test_a_taken_port_is_refused_in_one_line(app: App, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="BAHEALTH_PORT"):
        refuse_busy_port(Settings(port=app.port))
    told = command_line("run", cwd=tmp_path, settings={"store": tmp_path / "x.duckdb", "port": app.port})
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "x.duckdb").exists()


def test_the_server_stops_on_sigterm_takes_its_key_along_and_leaves_the_store_whole(tmp_path: Path) -> None:
    store = tmp_path / "var" / "app.duckdb"
    init_store(Settings(store=store), actor=COMMAND_LINE, at=datetime(2024, 5, 1, 12))
    script = tmp_path / "app.py"
    script.write_text("import streamlit as st\nst.write('x')\n", encoding="utf-8")
    key = store.with_suffix(".token")
    with running_app(script, {"store": store, "data": tmp_path}, log=tmp_path / "log") as own:
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        own.process.send_signal(signal.SIGTERM)
        own.process.wait(timeout=30)
        assert own.process.returncode in {0, -signal.SIGTERM}
    assert not key.exists()
    assert not store.with_name("app.duckdb.wal").exists(), "a closed store has everything in its one file"
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_streamlit_knows_every_option_that_we_set() -> None:
    from streamlit.config import get_config_options

    known = get_config_options()
    assert [
        name for name in streamlit_options(Settings(), PROJECT / ".streamlit" / "config.toml") if name not in known
    ] == []
