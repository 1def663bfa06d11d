"""Persons of a department that owns every source of the small catalogue, and of others."""

from __future__ import annotations

from bahealth.people.model import Actor, Role

FILLER = Actor("flor", Role.STAFF, "statistics")
CHECKER = Actor("carlos", Role.STAFF, "statistics")
HEAD = Actor("hebe", Role.HEAD, "statistics")
OTHER_HEAD = Actor("omar", Role.HEAD, "hospitals")
STRANGER = Actor("sol", Role.STAFF, "hospitals")
MAYOR = Actor("mara", Role.CONVENOR)
ANALYST = Actor("ana", Role.ADMIN)
RESIDENT = Actor("rita", Role.PUBLIC)
