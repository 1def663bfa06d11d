"""Real sign-in on this machine: a provider, the app that trusts it, and a person at the provider's form."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from bahealth.config import PROJECT
from bench.servers import Server, free_port, serving


@dataclass(frozen=True)
class Provider:
    """A sign-in provider on a port of this machine."""

    port: int

    @property
    def metadata(self) -> str:
        return f"http://127.0.0.1:{self.port}/.well-known/openid-configuration"

    def knows(self, subject: str, **claims: object) -> None:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/users/{subject}",
            json.dumps(claims).encode(),
            {"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310 - the same


@contextmanager
def running_provider() -> Generator[Provider]:
    """A provider that knows nobody yet."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = Provider(port)
    try:
        _wait_for(made, process)
        yield made
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(provider: Provider, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(provider.metadata, timeout=2).close()  # noqa: S310 - the same
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    message = "the provider did not come up"
    raise AssertionError(message)


Member = tuple[str, str, Sequence[str]]
"""An address, a role, and more words of `bahealth member set`."""


def serving_sign_in(
    store: Path, folder: Path, provider: Provider, members: Sequence[Member], **settings: str
) -> AbstractContextManager[Server]:
    """The app on a copy of the store, `app.duckdb` in the folder, with its members."""
    own = folder / "app.duckdb"
    shutil.copy(store, own)
    (folder / "client").write_text("s3cret")
    port = free_port()
    environment = {
        "BAHEALTH_STORE": str(own),
        "BAHEALTH_PORT": str(port),
        "BAHEALTH_OIDC_METADATA_URL": provider.metadata,
        "BAHEALTH_OIDC_CLIENT_ID": "ba-salud",
        "BAHEALTH_OIDC_CLIENT_SECRET": str(folder / "client"),
        "BAHEALTH_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **settings,
    }
    for email, role, more in members:
        words = ["member", "set", email, "--role", role, *more, "--reason", "Alta inicial de la prueba: año 1"]
        subprocess.run(
            [sys.executable, "-m", "bahealth.cli", *words],
            cwd=PROJECT,
            env={**os.environ, **environment},
            check=True,
            capture_output=True,
        )
    return serving([sys.executable, "-m", "bahealth.cli", "run"], port, environment, own.with_suffix(".log"))


def sign_in(page: Page, subject: str) -> None:
    """From the link of the page that is open, through the provider's form."""
    page.get_by_role("link", name="Ingresar").first.click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def drawn(page: Page) -> None:
    expect(page.locator(".ba h1").first).to_be_visible(timeout=20_000)
