"""What became of the stated chances of meeting targets, for the office."""

from bahealth.ui.calibration import draw_calibration
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database
from bahealth.views.calibration import calibration_view

actor = signed_in("calibration")
t = text()
draw_calibration(calibration_view(database(), catalog(), actor), t)
