"""Teams: residents assigned to teams with room for so many, beside everybody to the nearest, for the office."""

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import database
from bahealth.ui.teams import asked_view, draw_teams, teams_filters

actor = signed_in("teams")
t = text()
choice = teams_filters(t)
draw_teams(asked_view(database(), choice, actor, t), t)
