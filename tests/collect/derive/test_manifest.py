"""Every file of data/city says where it comes from, and all of them are small."""

import tomllib

from bahealth.collect.derive.manifest import write_csv, write_manifest
from bahealth.collect.derive.model import SourceFile, Table
from tests.collect.derive.city_tables import CITY, features, rows

MEGABYTE = 1_000_000


def manifest() -> dict[str, dict]:
    return tomllib.loads((CITY / "manifest.toml").read_text(encoding="utf-8"))


def own_files() -> list[str]:
    return sorted(one.relative_to(CITY).as_posix() for one in CITY.rglob("*.*") if one.name != "manifest.toml")


def test_the_manifest_lists_every_file_and_no_other():
    assert sorted(manifest()) == own_files()


def test_every_file_has_a_publisher_a_licence_what_was_changed_and_hashed_sources():
    for name, entry in manifest().items():
        assert entry["publisher"], name
        assert entry["licence"], name
        assert entry["changes"]["es"], name
        assert entry["changes"]["en"], name
        assert entry["title"]["es"], name
        assert entry["title"]["en"], name
        assert entry["sources"], name
        for source in entry["sources"]:
            assert len(source["sha256"]) == 64, source
            assert not source["path"].startswith("/"), source


def test_the_manifest_counts_the_rows_of_each_file():
    for name in own_files():
        found = len(features(name)) if name.endswith(".geojson") else len(rows(name))
        assert manifest()[name]["row_count"] == found, name


def test_all_tables_together_stay_under_six_megabytes():
    assert sum(one.stat().st_size for one in CITY.rglob("*") if one.is_file()) < 6 * MEGABYTE


def test_the_boundaries_that_a_browser_draws_are_light():
    assert (CITY / "comunas.geojson").stat().st_size < 60_000
    assert (CITY / "barrios.geojson").stat().st_size < 100_000


def test_no_table_carries_names_of_officials_and_only_one_the_telephones_of_centres():
    for name in own_files():
        if name.endswith(".csv"):
            header = ",".join(rows(name)[0]).lower()
            of_places = ("tel", "phone", "web") if name == "centre_contacts.csv" else ()
            kept_out = {"director", "tel", "phone", "mail", "web"} - set(of_places)
            assert not any(word in header for word in kept_out), name


def test_a_manifest_reads_back_what_was_written_quotes_and_accents_too(tmp_path):
    table = Table(
        file="x.csv",
        title={"es": 'Límites "viejos"', "en": "Old \\ bounds"},
        publisher="BA Data",
        licence="CC BY 2.5 AR",
        sources=(SourceFile(path="a/b.csv", sha256="0" * 64),),
        changes={"es": "Ninguno", "en": "None"},
        findings=("one\ntwo",),
        row_count=3,
    )
    write_manifest(tmp_path / "manifest.toml", [table])
    read = tomllib.loads((tmp_path / "manifest.toml").read_text(encoding="utf-8"))
    assert Table.model_validate({"file": "x.csv", **read["x.csv"]}) == table


def test_a_table_has_unix_line_ends_and_empty_cells_for_what_is_unknown(tmp_path):
    count = write_csv(tmp_path / "x.csv", ("a", "b"), [(1, None), ("ñ", "x,y")])
    assert count == 2
    assert (tmp_path / "x.csv").read_bytes() == 'a,b\n1,\nñ,"x,y"\n'.encode()
