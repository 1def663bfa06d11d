"""The programme's own scorecard: sessions held, promises kept, minutes on signals, and worth the time."""

from bahealth.ui.desk import now
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.programme import choose_span, draw_programme, draw_title
from bahealth.ui.storehouse import database
from bahealth.views.programme import programme_view

actor = signed_in("programme")
t = text()
draw_title(t)
span = choose_span(t)
draw_programme(programme_view(database(), actor, span, at=now()), t)
