"""Catch-up lists: a team's children who are about to miss their check-ups, opened on the record."""

from bahealth.ui.catch_up import (
    asked_view,
    choose_team,
    draw_before_opening,
    draw_list,
    draw_opening,
    draw_openings,
    opened_list,
)
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database

actor = signed_in("catch_up")
t = text()
view = asked_view(database(), catalog(), actor)
team = choose_team(view, t)
opened = opened_list(view, team, actor)
if opened is not None:
    draw_list(opened, catalog(), t)
else:
    draw_before_opening(view, team, catalog(), actor, t)
    if team is not None:
        draw_opening(team, database(), catalog(), actor, t)
draw_openings(view, catalog(), t)
