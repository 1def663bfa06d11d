"""Which addresses are this machine's, and who may read the server's figures."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from bahealth.ui.headers import CONTENT_SECURITY_POLICY, SecurityHeaders, is_loopback, shell_page


@pytest.mark.parametrize(
    ("client", "is_local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.7", False),
        ("0.0.0.0", False),
        ("::ffff:10.0.0.7", False),
        ("localhost.example", False),
        ("testclient", False),
        ("", False),
        (None, False),
    ],
)
def test_only_loopback_addresses_are_this_machine(client: str | None, is_local: bool) -> None:
    assert is_loopback(client) is is_local


def answer_of(app: ASGIApp, client: str, path: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": (client, 1), "query_string": b""}
    asyncio.run(SecurityHeaders(app)(scope, receive, send))
    return sent


def status_of_metrics(client: str, path: str = "/_stcore/metrics") -> int:
    return answer_of(PlainTextResponse("sessions 3"), client, path)[0]["status"]


def test_the_figures_of_the_server_stay_on_this_machine() -> None:
    assert status_of_metrics("127.0.0.1") == 200
    assert status_of_metrics("10.0.0.7") == 404
    assert status_of_metrics("10.0.0.7", "/base/_stcore/metrics/") == 404
    assert status_of_metrics("10.0.0.7", "/_stcore/health") == 200


def test_a_failure_carries_the_headers_too_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("secret detail")

    start, body = answer_of(broken, "10.0.0.7", "/x")
    assert start["status"] == 500
    assert dict(start["headers"])[b"content-security-policy"] == CONTENT_SECURITY_POLICY.encode()
    assert body["body"] == b""
    assert "secret detail" in caplog.text


def test_a_page_without_a_noscript_part_stays_whole() -> None:
    assert shell_page(b"<html><body>x</body></html>", "es") == b"<html><body>x</body></html>"
