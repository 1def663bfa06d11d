"""Where to open: plans of sites side by side, what closing a centre would do, and saved plans, for the office."""

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.sender import Sender
from bahealth.ui.siting import asked_view, draw_siting, siting_filters
from bahealth.ui.storehouse import catalog, database

actor = signed_in("siting")
t = text()
sender = Sender(database(), catalog(), actor, t)
choice = siting_filters(sender)
draw_siting(asked_view(choice, sender), sender)
