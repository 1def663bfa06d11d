"""The cookie of a sign-in: only what this server signed counts, as long as it is not too old."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from bahealth.ui.cookie import COOKIE, signed_claims

SECRET, ORIGIN = "a" * 64, "https://salud.example.org"
CLAIMS: dict[str, Any] = {"sub": "7", "email": "ana@ba.gob.ar", "is_logged_in": True, "origin": ORIGIN}


class _Signer(TimestampSigner):
    ago = 0

    def get_timestamp(self) -> int:
        return super().get_timestamp() - self.ago


def signed(claims: object = CLAIMS, *, secret: str = SECRET, name: str = COOKIE, ago: timedelta = timedelta()) -> str:
    signer = type("Then", (_Signer,), {"ago": int(ago.total_seconds())})
    text = claims if isinstance(claims, str) else json.dumps(claims)
    return str(URLSafeTimedSerializer(secret, salt=name, signer=signer).dumps(text))


def read(cookies: dict[str, str]):
    return signed_claims(cookies, secret=SECRET, origin=ORIGIN)


def by_streamlit(claims: dict[str, Any]) -> dict[str, str]:
    """The cookies as Streamlit itself writes them."""
    written: dict[str, str] = {}

    def write(name: str, value: str) -> None:
        written[name] = create_signed_value(SECRET, name, value).decode()

    set_cookie_with_chunks(
        write, lambda name, value: create_signed_value(SECRET, name, value), COOKIE, claims, cookie_attr_size=60
    )
    return written


@pytest.mark.parametrize("group_count", [0, 3, 400, 2000])
def test_what_streamlit_signed_is_read_in_one_cookie_or_in_many(group_count: int):
    claims = CLAIMS | {"groups": [f"grupo-{secrets.token_hex(8)}" for _ in range(group_count)]}
    cookies = by_streamlit(claims)
    assert (len(cookies) > 1) is (group_count >= 400)
    found = read(cookies)
    assert found is not None
    assert found.claims == claims
    assert abs(datetime.now(UTC).replace(tzinfo=None) - found.signed_at) < timedelta(minutes=1)


def test_the_time_of_signing_is_read_and_a_month_is_the_end():
    old = read({COOKIE: signed(ago=timedelta(days=20))})
    assert old is not None
    age = datetime.now(UTC).replace(tzinfo=None) - old.signed_at
    assert timedelta(days=20) <= age < timedelta(days=20, minutes=1)
    assert read({COOKIE: signed(ago=timedelta(days=32))}) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nothing",
        signed(secret="b" * 64),
        signed(name="_streamlit_user_tokens"),
        signed()[:-1],
        "x" + signed(),
        signed().replace(".", "..", 1),
        signed("not json"),
        signed("[1, 2]"),
        signed(CLAIMS | {"origin": "https://evil.example.org"}),
        signed(CLAIMS | {"is_logged_in": False}),
        signed(CLAIMS | {"is_logged_in": "yes"}),
        signed({"sub": "7"}),
        signed("chunks-2"),
        signed("chunks-999"),
        "ñ.ñ.ñ",
    ],
    ids=range(16),  # a signature holds the second in which it was made: no name for a test
)
def test_a_forged_or_foreign_cookie_is_nobody(value: str):
    assert read({COOKIE: value}) is None


@given(st.data())
def test_no_letter_of_a_cookie_can_be_changed(data: st.DataObject):
    honest = signed()
    place = data.draw(st.integers(0, len(honest) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    forged = honest[:place] + letter + honest[place + 1 :]
    found = read({COOKIE: forged})
    assert found is None or found.claims == CLAIMS  # unused bits of the last letter say the same


def test_parts_of_two_sign_ins_do_not_make_a_third():
    text = json.dumps(CLAIMS)
    cookies = {
        COOKIE: signed("chunks-2"),
        f"{COOKIE}_1": signed(text[:20], name=f"{COOKIE}_1"),
        f"{COOKIE}_2": signed(text[20:], name=f"{COOKIE}_2"),
    }
    assert read(cookies) is not None
    assert read(cookies | {f"{COOKIE}_2": signed(text[20:], name=f"{COOKIE}_2", ago=timedelta(hours=1))}) is None
    assert read(cookies | {f"{COOKIE}_2": cookies[f"{COOKIE}_1"]}) is None
    assert read({name: value for name, value in cookies.items() if name != f"{COOKIE}_1"}) is None
