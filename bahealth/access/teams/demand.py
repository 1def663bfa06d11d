"""How many people of each block are to have a team: all, or those on public cover only."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from bahealth.access.city import Blocks
from bahealth.access.teams.model import Weights


def public_only(city: Path, blocks: Blocks) -> Weights:
    """People of each block without insurance and without a state plan, if they are as many everywhere in the comuna.

    The share of the comuna is that of the census of 2022, the people of the block those of 2010.
    """
    with (city / "census_2022.csv").open(encoding="utf-8", newline="") as file:
        told = {row["area_id"]: row["without_cover_percent"] for row in csv.DictReader(file)}
    share = {area_id: float(percent) / 100 for area_id, percent in told.items() if percent}
    return blocks.people * np.asarray([share[comuna] for comuna in blocks.comuna_id])
