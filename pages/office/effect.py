"""Did it help: what a site that opened, closed or moved changed, beside what was stated before anyone looked."""

from bahealth.ui.desk import now
from bahealth.ui.effect import asked_expectation, draw_effect
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.sender import Sender
from bahealth.ui.storehouse import catalog, database
from bahealth.views.effect import effect_view

actor = signed_in("effect")
t = text()
view = effect_view(database(), catalog(), asked_expectation(), actor, at=now())
draw_effect(view, Sender(database(), catalog(), actor, t))
