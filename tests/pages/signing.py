"""Signing in without a provider: the cookie that the server would have signed, in Streamlit's own test runner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT, settings
from bahealth.people.commands import ChangeMember, change_member
from bahealth.people.model import COMMAND_LINE, Role
from bahealth.ui.cookie import COOKIE, cookie_secret
from bahealth.ui.storehouse import database

ORIGIN = "https://salud.example.org"
CATALOG = load_catalog(PROJECT / "data")
_OF_A_DEPARTMENT = {Role.STAFF, Role.HEAD}


@dataclass
class Provider:
    """What browsers bring along; `cookies` are those of the next run."""

    cookies: dict[str, str]

    def cookie(
        self, email: str, *groups: str, ago: timedelta = timedelta(), secret: str | None = None, **claims: Any
    ) -> dict[str, str]:
        """The cookies of a sign-in of some time ago."""
        seconds = int(ago.total_seconds())

        class Then(TimestampSigner):
            def get_timestamp(self) -> int:
                return super().get_timestamp() - seconds

        said = self.claims(email, *groups) | {"is_logged_in": True, "origin": ORIGIN} | claims
        own = secret or cookie_secret(settings().cookie_secret_file)
        return {COOKIE: str(URLSafeTimedSerializer(own, salt=COOKIE, signer=Then).dumps(json.dumps(said)))}

    @staticmethod
    def claims(email: str, *groups: str) -> dict[str, Any]:
        return {"iss": "https://id", "sub": f"of {email}", "email": email, "name": email, "groups": list(groups)}

    def visit(
        self, path: str, email: str | None = None, *groups: str, query: Mapping[str, str] | None = None, **more: Any
    ) -> AppTest:
        """Open an address as this person; without an e-mail address as a visitor."""
        app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
        for name, value in (query or {}).items():
            app.query_params[name] = value
        app._page_hash = calc_hash(path)
        if email is not None:
            self.cookies.clear()
            self.cookies.update(self.cookie(email, *groups, **more))
            app.user = {"is_logged_in": True} | self.claims(email, *groups)
        return app.run()


def new_member(email: str, role: Role, department_id: str | None = None, **more: Any) -> None:
    command = ChangeMember(
        email=email,
        role=role,
        department_id=(department_id or "hospitals") if role in _OF_A_DEPARTMENT else None,
        reason="test",
        **more,
    )
    change_member(database(), CATALOG, command, actor=COMMAND_LINE, at=datetime.now(UTC).replace(tzinfo=None))
