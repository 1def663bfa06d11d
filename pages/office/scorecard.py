"""The scorecard of the city, a comuna or a department, for the office."""

from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.scorecard import draw_scorecard, scorecard_filters
from bahealth.ui.storehouse import catalog, database
from bahealth.views.scorecard import scorecard_view

actor = signed_in("scorecard")
t = text()
choice = scorecard_filters(t, catalog())
draw_scorecard(scorecard_view(database(), catalog(), choice, actor), t)
