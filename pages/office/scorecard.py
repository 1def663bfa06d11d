"""The scorecard of the city, a comuna or a department, for the office; lateness of a department at its head."""

from bahealth.ui.desk import now
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.questions import draw_questions
from bahealth.ui.scorecard import beside, draw_scorecard, scorecard_filters
from bahealth.ui.storehouse import catalog, database
from bahealth.views.contests import contested_periods
from bahealth.views.desk import lateness_view
from bahealth.views.questions import questions_view
from bahealth.views.scorecard import scorecard_view

actor = signed_in("scorecard")
t = text()
choice = scorecard_filters(t, catalog())
view = scorecard_view(database(), catalog(), choice, actor)
department_id = choice.department_id
lateness = lateness_view(database(), catalog(), department_id, at=now()) if department_id else None
draw_scorecard(view, t, beside(view, contested_periods(database(), choice.area_id), lateness))
draw_questions(questions_view(database(), catalog(), actor, area_id=choice.area_id, department_id=department_id), t)
