"""The room: the line of the session that runs, what is captured, the read-back and the end."""

from datetime import UTC, datetime

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.room import asked_room, draw_room, draw_rooms
from bahealth.ui.sender import Sender
from bahealth.ui.storehouse import catalog, database
from bahealth.views.room import room_view, rooms_view

actor = signed_in("room")
t = text()
choice = asked_room()
at = datetime.now(UTC).replace(tzinfo=None)
if choice is None:
    draw_rooms(rooms_view(database()), t)
else:
    view = room_view(database(), catalog(), choice, actor, at=at)
    draw_room(view, Sender(database(), catalog(), actor, t))
