"""The line that says who is signed in, with the way in and the way out; drawn where people sign in."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from bahealth.config import settings
from bahealth.i18n import N_, Text
from bahealth.people.commands import note_sign_out
from bahealth.people.model import Role
from bahealth.ui.address import PUBLIC_INDICATOR, PUBLIC_SCORECARD
from bahealth.ui.html import render
from bahealth.ui.people import VISITOR, current_actor, has_expired, person_signed_in
from bahealth.ui.roles import role_name
from bahealth.ui.sign_in import sign_in_address
from bahealth.ui.storehouse import catalog, database

NO_ROLE = N_("%(name)s has no role here yet. Ask the central analytics office to add you; it needs this address.")


def account(t: Text, page: str) -> None:
    """Who is signed in and a button to sign out; for visitors the way in, which leads back to `page`."""
    if not settings().has_sign_in:
        return
    actor = current_actor()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if actor == VISITOR:
            said = t("Your sign-in has expired.") if has_expired() else ""
            st.html(render("account", t, text=said, address=sign_in_address(page, st.query_params.to_dict())))
            return
        role = t("without a role") if actor.role is Role.PUBLIC else role_name(actor, t, catalog())
        said = t("Signed in: %(name)s, %(role)s", name=actor.name, role=role)
        st.html(render("account", t, text=said, address=None), width="content")
        st.button(t("Sign out"), key="sign-out", type="tertiary", on_click=_sign_out)
    if actor.role is Role.PUBLIC and page in {PUBLIC_SCORECARD, PUBLIC_INDICATOR}:  # other pages say it themselves
        st.html(
            render(
                "notice",
                t,
                text=t(
                    NO_ROLE,
                    name=actor.name,
                ),
            )
        )


def _sign_out() -> None:
    """End the sign-in here, in every tab, and at the provider."""
    known = person_signed_in()
    if known is not None:
        note_sign_out(database(), known, at=datetime.now(UTC).replace(tzinfo=None))
    st.logout()
