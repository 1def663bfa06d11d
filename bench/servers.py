"""Servers that a measurement starts for itself, on free ports of this machine, and ends by their process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent


class Server(NamedTuple):
    """A running server."""

    port: int
    process_id: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time of the process so far, all threads, user and system."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(
    command: list[str], port: int, environment: dict[str, str] | None = None, log: Path | None = None
) -> Generator[Server]:
    """Start `command`, wait until its health address answers, end it afterwards."""
    with (log or Path(os.devnull)).open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=PROJECT, env={**os.environ, **(environment or {})}, stdout=stream, stderr=stream
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            message = f"the server ended with code {process.returncode}"
            raise RuntimeError(message)
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - an address of this machine
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    message = f"{url} did not answer within {seconds} s"
    raise RuntimeError(message)


@contextmanager
def serving_app(store: Path, data: Path, log: Path | None = None, port: int | None = None) -> Generator[Server]:
    """BA Salud itself on a store and a data folder."""
    port = port or free_port()
    environment = {"BAHEALTH_STORE": str(store), "BAHEALTH_DATA": str(data), "BAHEALTH_PORT": str(port)}
    with serving([sys.executable, "-m", "bahealth.cli", "run"], port, environment, log) as server:
        yield server


@contextmanager
def serving_script(script: Path, environment: dict[str, str] | None = None) -> Generator[Server]:
    """A plain Streamlit script, as `streamlit run` serves it."""
    port = free_port()
    options = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *arguments]
    with serving(command, port, environment) as server:
        yield server


def built_store(store: Path, data: Path, **settings: str) -> Path:
    """A store built from `data` as a first start builds it, under further `settings` of the environment."""
    command = [sys.executable, "-m", "bahealth.cli", "build"]
    environment = {**os.environ, "BAHEALTH_STORE": str(store), "BAHEALTH_DATA": str(data), **settings}
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
    return store
