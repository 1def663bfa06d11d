"""One indicator in one area, for the office."""

from bahealth.ui.frame import text
from bahealth.ui.indicator import draw_indicator, indicator_filters
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database
from bahealth.views.indicator import indicator_view

actor = signed_in("indicator")
t = text()
choice = indicator_filters(t, catalog(), actor)
draw_indicator(indicator_view(database(), catalog(), choice, actor), t)
