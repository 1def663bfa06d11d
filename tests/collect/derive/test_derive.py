"""The whole command: same bytes each time, and a clear refusal where something is missing."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bahealth.collect import derive as package
from bahealth.collect.derive import derive
from bahealth.errors import Refusal
from bahealth.i18n import Text
from tests.collect.derive.city_tables import CITY, DATA
from tests.official import OFFICIAL, needs_official


@needs_official
@pytest.mark.official
@pytest.mark.slow
def test_deriving_again_gives_the_committed_files_byte_for_byte(tmp_path):
    (tmp_path / "catalog").mkdir()
    shutil.copy(DATA / "catalog" / "areas.toml", tmp_path / "catalog" / "areas.toml")
    heard: list[str] = []
    tables = derive(OFFICIAL, tmp_path, heard.append)
    assert heard == [one.file for one in tables]
    for name in [*heard, "manifest.toml"]:
        assert (tmp_path / "city" / name).read_bytes() == (CITY / name).read_bytes(), name


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(Refusal) as refused:
        derive(tmp_path / "nothing", tmp_path, print)
    assert "nothing" in Text("es").refusal(refused.value)
    assert Text("es").refusal(refused.value).startswith("No existe la carpeta")


def test_a_missing_official_file_is_named(tmp_path):
    official = tmp_path / "official"
    official.mkdir()
    (tmp_path / "catalog").mkdir()
    shutil.copy(DATA / "catalog" / "areas.toml", tmp_path / "catalog" / "areas.toml")
    with pytest.raises(Refusal, match="barrios-2026"):
        derive(official, tmp_path, print)


def test_a_missing_library_is_refused_with_what_to_install(tmp_path, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(package.importlib.util, "find_spec", lambda name: None if name == "shapely" else real(name))
    with pytest.raises(Refusal) as refused:
        derive(tmp_path, tmp_path, print)
    assert "(shapely): run pip install '.[derive]'" in str(refused.value)
    assert Text("es").refusal(refused.value).startswith("Para derivar")


def test_collecting_does_not_load_the_libraries_of_deriving():
    program = "import sys, bahealth.collect.derive; print({'shapely', 'pyproj', 'shapefile'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert done.stdout.strip() == "set()"
