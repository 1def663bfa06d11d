"""Who lives within 15 minutes of a centre: nothing in it is not public."""

from bahealth.config import settings
from bahealth.measure.catch_up.rules import day_in_buenos_aires
from bahealth.ui import address
from bahealth.ui.fifteen import draw_fifteen, fifteen_filters, today
from bahealth.ui.frame import text
from bahealth.ui.storehouse import catalog, database
from bahealth.views.fifteen import fifteen_view

t = text()
choice = fifteen_filters(t, catalog())
day = day_in_buenos_aires(today())
view = fifteen_view(database(), catalog(), choice, folder=settings().data / "city", today=day)
draw_fifteen(view, t, page=address.PUBLIC_FIFTEEN, indicator_page=address.PUBLIC_INDICATOR)
