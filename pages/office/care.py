"""Child health, maternal health, emergency and visits, from records, for the office."""

from bahealth.ui.care import care_filters, draw_care
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database
from bahealth.views.care import care_view

actor = signed_in("care")
t = text()
choice = care_filters(t, catalog())
draw_care(care_view(database(), catalog(), choice, actor), t)
