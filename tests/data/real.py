"""The real definitions, completed with the smallest areas and corrections where those files are not there yet."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "data"


def real_catalog(tmp: Path) -> Catalog:
    """Every definition under data/catalog."""
    missing = [name for name in ("areas.toml", "corrections.toml") if not (DATA / "catalog" / name).exists()]
    if not missing:
        return load_catalog(DATA)
    copytree(DATA / "catalog", tmp / "catalog")
    (tmp / "catalog" / "corrections.toml").touch()
    if "areas.toml" in missing:
        comunas = "".join(
            f'[comuna-{n}]\nlevel = "comuna"\nname = "Comuna {n}"\nparent_id = "city"\nnumber = {n}\n'
            for n in range(1, 16)
        )
        (tmp / "catalog" / "areas.toml").write_text('[city]\nlevel = "city"\nname = "CABA"\n' + comunas)
    return load_catalog(tmp)
