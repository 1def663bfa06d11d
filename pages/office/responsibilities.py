"""Responsibilities: who is accountable, responsible, consulted and informed for each indicator and source."""

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.responsibilities import asked_view, draw_responsibilities, responsibility_filters
from bahealth.ui.storehouse import catalog, database

actor = signed_in("responsibilities")
t = text()
choice = responsibility_filters(t, catalog())
draw_responsibilities(asked_view(database(), catalog(), choice, actor), database(), catalog(), actor, t)
