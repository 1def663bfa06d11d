"""The public scorecard: the same release, only what may be public."""

from bahealth.ui.frame import text
from bahealth.ui.people import VISITOR
from bahealth.ui.scorecard import beside, draw_scorecard, scorecard_filters
from bahealth.ui.storehouse import catalog, database
from bahealth.views.contests import contested_periods
from bahealth.views.scorecard import scorecard_view

t = text()
choice = scorecard_filters(t, catalog())
view = scorecard_view(database(), catalog(), choice, VISITOR)
draw_scorecard(view, t, beside(view, contested_periods(database(), choice.area_id), None))
