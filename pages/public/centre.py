"""For residents: the nearest centre by address, by barrio or by a tap on the map. Nothing that is asked is kept."""

from datetime import date

from bahealth.ui.frame import text
from bahealth.ui.near import asked_place, choose_how, city_on_foot, draw_answer, draw_asking, draw_head
from bahealth.ui.near_result import draw_result
from bahealth.ui.storehouse import catalog, database
from bahealth.views.centre import centre_view

t = text()
draw_head(t)
city = city_on_foot()
how = choose_how(t)
draw_asking(how, city, catalog(), t)
draw_answer(city, catalog(), t)
if (place := asked_place()) is not None:
    draw_result(centre_view(database(), city, place, today=date.today()), catalog(), t)  # noqa: DTZ011 - the reader's day
