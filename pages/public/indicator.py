"""One indicator in one area: only what may be public."""

from bahealth.ui.frame import text
from bahealth.ui.indicator import draw_indicator, indicator_filters
from bahealth.ui.people import VISITOR
from bahealth.ui.storehouse import catalog, database
from bahealth.views.contests import contests_view
from bahealth.views.indicator import indicator_view

t = text()
choice = indicator_filters(t, catalog(), VISITOR)
view = indicator_view(database(), catalog(), choice, VISITOR)
contests = contests_view(database(), catalog(), indicator_id=choice.indicator_id, area_id=choice.area_id, actor=VISITOR)
draw_indicator(view, t, contests=contests)
