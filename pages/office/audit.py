"""The record: who did what, when, what it was before and after, and why; and whether it is whole."""

from bahealth.ui.audit import asked_view, audit_filters, draw_audit
from bahealth.ui.frame import text
from bahealth.ui.people import signed_in
from bahealth.ui.storehouse import catalog, database

actor = signed_in("audit")
t = text()
choice = audit_filters(database(), catalog(), actor, t)
draw_audit(asked_view(database(), catalog(), choice, actor), choice, database(), catalog(), t)
