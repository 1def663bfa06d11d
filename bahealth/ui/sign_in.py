"""Signing in through the city's provider: Streamlit's settings for it, and the way back to the page that was wanted.

Streamlit returns to the start after every sign-in. Here the wanted address waits in a cookie that only the provider's
answer sees, and only addresses of our own pages are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from bahealth.config import Settings
from bahealth.errors import Refusal
from bahealth.ui.address import known_pages
from bahealth.ui.cookie import cookie_secret

SIGN_IN: Final = "/entrar"
_CALLBACK: Final = "/oauth2callback"
_WANTED: Final = "ba-wanted"
_TOKEN: Final = "_streamlit_xsrf"  # noqa: S105 - the name of a cookie
_WANTED_SECONDS: Final = 600
_LONGEST_ADDRESS: Final = 1500


def auth_section(settings: Settings) -> Mapping[str, Any]:
    """What Streamlit needs to know of the provider; empty without sign-in. Raises Refusal for an unreadable secret."""
    if not settings.has_sign_in or settings.oidc_client_secret is None:
        return {}
    try:
        secret = settings.oidc_client_secret.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        secret = ""
    if not secret:
        raise Refusal("%(path)s does not hold the app's secret at the provider", path=settings.oidc_client_secret)
    return {
        "auth": {
            "redirect_uri": f"{_origin(settings)}{_CALLBACK}",
            "cookie_secret": cookie_secret(settings.cookie_secret_file),
            "client_id": settings.oidc_client_id or "",
            "client_secret": secret,
            "server_metadata_url": settings.oidc_metadata_url or "",
            "client_kwargs": {"scope": settings.oidc_scope},
        }
    }


def sign_in_address(page: str, query: Mapping[str, str]) -> str:
    """The address that begins a sign-in and ends on `page` with its choices."""
    wanted = f"/{page}" + (f"?{urlencode(query)}" if query else "")
    return f"{SIGN_IN}?{urlencode({'a': wanted})}"


def sign_in_routes(settings: Settings) -> list[Route]:
    """The route that begins a sign-in; none where nobody can sign in."""

    async def begin(request: Request) -> Response:
        answer = RedirectResponse(generate_login_redirect_url("default"), status_code=302)
        wanted = wanted_address(request.query_params.get("a", ""))
        if wanted is not None:
            answer.set_cookie(
                _WANTED,
                quote(wanted, safe=""),
                max_age=_WANTED_SECONDS,
                path=_CALLBACK,
                httponly=True,
                samesite="lax",
                secure=is_secure(settings),
            )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return [Route(SIGN_IN, begin, methods=["GET"])] if settings.has_sign_in else []


def wanted_address(text: str) -> str | None:
    """The address of one of our own pages that `text` is, written anew; None for everything else."""
    if len(text) > _LONGEST_ADDRESS or not text.isprintable() or "\\" in text or not text.startswith("/"):
        return None
    try:
        parts = urlsplit(text)
        query = urlencode(parse_qsl(parts.query))
    except ValueError:
        return None
    page = parts.path.removeprefix("/").removesuffix("/")
    if parts.scheme or parts.netloc or text.startswith("//") or page not in known_pages():
        return None
    return f"/{page}" + (f"?{query}" if query else "")


def is_secure(settings: Settings) -> bool:
    """Whether people reach the app by https."""
    return _origin(settings).startswith("https://")


def _origin(settings: Settings) -> str:
    return (settings.public_url or "").rstrip("/")


class BackToPage:
    """Sends who comes from the provider to the page they wanted, and keeps cookies to https where the app has it.

    The token against forged requests goes out with the page itself. Streamlit sends it with a later answer, and about
    one new browser in four opened its connection before that: whoever had signed in was then a visitor.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.has_sign_in = settings.has_sign_in
        self.is_secure = is_secure(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not self.has_sign_in:
            await self.app(scope, receive, send)
            return

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                if scope["path"] == _CALLBACK:
                    _lead_back(Request(scope), message)
                _give_token(Request(scope), message)
                if self.is_secure:
                    _keep_to_https(message)
            await send(message)

        await self.app(scope, receive, send_changed)


def _lead_back(request: Request, start: Message) -> None:
    """Put the wanted address in the place of the start page, and the cookie that held it away."""
    headers = MutableHeaders(scope=start)
    wanted = wanted_address(unquote(request.cookies.get(_WANTED, "")))
    if _WANTED in request.cookies:
        headers.append("set-cookie", f"{_WANTED}=; Path={_CALLBACK}; Max-Age=0; HttpOnly; SameSite=lax")
    if wanted is not None and headers.get("location") == "/":
        headers["location"] = wanted


def _give_token(request: Request, start: Message) -> None:
    """Give a browser without the token one, with the page that it opens."""
    headers = MutableHeaders(scope=start)
    if _TOKEN in request.cookies or not headers.get("content-type", "").startswith("text/html"):
        return
    headers.append("set-cookie", f"{_TOKEN}={generate_xsrf_token_string()}; Path=/; SameSite=lax")


def _keep_to_https(start: Message) -> None:
    start["headers"] = [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in start["headers"]
    ]
