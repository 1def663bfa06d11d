"""hospitals.csv: the public hospitals of the city, without the names of people in office."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook
from shapely import from_wkt

from bahealth.catalog.model import Localized
from bahealth.collect.derive.geometry import area_at, clean_barrios, features, longitude_latitude
from bahealth.collect.derive.manifest import write_csv
from bahealth.collect.derive.model import BA_DATA, LICENCE, Table, official_file, source_files
from bahealth.collect.derive.places import barrio_id, comuna_of, read_areas, slug

HOSPITALS = "health-facilities/hospitals-2026.xlsx"
OLDER = "health-facilities/hospitals-2020.geojson"
NO_NUMBER = "sin dato"
KIND = {
    "Hospital General de Agudos": "acute",
    "Hospital Especializado": "specialised",
    "Hospital de Niños": "children",
}
# The word by which each is known, with its accents, found in the official name.
KNOWN_AS = (
    "Garrahan", "Alvear", "Udaondo", "Muñiz", "Dueñas", "Quinquela Martín", "Santa Lucía", "Illia", "Rocca",
    "María Ferrer", "Moyano", "Borda", "Tobar García", "Sardá", "Carrillo", "Lagleyze", "Zubizarreta", "Rivadavia",
    "Grierson", "Vélez Sarsfield", "Santojanni", "Argerich", "Durand", "Tornú", "Pirovano", "Fernández", "Álvarez",
    "Penna", "Ramos Mejía", "Piñero", "Elizalde", "Gutiérrez", "Curie", "Pasteur", "IREP", "Talleres Protegidos",
)  # fmt: skip
# Words that the file writes without their accent, and words that it cuts short.
ACCENTS = {
    slug(word): word
    for word in (
        "Pediatría", "Psiquiátricas", "Psiquiátrica", "Gastroenterología", "Odontología", "Odontológico",
        "Oftalmología", "Oftalmológico", "Rehabilitación", "Oncología", "Psicofísica", "Donación", "Martín", "Lucía",
        "María", "García", "Sardá", "Vélez", "Tornú", "Fernández", "Álvarez", "Mejía", "Gutiérrez", "Infectología",
        "Física", "Neumonología",
    )
}  # fmt: skip
WHOLE = {"Emerg": "Emergencias", "Inst.": "Instituto", "Dr": "Dr."}
HEADER = (
    "hospital_id", "name", "short_name", "kind", "specialty", "address", "barrio_id", "comuna_id",
    "longitude", "latitude", "has_emergency",
)  # fmt: skip


def hospitals_table(official: Path, city: Path) -> list[Table]:
    """One row per hospital; `has_emergency` is true where the file gives a telephone of the guard, else empty."""
    barrios = clean_barrios(official)
    parent = comuna_of(read_areas(city))
    sheet = CalamineWorkbook.from_path(official_file(official, HOSPITALS)).get_sheet_by_index(0).to_python()
    header = [str(cell) for cell in sheet[0]]
    rows: list[tuple[object, ...]] = []
    findings: list[str] = []
    for cells in sheet[1:]:
        facts = dict(zip(header, map(str, cells), strict=True))
        key = hospital_id(facts["fna"])
        point = from_wkt(facts["geometry"])  # already in metres of the grid
        barrio = area_at(point, barrios)
        if barrio_id(facts["bar"]) != barrio:
            findings.append(f"{key}: the file says {barrio_id(facts['bar'])}, it stands in {barrio}")
        if f"comuna-{float(facts['com']):.0f}" != parent[barrio]:
            findings.append(f"{key}: the file says comuna-{float(facts['com']):.0f}, it stands in {parent[barrio]}")
        rows.append(
            (
                key,
                spelt(facts["fna"]),
                known_as(facts["fna"]),
                KIND[facts["gna"]],
                spelt(facts["esp"]),
                facts["dir"],
                barrio,
                parent[barrio],
                *longitude_latitude(point),
                "true" if has_guard(facts["tel"]) else None,
            )
        )
    rows.sort()
    return [
        Table(
            file="hospitals.csv",
            title=Localized(es="Hospitales públicos, 2026", en="Public hospitals, 2026"),
            publisher=BA_DATA,
            licence=LICENCE[BA_DATA],
            sources=source_files(official, HOSPITALS, OLDER),
            changes=Localized(
                es="Posición pasada de EPSG:9498 a grados; barrio y comuna según la posición; acentos repuestos "
                "y nombre corto agregado; guardia: sí donde hay teléfono de guardia, vacío donde no se sabe. Sin "
                "teléfonos ni nombres de autoridades.",
                en="Position moved from EPSG:9498 to degrees; barrio and comuna follow the position; accents put back "
                "and a short name added; emergency: true where a telephone of the guard is given, empty where unknown. "
                "Without telephones and names of officials.",
            ),
            findings=(*findings, *_guards_that_differ(official, rows)),
            row_count=write_csv(city / "hospitals.csv", HEADER, rows),
        )
    ]


def known_as(published: str) -> str:
    """The name by which people know a hospital, whichever way a file writes the whole one."""
    letters = slug(published).replace("-", "")
    found = [name for name in KNOWN_AS if slug(name).replace("-", "") in letters]
    if len(found) != 1:
        raise ValueError(f"which hospital is {published!r}? {found}")
    return found[0]


def hospital_id(published: str) -> str:
    """`Hospital General de Agudos Dr. E. Tornu` as `hospital-tornu`."""
    return f"hospital-{slug(known_as(published))}"


def spelt(published: str) -> str:
    """The published words with the accents that the file leaves out, single spaces, and no word cut short."""
    return " ".join(ACCENTS.get(slug(word), WHOLE.get(word, word)) for word in published.split())


def has_guard(telephones: str) -> bool:
    """Whether `4941-8772 | Guardia: 4941-8702` gives a telephone of the emergency guard."""
    _, _, guard = telephones.partition("Guardia:")
    return guard.strip() not in {"", NO_NUMBER}


def _guards_that_differ(official: Path, rows: list[tuple[object, ...]]) -> list[str]:
    """Hospitals whose guard is listed in only one of the files of 2020 and 2026."""
    then = {
        hospital_id(one["properties"]["NOMBRE"]) for one in features(official, OLDER) if one["properties"]["GUARDIA"]
    }
    now = {str(row[0]) for row in rows if row[-1]}
    return [f"{key}: a guard in only one of the files of 2020 and 2026" for key in sorted(then ^ now)]
