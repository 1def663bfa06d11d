"""A real server in its own process, for tests that speak to it from outside."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
_SERVE = (
    "import sys; from pathlib import Path; from bahealth.config import settings; from bahealth.ui.server import serve; "
    "serve(settings(), Path(sys.argv[1]), on_ready=lambda: None)"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**settings: object) -> dict[str, str]:
    """The environment of a process that sees only these settings; a store that it builds simulates nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAHEALTH_")}
    given = {f"BAHEALTH_{name.upper()}": str(value) for name, value in {"simulated_scale": 0, **settings}.items()}
    return kept | given | {"PYTHONPATH": str(PROJECT), "LANG": "es_AR.UTF-8", "LC_ALL": ""}


def command_line(
    *words: str, cwd: Path, settings: dict[str, object], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """`bahealth` in its own process."""
    return subprocess.run(
        [sys.executable, "-m", "bahealth.cli", *words],
        cwd=cwd,
        env=environment(**settings),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass(frozen=True)
class App:
    """A running server."""

    process: subprocess.Popen[bytes]
    settings: dict[str, object]
    port: int
    log: Path

    def ask(
        self, path: str, *, method: str = "GET", body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()


@contextmanager
def running_app(script: Path, settings: dict[str, object], *, log: Path) -> Generator[App]:
    """Serve `script` until the block ends; raises when the server does not come up within a minute."""
    port = free_port()
    settings = settings | {"port": port}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(script)],
            cwd=log.parent,  # never the project: its .streamlit must be found all the same
            env=environment(**settings),
            stdout=stream,
            stderr=stream,
        )
    app = App(process, settings, port, log)
    try:
        _wait_until_ready(app, log)
        yield app
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def _wait_until_ready(app: App, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if app.process.poll() is not None:
            break
        try:
            response, _ = app.ask("/_stcore/health")
        except OSError:
            time.sleep(0.1)
            continue
        if response.status == http.client.OK:
            return
    message = f"the server did not come up:\n{log.read_text(errors='replace')}"
    raise AssertionError(message)
