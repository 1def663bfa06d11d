"""Responsibilities: who is accountable, responsible, consulted and informed for each indicator and source."""

from bahealth.people.model import Role
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.responsibilities import asked_view, draw_responsibilities, responsibility_filters
from bahealth.ui.storehouse import catalog, database

actor = signed_in(Role.STAFF)
t = text()
choice = responsibility_filters(t, catalog())
draw_responsibilities(asked_view(database(), catalog(), choice, actor), database(), catalog(), actor, t)
