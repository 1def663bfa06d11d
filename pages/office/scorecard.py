"""The scorecard of the city, a comuna or a department, for the office."""

from bahealth.people.model import Role
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.questions import draw_questions
from bahealth.ui.scorecard import draw_scorecard, scorecard_filters
from bahealth.ui.storehouse import catalog, database
from bahealth.views.questions import questions_view
from bahealth.views.scorecard import scorecard_view

actor = signed_in(Role.STAFF)
t = text()
choice = scorecard_filters(t, catalog())
draw_scorecard(scorecard_view(database(), catalog(), choice, actor), t)
draw_questions(
    questions_view(database(), catalog(), actor, area_id=choice.area_id, department_id=choice.department_id), t
)
