"""Targets: what waits for the person, every target beside its value, and one target with its history."""

from datetime import UTC, datetime

import streamlit as st

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.sender import Sender
from bahealth.ui.storehouse import catalog, database
from bahealth.ui.target import draw_target
from bahealth.ui.target_filters import asked_targets
from bahealth.ui.target_sheet import draw_sheet
from bahealth.ui.targets import draw_targets
from bahealth.views.target import TargetChoice, target_view
from bahealth.views.targets import targets_view

actor = signed_in("targets")
t = text()
top = st.container()
choice = asked_targets(t, catalog())
at = datetime.now(UTC).replace(tzinfo=None)
if isinstance(choice, TargetChoice):
    draw_target(target_view(database(), catalog(), choice, actor, at=at), Sender(database(), catalog(), actor, t))
else:
    view = targets_view(database(), catalog(), choice, actor, at=at)
    draw_targets(view, t, top=top)
    if view.may_propose:
        draw_sheet(Sender(database(), catalog(), actor, t), at=at)
