"""One indicator in one area, for the office, with its contested values and the forms to contest one and to note."""

from bahealth.ui.audit import draw_log
from bahealth.ui.contests import draw_contesting
from bahealth.ui.desk import now
from bahealth.ui.frame import text
from bahealth.ui.indicator import draw_indicator, indicator_filters
from bahealth.ui.people import signed_in
from bahealth.ui.questions import draw_questions
from bahealth.ui.rebasing import draw_rebasing
from bahealth.ui.storehouse import catalog, database
from bahealth.views.audit import log_view
from bahealth.views.commitments import series_marks
from bahealth.views.contests import contests_view
from bahealth.views.indicator import indicator_view
from bahealth.views.questions import questions_view
from bahealth.views.rebasing import rebasing_view

actor = signed_in("indicator")
t = text()
choice = indicator_filters(t, catalog(), actor)
indicator_id, area_id = choice.indicator_id, choice.area_id
view = indicator_view(database(), catalog(), choice, actor)
contests = contests_view(database(), catalog(), indicator_id=indicator_id, area_id=area_id, actor=actor)
marks = series_marks(database(), actor, indicator_id=indicator_id, area_id=area_id, at=now())
draw_indicator(view, t, contests=contests, marks=marks)
draw_questions(questions_view(database(), catalog(), actor, indicator_id=indicator_id, area_id=area_id), t)
if view is not None:
    draw_contesting(contests, view.indicator, t, area_id=area_id, database=database(), catalog=catalog(), actor=actor)
    limits = rebasing_view(database(), view.verdict, view.indicator.owner, actor)
    draw_rebasing(limits, t, database=database(), catalog=catalog(), actor=actor)
draw_log(log_view(database(), catalog(), actor, indicator_id=indicator_id, area_id=area_id), indicator_id, catalog(), t)
