"""Sending data: the form, what a file would change, and the yes."""

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.send import choose_source, draw_sending
from bahealth.ui.send_measures import draw_measuring
from bahealth.ui.storehouse import catalog, database
from bahealth.views.send import send_view

actor = signed_in("send")
t = text()
view = send_view(database(), catalog(), actor)
row = choose_source(view, t)
if row is not None:
    draw_sending(row, database(), catalog(), actor, t)
    if view.arrived is not None and (row.source.records is not None or not view.arrived.is_measured):
        draw_measuring(view.arrived, database(), catalog(), actor, t)
