"""What every answer of the server carries: the security headers, and the shell page in the reader's language."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
from base64 import b64encode
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bahealth.i18n import Language, Text, negotiate_language

# Without this the browser asks for a server below the address of each page first, fails, waits, and asks again: a fifth
# of a second on every deep link. The names are Streamlit's own for apps served by a host; a browser test holds them.
HERE = (
    'window.__streamlit={BACKEND_BASE_URL:location.origin+"/",'
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}"
)
_HERE_HASH = b64encode(hashlib.sha256(HERE.encode()).digest()).decode("ascii")
_LOG = logging.getLogger(__name__)
CONTENT_SECURITY_POLICY = (
    f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{_HERE_HASH}'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LANGUAGE_PARAMETER = "idioma"
_INLINE_SCRIPT = (b"<script>\n      window.prerenderReady = false\n    </script>", f"<script>{HERE}</script>".encode())
_AGENT_LINK = (b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />', b"")


def is_loopback(client: str | None) -> bool:
    """Whether the address belongs to this machine; an unknown one does not."""
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


class SecurityHeaders:
    """Adds the security headers to every answer, failures too, and keeps the server's figures for this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        has_started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
            await send(message)

        if scope["path"].rstrip("/").endswith("/_stcore/metrics") and not is_loopback(client_address(scope)):
            await PlainTextResponse("", status_code=404)(scope, receive, send_with_headers)
            return
        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            if has_started:
                raise
            _LOG.exception("request failed: %s", scope["path"])
            await PlainTextResponse("", status_code=500)(scope, receive, send_with_headers)


class ShellPage:
    """Gives the one HTML page of Streamlit the reader's language and the app's name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request: an HTML answer is held back until it is whole, everything else passes through."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        # The page is changed here, so no conditional, partial or compressed answer may come from behind.
        unwanted = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in unwanted]}
        start: Message | None = None
        body = b""

        async def send_rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    await send(message)
                else:
                    start = message
                return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body", False):
                return
            page = shell_page(body, language_of_request(scope)) if start["status"] == 200 else body
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(page))
            for name in ("etag", "last-modified", "accept-ranges"):
                if name in headers:
                    del headers[name]
            await send(start)
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page})

        await self.app(scope, receive, send_rewritten)


def client_address(scope: Scope) -> str | None:
    """The address that the request comes from."""
    client = scope.get("client")
    return client[0] if client else None


def language_of_request(scope: Scope) -> Language:
    """The language that the address of a page asks for; Spanish where it does not."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(LANGUAGE_PARAMETER, [])
    return negotiate_language(*asked)


def shell_page(page: bytes, language: Language) -> bytes:
    """Streamlit's page with language, title and a word for readers without JavaScript; nothing about itself."""
    t = Text(language)
    for old, new in (
        (b'<html lang="en">', f'<html lang="{language}">'.encode()),
        (b"<title>Streamlit</title>", b"<title>BA Salud</title>"),
        _INLINE_SCRIPT,
        _AGENT_LINK,
    ):
        page = page.replace(old, new)
    before, opening, rest = page.partition(b"<noscript>")
    _, closing, after = rest.partition(b"</noscript>")
    if not (opening and closing):
        return page
    words = t("BA Salud needs JavaScript. Everything it shows can also be asked of the city's statistics office.")
    return before + opening + f"<p>{words}</p>".encode() + closing + after
