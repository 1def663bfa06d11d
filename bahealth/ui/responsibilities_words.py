"""Words for the parts that departments have."""

from __future__ import annotations

from bahealth.catalog.model import Catalog
from bahealth.i18n import N_, Text
from bahealth.people.responsibilities.model import MAYORS_OFFICE, Holding, Part

PARTS = {
    Part.ACCOUNTABLE: N_("Accountable"),
    Part.RESPONSIBLE: N_("Responsible"),
    Part.CONSULTED: N_("Consulted"),
    Part.INFORMED: N_("Informed"),
}
MEANINGS = {
    Part.ACCOUNTABLE: N_("answers for the result; exactly one"),
    Part.RESPONSIBLE: N_("does the work and sends the data"),
    Part.CONSULTED: N_("is asked before something changes"),
    Part.INFORMED: N_("is told afterwards"),
}
HOLDINGS = {
    Holding.UNCONFIRMED: N_("Not confirmed"),
    Holding.CHANGED: N_("Changed since it was confirmed"),
    Holding.OLD: N_("Confirmed more than a year ago"),
    Holding.CONFIRMED: N_("Confirmed"),
}
MARKS = {
    Holding.UNCONFIRMED: "no_verdict",
    Holding.CHANGED: "uncertain",
    Holding.OLD: "attention",
    Holding.CONFIRMED: "good",
}


def part_word(part: Part, t: Text) -> str:
    """`Accountable`."""
    return t(PARTS[part])


def department_name(department_id: str, catalog: Catalog, t: Text) -> str:
    """The short name of a department, or of the mayor's office."""
    if department_id == MAYORS_OFFICE:
        return t("Mayor's office")
    known = catalog.department.get(department_id)
    return t.pick(known.short_name) if known else department_id
