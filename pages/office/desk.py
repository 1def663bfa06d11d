"""Deliveries: what waits for the person, what is expected when, and what happened to what was sent."""

from bahealth.ui.desk import choose_department, draw_desk, now
from bahealth.ui.desk_actions import draw_actions
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database
from bahealth.views.desk import desk_view

actor = signed_in("desk")
t = text()
choice = choose_department(t, catalog(), actor)
view = desk_view(database(), catalog(), choice, actor, at=now())
draw_desk(view, t, act=lambda: draw_actions(view, database(), catalog(), actor, t))
