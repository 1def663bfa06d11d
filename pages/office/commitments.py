"""Commitments: what was promised, where it stands, and what the person may do about it."""

import streamlit as st

from bahealth.ui.commitments import asked_commitment, choose_shown, draw_commitments
from bahealth.ui.desk import now
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.sender import Sender
from bahealth.ui.storehouse import catalog, database
from bahealth.views.commitments import commitments_view

actor = signed_in("commitments")
t = text()
top = st.container()
shown = choose_shown(t)
view = commitments_view(database(), catalog(), shown, asked_commitment(), actor, at=now())
draw_commitments(view, Sender(database(), catalog(), actor, t), top=top)
