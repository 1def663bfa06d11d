"""Sending data: the form, what a file would change, and the yes."""

from bahealth.people.model import Role
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.send import choose_source, draw_sending
from bahealth.ui.storehouse import catalog, database
from bahealth.views.send import send_view

actor = signed_in(Role.STAFF)
t = text()
row = choose_source(send_view(database(), catalog(), actor), t)
if row is not None:
    draw_sending(row, database(), catalog(), actor, t)
