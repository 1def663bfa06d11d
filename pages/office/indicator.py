"""One indicator in one area, for the office."""

from bahealth.people.model import Role
from bahealth.ui.audit import draw_log
from bahealth.ui.frame import text
from bahealth.ui.indicator import draw_indicator, indicator_filters
from bahealth.ui.people import signed_in
from bahealth.ui.questions import draw_questions
from bahealth.ui.storehouse import catalog, database
from bahealth.views.audit import log_view
from bahealth.views.indicator import indicator_view
from bahealth.views.questions import questions_view

actor = signed_in(Role.STAFF)
t = text()
choice = indicator_filters(t, catalog(), actor)
indicator_id, area_id = choice.indicator_id, choice.area_id
draw_indicator(indicator_view(database(), catalog(), choice, actor), t)
draw_questions(questions_view(database(), catalog(), actor, indicator_id=indicator_id, area_id=area_id), t)
draw_log(log_view(database(), catalog(), actor, indicator_id=indicator_id, area_id=area_id), indicator_id, catalog(), t)
