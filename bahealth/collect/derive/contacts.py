"""centre_contacts.csv: how to reach each primary-care centre and what it offers."""

from __future__ import annotations

from pathlib import Path

from bahealth.catalog.model import Localized
from bahealth.collect.derive.centres import FILES, centre_number, published
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import BA_DATA, LICENCE, Table, source_files

LONGEST_BYTES = 253  # the source cuts its lists of services here, give or take a letter of two bytes
_SERVICES = {"cesac": "especialid", "cmb": "esp"}


def contacts_table(official: Path, city: Path) -> list[Table]:
    """One row per centre of centres.csv; what the source leaves out is empty."""
    facts = [(f"{kind}-{centre_number(one['nombre'])}", kind, one) for kind, one in published(official)]
    whole = {
        service
        for _, kind, one in facts
        if not is_cut(text := one[_SERVICES[kind]])
        for service in text.split(" - ")
        if service
    }
    rows = [
        (
            centre_id,
            one["telefono"],
            one["web"],
            ";".join(services(one[_SERVICES[kind]], whole)),
            "true" if is_cut(one[_SERVICES[kind]]) else "",
        )
        for centre_id, kind, one in sorted(facts, key=lambda row: (row[1], int(row[0].rpartition("-")[2])))
    ]
    silent = [row[0] for row in rows if not row[1]]
    return [
        Table(
            file="centre_contacts.csv",
            title=Localized(es="Centros: teléfonos y servicios, 2026", en="Centres: telephones and services, 2026"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=source_files(official, *FILES.values()),
            changes=Localized(
                es="Teléfonos, página y servicios tal como se publican; donde la fuente corta la lista de servicios, "
                "se quitó la palabra incompleta y se marcó la fila. La fuente no tiene horarios.",
                en="Telephones, page and services as published; where the source cuts the list of services off, the "
                "broken word is left out and the row marked. The source has no opening hours.",
            ),
            findings=(
                f"{sum(bool(row[4]) for row in rows)} lists of services are cut off at 254 bytes",
                f"without a telephone: {', '.join(silent)}",
            ),
            row_count=write_csv(
                city / "centre_contacts.csv",
                ("centre_id", "telephones", "website", "services", "is_services_cut"),
                rows,
            ),
        )
    ]


def is_cut(text: str) -> bool:
    """Whether the source cut this list of services off."""
    return len(text.encode()) >= LONGEST_BYTES


def services(text: str, whole: set[str]) -> list[str]:
    """The services of a list; the last of one that was cut off only where another list has it as a `whole` one."""
    found = [one.strip(" -") for one in text.split(" - ") if one.strip(" -")]
    return found[:-1] if found and is_cut(text) and found[-1] not in whole else found
