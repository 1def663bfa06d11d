"""People: who is a member with which role, and what groups of the sign-in provider bring."""

from bahealth.ui.frame import text
from bahealth.ui.members import draw_groups, draw_member_form, draw_members
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database
from bahealth.views.members import members_view

actor = signed_in("members")
t = text()
view = members_view(database(), catalog(), actor)
draw_members(view, catalog(), t)
draw_member_form(view, database(), catalog(), actor, t)
draw_groups(view, database(), catalog(), actor, t)
