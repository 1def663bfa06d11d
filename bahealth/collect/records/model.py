"""What each kind of record holds: its columns as they are sent, and the table that keeps them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bahealth.frozen import Frozen
from bahealth.i18n import N_


class Cell(StrEnum):
    """What stands in a column as it is sent."""

    PERSON = "person"  # pseudonymous key, 16 to 64 letters, digits, - or _, not digits alone; hashed again at the door
    RECORD = "record"  # the sender's own key of a record; hashed again at the door
    NAME_OF_PLACE = "name_of_place"  # text of at most 120 characters; the only free text there is
    ID = "id"  # letters, digits, - and _, at most 60
    DAY = "day"  # 2025-07-31
    INSTANT = "instant"  # 2025-07-31T14:05, Buenos Aires time; with an offset, that instant
    CHOICE = "choice"
    WHOLE = "whole"
    SHARE = "share"  # 0 to 1
    CODE = "code"  # ICD-10, with or without its dot
    NUMBER = "number"  # with a decimal point
    HOURS = "hours"  # mo-fr 08:00-20:00; sa 09:00-13:00
    SERVICES = "services"  # names of services without accents and blanks, with blanks between
    FLAG = "flag"  # true or false
    BLOCK = "block"  # census block, as data/city/blocks.csv writes it
    COMUNA = "comuna"  # comuna-1 to comuna-15
    DEPARTMENT = "department"  # as data/catalog/departments.toml writes it


class Column(Frozen):
    """One column as it is sent: `name` in the file, `kept_as` in the store."""

    name: str
    cell: Cell
    kept_as: str
    is_required: bool = True
    choices: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    about: str


class RecordKind(Frozen):
    """One kind of record. `key` names the columns that together identify a record within its kind.

    `day` is the kept column that says when an event happened; spells have `from_on` and `until_on` instead. Every kind
    may also carry the flag `withdrawn`: the record was sent by mistake.
    """

    kind: str
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    day: str | None = None

    @property
    def is_spell(self) -> bool:
        """Whether a record holds over a stretch of time."""
        return any(one.kept_as == "from_on" for one in self.columns)


SEXES: Final = ("f", "m", "x")
COVERAGES: Final = ("public", "insured", "private")  # public system alone; social insurance or state plan; prepaid
CENTRE_KINDS: Final = ("cesac", "medical_centre", "hospital")
OPENING_KINDS: Final = ("cesac", "cmb")  # as data/city/centres.csv writes them
TRAVEL_MODES: Final = ("walk", "transit", "bicycle", "car")
VISIT_KINDS: Final = (
    "checkup",
    "illness",
    "chronic",
    "prenatal",
    "postpartum",
    "vaccination",
    "procedure",
    "mental_health",
    "emergency",
    "other",
)
DISCHARGES: Final = ("home", "admitted", "transferred", "left", "died")
SHARES: Final = (
    "non_emergent",
    "primary_care_treatable",
    "avoidable",
    "not_avoidable",
    "injury",
    "mental_health",
    "alcohol",
    "drug",
)

_FROM = Column(name="from", cell=Cell.DAY, kept_as="from_on", about=N_("First day on which it holds"))
_UNTIL = Column(
    name="until",
    cell=Cell.DAY,
    kept_as="until_on",
    is_required=False,
    about=N_("First day on which it no longer holds; empty while it does"),
)
_PERSON = N_("Pseudonymous key of the person, never a name or document number")
_RECORD = N_("The sender's key of the record; sent again, it replaces the earlier one")


def _share(name: str) -> Column:
    return Column(name=name, cell=Cell.SHARE, kept_as=name, about=N_("Share of such visits in this class, 0 to 1"))


RESIDENTS: Final = RecordKind(
    kind="residents",
    table="resident",
    key=("resident", "from"),
    columns=(
        Column(name="resident", cell=Cell.PERSON, kept_as="resident_key", about=_PERSON),
        Column(name="born", cell=Cell.DAY, kept_as="born_on", about=N_("Day of birth")),
        Column(name="sex", cell=Cell.CHOICE, kept_as="sex", choices=SEXES, about=N_("Sex as registered")),
        Column(name="block", cell=Cell.BLOCK, kept_as="block_id", about=N_("Census block of the home")),
        Column(
            name="coverage",
            cell=Cell.CHOICE,
            kept_as="coverage",
            choices=COVERAGES,
            about=N_("Cover: the public system alone, social insurance, or a private plan"),
        ),
        _FROM,
        _UNTIL,
    ),
)
BIRTHS: Final = RecordKind(
    kind="births",
    table="birth",
    key=("birth",),
    day="born_on",
    columns=(
        Column(name="birth", cell=Cell.RECORD, kept_as="record_key", about=_RECORD),
        Column(name="child", cell=Cell.PERSON, kept_as="child_key", about=_PERSON),
        Column(name="mother", cell=Cell.PERSON, kept_as="mother_key", about=_PERSON),
        Column(name="born", cell=Cell.DAY, kept_as="born_on", about=N_("Day of birth")),
        Column(
            name="discharged",
            cell=Cell.DAY,
            kept_as="discharged_on",
            is_required=False,
            about=N_("Day on which the child left the hospital alive"),
        ),
        Column(
            name="weight_grams",
            cell=Cell.WHOLE,
            kept_as="weight_grams",
            is_required=False,
            lowest=200,
            highest=8000,
            about=N_("Weight at birth in grams"),
        ),
        Column(
            name="gestation_weeks",
            cell=Cell.WHOLE,
            kept_as="gestation_weeks",
            is_required=False,
            lowest=18,
            highest=45,
            about=N_("Completed weeks of pregnancy at birth"),
        ),
        Column(
            name="centre",
            cell=Cell.ID,
            kept_as="centre_id",
            is_required=False,
            about=N_("Public hospital of the birth; empty when it was elsewhere"),
        ),
    ),
)
DEATHS: Final = RecordKind(
    kind="deaths",
    table="death",
    key=("resident",),
    day="died_on",
    columns=(
        Column(name="resident", cell=Cell.PERSON, kept_as="resident_key", about=_PERSON),
        Column(name="died", cell=Cell.DAY, kept_as="died_on", about=N_("Day of death")),
        Column(name="cause", cell=Cell.CODE, kept_as="cause_code", is_required=False, about=N_("ICD-10 code")),
    ),
)
CENTRES: Final = RecordKind(
    kind="centres",
    table="centre",
    key=("centre", "from"),
    columns=(
        Column(name="centre", cell=Cell.ID, kept_as="centre_id", about=N_("Id of the place of care")),
        Column(name="name", cell=Cell.NAME_OF_PLACE, kept_as="name", about=N_("Name of the place of care")),
        Column(
            name="kind",
            cell=Cell.CHOICE,
            kept_as="kind",
            choices=CENTRE_KINDS,
            about=N_("Community health centre, neighbourhood medical centre or hospital"),
        ),
        Column(name="comuna", cell=Cell.COMUNA, kept_as="comuna_id", about=N_("Comuna in which it stands")),
        _FROM,
        _UNTIL,
    ),
)
TEAMS: Final = RecordKind(
    kind="teams",
    table="team",
    key=("team", "from"),
    columns=(
        Column(name="team", cell=Cell.ID, kept_as="team_id", about=N_("Id of the health team")),
        Column(name="centre", cell=Cell.ID, kept_as="centre_id", about=N_("Id of the place of care")),
        Column(
            name="department",
            cell=Cell.DEPARTMENT,
            kept_as="department_id",
            about=N_("Department to which the team belongs"),
        ),
        _FROM,
        _UNTIL,
    ),
)
PANELS: Final = RecordKind(
    kind="panels",
    table="panel",
    key=("resident", "team", "from"),
    columns=(
        Column(name="resident", cell=Cell.PERSON, kept_as="resident_key", about=_PERSON),
        Column(name="team", cell=Cell.ID, kept_as="team_id", about=N_("Id of the health team")),
        _FROM,
        _UNTIL,
    ),
)
VISITS: Final = RecordKind(
    kind="visits",
    table="visit",
    key=("visit",),
    day="occurred_on",
    columns=(
        Column(name="visit", cell=Cell.RECORD, kept_as="record_key", about=_RECORD),
        Column(name="resident", cell=Cell.PERSON, kept_as="resident_key", about=_PERSON),
        Column(name="centre", cell=Cell.ID, kept_as="centre_id", about=N_("Id of the place of care")),
        Column(
            name="team",
            cell=Cell.ID,
            kept_as="team_id",
            is_required=False,
            about=N_("Health team that attended; empty when none did"),
        ),
        Column(name="at", cell=Cell.INSTANT, kept_as="occurred_at", about=N_("Day and time, Buenos Aires")),
        Column(name="kind", cell=Cell.CHOICE, kept_as="kind", choices=VISIT_KINDS, about=N_("What the visit was for")),
        Column(
            name="scheduled",
            cell=Cell.FLAG,
            kept_as="is_scheduled",
            about=N_("Whether the visit had been arranged beforehand"),
        ),
        Column(
            name="triage",
            cell=Cell.WHOLE,
            kept_as="triage_level",
            is_required=False,
            lowest=1,
            highest=5,
            about=N_("Triage level of an emergency visit, 1 (at once) to 5 (not urgent)"),
        ),
        Column(name="diagnosis", cell=Cell.CODE, kept_as="diagnosis_code", is_required=False, about=N_("ICD-10 code")),
        Column(
            name="discharge",
            cell=Cell.CHOICE,
            kept_as="discharge",
            is_required=False,
            choices=DISCHARGES,
            about=N_("How an emergency visit ended"),
        ),
    ),
)
DIAGNOSIS_SHARES: Final = RecordKind(
    kind="diagnosis_shares",
    table="diagnosis_share",
    key=("diagnosis",),
    columns=(
        Column(name="diagnosis", cell=Cell.CODE, kept_as="diagnosis_code", about=N_("ICD-10 code")),
        *(_share(name) for name in SHARES),
    ),
)
OPENINGS: Final = RecordKind(
    kind="openings",
    table="opening",
    key=("centre", "from"),
    columns=(
        Column(name="centre", cell=Cell.ID, kept_as="centre_id", about=N_("Id of the place of care")),
        Column(name="name", cell=Cell.NAME_OF_PLACE, kept_as="name", about=N_("Name of the place of care")),
        Column(
            name="kind",
            cell=Cell.CHOICE,
            kept_as="kind",
            choices=OPENING_KINDS,
            about=N_("Community health centre or neighbourhood medical centre"),
        ),
        Column(
            name="longitude",
            cell=Cell.NUMBER,
            kept_as="longitude",
            is_required=False,
            lowest=-58.6,
            highest=-58.3,
            about=N_("Longitude in degrees; empty when the centre stands where the published list has it"),
        ),
        Column(
            name="latitude",
            cell=Cell.NUMBER,
            kept_as="latitude",
            is_required=False,
            lowest=-34.75,
            highest=-34.5,
            about=N_("Latitude in degrees; empty when the centre stands where the published list has it"),
        ),
        Column(
            name="hours",
            cell=Cell.HOURS,
            kept_as="hours",
            is_required=False,
            about=N_("Opening hours; empty when nobody told them"),
        ),
        Column(
            name="services",
            cell=Cell.SERVICES,
            kept_as="services",
            is_required=False,
            about=N_("Services that it offers; empty when nobody told them"),
        ),
        _FROM,
        _UNTIL,
    ),
)
TRAVEL_TIMES: Final = RecordKind(
    kind="travel_times",
    table="travel_time",
    key=("block", "centre", "mode", "departure"),
    columns=(
        Column(name="block", cell=Cell.BLOCK, kept_as="block_id", about=N_("Census block from which one leaves")),
        Column(name="centre", cell=Cell.ID, kept_as="centre_id", about=N_("Id of the place of care")),
        Column(
            name="minutes",
            cell=Cell.NUMBER,
            kept_as="minutes",
            lowest=0,
            highest=600,
            about=N_("Minutes from door to door; a pair without a way is left out"),
        ),
        Column(name="mode", cell=Cell.CHOICE, kept_as="mode", choices=TRAVEL_MODES, about=N_("How one travels")),
        Column(
            name="departure",
            cell=Cell.INSTANT,
            kept_as="departs_at",
            about=N_("Day and time of leaving, Buenos Aires; the same for a whole matrix"),
        ),
    ),
)

KINDS: Final[dict[str, RecordKind]] = {
    one.kind: one
    for one in (
        *(RESIDENTS, BIRTHS, DEATHS, CENTRES, TEAMS, PANELS, VISITS, DIAGNOSIS_SHARES),
        *(OPENINGS, TRAVEL_TIMES),
    )
}
OF_PLACES: Final = frozenset({"openings", "travel_times"})
"""Kinds that tell of no person: they may be real where the people are simulated."""
