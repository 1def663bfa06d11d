"""One indicator in one area: only what may be public."""

from bahealth.ui.frame import text
from bahealth.ui.indicator import draw_indicator, indicator_filters
from bahealth.ui.people import VISITOR
from bahealth.ui.storehouse import catalog, database
from bahealth.views.indicator import indicator_view

t = text()
choice = indicator_filters(t, catalog(), VISITOR)
draw_indicator(indicator_view(database(), catalog(), choice, VISITOR), t)
