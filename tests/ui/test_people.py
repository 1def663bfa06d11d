"""Who the reader is, without sign-in."""

from __future__ import annotations

import pytest

from bahealth.errors import NotAllowed
from bahealth.people.model import Role
from bahealth.people.rights import PAGES
from bahealth.ui.people import VISITOR, current_actor, signed_in


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_an_app_for_this_machine_has_an_office(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAHEALTH_HOST", host)
    assert all(signed_in(page) == current_actor() for page in PAGES)
    assert current_actor().role is Role.ADMIN


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "salud.example.org"])
def test_without_sign_in_only_an_app_for_this_machine_has_an_office(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAHEALTH_HOST", host)
    assert current_actor() == VISITOR
    for page in PAGES:
        with pytest.raises(NotAllowed, match="staff"):
            signed_in(page)
