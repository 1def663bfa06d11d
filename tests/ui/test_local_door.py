"""The door for the command line: with the key, from this machine, and nobody else."""

from __future__ import annotations

import asyncio
import json
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bahealth.cli.door import DOOR, DoorKey
from bahealth.config import Settings
from bahealth.store import Database
from bahealth.ui.local_door import hang_out, local_door, new_key, take_in
from tests.running import App, command_line


def key_of(app: App) -> DoorKey:
    return DoorKey.model_validate_json(Path(str(app.settings["store"])).with_suffix(".token").read_bytes())


def knock(app: App, token: str | None, words: list[str]) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    body = json.dumps({"words": words, "cwd": "/", "language": "en"})
    response, answer = app.ask(DOOR, method="POST", body=body, headers=headers)
    return response.status, answer


def test_the_key_opens_the_door(app: App) -> None:
    status, answer = knock(app, key_of(app).token, ["nonsense"])
    assert status == 200
    assert json.loads(answer)["exit_code"] == 2


@pytest.mark.parametrize("token", [None, "", "wrong", "\u00e9"])
def test_without_the_key_the_door_says_nothing(app: App, token: str | None) -> None:
    assert knock(app, token, ["backup", "/tmp/never.duckdb"]) == (403, b"")


def test_a_malformed_command_is_refused(app: App) -> None:
    headers = {"Authorization": f"Bearer {key_of(app).token}"}
    response, _ = app.ask(DOOR, method="POST", body="{}", headers=headers)
    assert response.status == 400
    response, _ = app.ask(DOOR, method="POST", body="x" * 1_100_000, headers=headers)
    assert response.status == 413


def status_from(client: str, settings: Settings, key: DoorKey) -> int:
    """What the door answers to a good command with the right key that comes from `client`."""
    sent: list[Any] = []
    body = json.dumps({"words": ["nonsense"], "cwd": "/", "language": "en"}).encode()

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "path": DOOR,
        "headers": [(b"authorization", f"Bearer {key.token}".encode())],
        "client": (client, 5000),
        "query_string": b"",
    }
    asyncio.run(local_door(settings, key, lambda: Database(None)).handle(scope, receive, send))
    return sent[0]["status"]


def test_the_door_is_for_this_machine_only(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "x.duckdb")
    key = new_key(settings)
    assert status_from("127.0.0.1", settings, key) == 200
    assert status_from("192.0.2.9", settings, key) == 403


def test_a_command_typed_while_the_app_runs_is_carried_out_by_the_app(app: App, tmp_path: Path) -> None:
    told = command_line("backup", "copy.duckdb", cwd=tmp_path, settings=app.settings)
    assert (told.returncode, told.stderr) == (0, "")
    assert str(tmp_path / "copy.duckdb") in told.stdout
    copy = Database(tmp_path / "copy.duckdb")
    with copy.reading() as con:
        (line,) = con.execute("SELECT written_at FROM ops.audit WHERE command = 'TakeInData'").fetchall()
    assert line == (datetime(2026, 6, 1, 12),)
    copy.close()
    again = command_line("backup", "copy.duckdb", cwd=tmp_path, settings=app.settings)
    assert again.returncode == 1
    assert len(again.stderr.strip().splitlines()) == 1, "a refusal of the app is one line here too"


def test_words_with_accents_reach_the_running_app(app: App, tmp_path: Path) -> None:
    words = ("group", "set", "niñez", "--role", "convenor", "--reason", "Convenio con la Jefatura: año 1, «señal»")
    told = command_line(*words, cwd=tmp_path, settings=app.settings)
    assert (told.returncode, told.stderr) == (0, "")
    told = command_line("group", "list", "--format", "json", cwd=tmp_path, settings=app.settings)
    assert "niñez" in {one["group"] for one in json.loads(told.stdout)}


def test_a_delivery_is_shown_and_asked_here_and_accepted_by_the_running_app(app: App, tmp_path: Path) -> None:
    words = ("--lang", "en", "deliver", "deis_vital", "own.csv")
    line = "infant_mortality_deis,city,2022,5.1\n"
    (tmp_path / "own.csv").write_text("indicator,area,period,value\n" + line, encoding="utf-8")
    no = command_line(*words, cwd=tmp_path, settings=app.settings, typed="n\n")
    assert (no.returncode, "1 new" in no.stdout, "Nothing was changed." in no.stderr) == (1, True, True)
    yes = command_line(*words, cwd=tmp_path, settings=app.settings, typed="y\n")
    assert yes.returncode == 0, yes.stderr
    asked = ("observations", "--indicator", "infant_mortality_deis", "--area", "city")
    rows = json.loads(command_line(*asked, cwd=tmp_path, settings=app.settings).stdout)
    assert [row["value"] for row in rows if row["period"] == "2022"] == [5.1]
    again = command_line(*words, cwd=tmp_path, settings=app.settings)
    assert "already accepted" in again.stdout
    (tmp_path / "own.csv").write_text(
        "indicator,area,period,value\n" + line.replace("city", "atlantis"), encoding="utf-8"
    )
    refused = command_line(*words, cwd=tmp_path, settings=app.settings)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "atlantis" in refused.stderr
    assert len(list(tmp_path.glob("own*"))) == 2, "the app wrote the copy with the reasons beside the file"


def test_the_app_does_not_start_or_make_an_installation_for_the_command_line(app: App) -> None:
    for word in ("run", "init", "build"):
        status, answer = knock(app, key_of(app).token, [word])
        assert status == 200
        assert json.loads(answer)["exit_code"] == 1
        assert "installation" in json.loads(answer)["err"]


def test_a_store_that_something_else_holds_is_named_in_one_line(app: App, tmp_path: Path) -> None:
    stale = DoorKey(host="127.0.0.1", port=app.port, token="of an app that is gone")
    key = Path(str(app.settings["store"])).with_suffix(".token")
    real = key.read_bytes()
    try:
        for left in (stale.model_dump_json().encode(), b"{}", None):
            if left is None:
                key.unlink()
            else:
                key.write_bytes(left)
            told = command_line("backup", "other.duckdb", cwd=tmp_path, settings=app.settings)
            assert told.returncode == 1
            assert str(app.settings["store"]) in told.stderr
            assert len(told.stderr.strip().splitlines()) == 1
    finally:
        key.write_bytes(real)
        key.chmod(0o600)


def test_the_key_is_for_its_user_and_only_its_own_app_takes_it_in(tmp_path: Path) -> None:
    file = tmp_path / "x.token"
    file.write_text("left by a killed app")
    file.chmod(0o644)
    mine, other = new_key(Settings()), new_key(Settings())
    assert mine.token != other.token
    hang_out(mine, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    take_in(other, file)
    assert DoorKey.model_validate_json(file.read_bytes()) == mine
    take_in(mine, file)
    assert list(tmp_path.iterdir()) == []
    take_in(mine, file)


def test_an_app_on_all_addresses_is_reached_on_this_machine() -> None:
    assert new_key(Settings(host="0.0.0.0")).host == "127.0.0.1"
    assert new_key(Settings(host="::1")).host == "::1"
