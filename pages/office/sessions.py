"""Sessions: the list with the next one, and one session with its agenda, stories, people and papers."""

from bahealth.ui.desk import now
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.sender import Sender
from bahealth.ui.session import draw_session
from bahealth.ui.sessions import asked_session, draw_sessions
from bahealth.ui.storehouse import catalog, database
from bahealth.views.session import session_view
from bahealth.views.sessions import sessions_view

actor = signed_in("sessions")
t = text()
sender = Sender(database(), catalog(), actor, t)
session_id = asked_session()
if session_id is None:
    draw_sessions(sessions_view(database(), catalog(), actor, at=now()), sender)
else:
    draw_session(session_view(database(), catalog(), session_id, actor, at=now()), sender)
