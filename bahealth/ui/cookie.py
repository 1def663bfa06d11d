"""The cookie of a sign-in: what the provider claimed, and when the server signed it.

Streamlit signs the claims and never looks at their age again. Here the signature is checked once more, and its time is
read, so that a sign-in ends after the hours of the installation. Large claims stand in several cookies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from itsdangerous import BadData, URLSafeTimedSerializer

from bahealth.collect.records.secret import kept_secret
from bahealth.frozen import Frozen

COOKIE: Final = "_streamlit_user"
_LONGEST: Final = timedelta(days=31)
_APART: Final = timedelta(seconds=5)  # the parts of one cookie are signed in one answer
_MOST_PARTS: Final = 50
_PARTS = re.compile(r"chunks-(\d{1,3})")


class Signed(Frozen):
    """What a cookie says and when it was signed (UTC)."""

    claims: Mapping[str, Any]
    signed_at: datetime


@cache
def cookie_secret(file: Path) -> str:
    """The secret that cookies are signed with, made at the first call; read once."""
    return kept_secret(file)


def signed_claims(cookies: Mapping[str, str], *, secret: str, origin: str) -> Signed | None:
    """The claims of the sign-in that `cookies` carry; None where none is signed with `secret` for `origin`.

    The age is not judged here, up to a month: who comes with an old cookie is asked to sign in again, and what they had
    typed is theirs.
    """
    found = _joined(cookies, secret)
    if found is None:
        return None
    text, signed_at = found
    try:
        claims: object = json.loads(text)
    except ValueError:
        return None
    if not isinstance(claims, dict):
        return None
    named = cast("dict[str, Any]", claims)
    if named.get("is_logged_in") is not True or named.get("origin") != origin:
        return None
    return Signed(claims=named, signed_at=signed_at)


def _joined(cookies: Mapping[str, str], secret: str) -> tuple[str, datetime] | None:
    """The text of the cookie, its parts joined, and the time of the oldest part."""
    first = _loaded(cookies, COOKIE, secret)
    if first is None:
        return None
    several = _PARTS.fullmatch(first[0])
    if several is None:
        return first
    if int(several[1]) > _MOST_PARTS:
        return None
    parts = [first]
    for number in range(1, int(several[1]) + 1):
        part = _loaded(cookies, f"{COOKIE}_{number}", secret)
        if part is None:
            return None
        parts.append(part)
    times = [signed_at for _, signed_at in parts]
    if max(times) - min(times) > _APART:  # parts of two sign-ins
        return None
    return "".join(text for text, _ in parts[1:]), min(times)


def _loaded(cookies: Mapping[str, str], name: str, secret: str) -> tuple[str, datetime] | None:
    value = cookies.get(name)
    if not value:
        return None
    try:
        text, signed_at = URLSafeTimedSerializer(secret, salt=name).loads(
            value, max_age=int(_LONGEST.total_seconds()), return_timestamp=True
        )
    except BadData:
        return None
    if not isinstance(text, str):
        return None
    return text, signed_at.astimezone(UTC).replace(tzinfo=None)
