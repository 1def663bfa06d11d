"""The real app, for others too and for this machine alone, asked over the network as an attacker would."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
import shutil
from collections.abc import Generator
from datetime import datetime

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bahealth.cli.door import DOOR
from bahealth.config import PROJECT, Settings
from bahealth.install.build import build_new
from tests.installation import small_data
from tests.running import App, running_app

pytestmark = [pytest.mark.slow]
SCRIPTS = {
    "tablero": "scorecard",
    "indicador": "indicator",
    "controles-por-completar": "catch_up",
    "enviar": "send",
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("reached")
    data = small_data(folder)
    shutil.copy(PROJECT / "data" / "city" / "comunas.geojson", data / "city")
    settings: dict[str, object] = {"data": data, "store": folder / "var" / "app.duckdb", "simulated_scale": 0}
    build_new(Settings.model_validate(settings), progress=lambda *_: None, at=datetime(2026, 6, 1, 12))
    return settings


@pytest.fixture(scope="module", params=["0.0.0.0", "127.0.0.1"])
def app(
    request: pytest.FixtureRequest, installation: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> Generator[App]:
    log = tmp_path_factory.mktemp("log") / "server.log"
    with running_app(PROJECT / "app.py", installation | {"host": request.param}, log=log) as running:
        yield running


def is_public(app: App) -> bool:
    return app.settings["host"] == "0.0.0.0"


async def _drawn(app: App, rerun: dict[str, str], origin: str | None) -> str:
    texts: list[str] = []
    address = f"ws://127.0.0.1:{app.port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None, origin=origin) as socket:  # type: ignore[arg-type,list-item]
        message = BackMsg()
        message.rerun_script.query_string = "idioma=en"
        for name, value in rerun.items():
            setattr(message.rerun_script, name, value)
        await socket.send(message.SerializeToString())
        while True:
            raw = await asyncio.wait_for(socket.recv(), 60)
            forward = ForwardMsg()
            forward.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            texts.append(str(forward))
            early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
            if forward.WhichOneof("type") == "script_finished" and forward.script_finished != early:
                return "\f".join(texts)


def drawn(app: App, origin: str | None = None, **rerun: str) -> str:
    """Everything that the server sends to a session that asks for a page."""
    return asyncio.run(_drawn(app, rerun, origin))


def navigation(messages: str) -> str:
    """The pages that the server names; the message that begins a run only repeats the name that was asked for."""
    return "".join(one for one in messages.split("\f") if "\nnavigation {" in one)


@pytest.mark.parametrize("page", SCRIPTS)
def test_an_office_page_is_drawn_for_this_machine_alone(app: App, page: str) -> None:
    script = PROJECT / "pages" / "office" / SCRIPTS[page]
    own = hashlib.md5(str(script.with_suffix(".py")).encode(), usedforsecurity=False).hexdigest()
    by_name, by_hash = drawn(app, page_name=page), drawn(app, page_script_hash=own)
    if is_public(app):
        assert "Infant mortality" in by_name  # the public scorecard, to which the home page leads
        assert "publico-indicador" in navigation(by_name)
        assert f'url_pathname: "{page}"' not in navigation(by_name + by_hash)
        for own_of_the_office in ("Send data", "file_uploader", "/tablero", "office/"):
            assert own_of_the_office not in by_name + by_hash
    else:
        assert "Send data" in by_name
        assert f'url_pathname: "{page}"' in navigation(by_name)
        assert "page_not_found" not in by_name


def test_public_pages_are_drawn_for_everybody(app: App) -> None:
    assert "Infant mortality" in drawn(app, page_name="publico")
    assert "Infant mortality" in drawn(app, page_name="publico-indicador")


def test_a_page_of_another_site_cannot_open_a_session(app: App) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        drawn(app, origin="http://evil.example")


def test_the_door_stays_closed_to_a_path_in_other_clothes(app: App) -> None:
    for path in (DOOR, DOOR + "/", "/x/.." + DOOR, DOOR.upper(), "/" + DOOR):
        response, body = app.ask(path, method="POST", body='{"words": ["releases"], "cwd": "/", "language": "en"}')
        assert response.status != http.client.OK, path
        assert b"release_number" not in body


def test_the_log_holds_nothing_of_what_a_visitor_asked_for(app: App) -> None:
    drawn(app, page_name="publico", query_string="persona=JUANA-PEREZ")
    app.ask("/publico?persona=JUANA-PEREZ", headers={"User-Agent": "JUANA-PEREZ"})
    assert "JUANA-PEREZ" not in app.log.read_text(errors="replace")
