"""Stored records as polars frames: large ones lazy and streamed, what several measures need collected once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from bench.rivals.given import Observed

ALWAYS: Final = date(9999, 1, 1)
SPELL: Final = ("resident_key", "from_on", "until_on")
_IS_HELD: Final = (pl.col("from_on") <= pl.col("on")) & (pl.col("on") < pl.col("until_on"))


class Records:
    """The records in `folder`/<table>/*.parquet, prepared once for all measures. `today` is the day of measuring."""

    def __init__(self, folder: Path, today: date) -> None:
        self.folder = folder
        day = pl.col("occurred_on")
        first, last = streamed(self.scan("visit").select(day.min().alias("first"), day.max().alias("last"))).row(0)
        self.observed = Observed.of_visits(first, last, today)

    def let_go(self, *names: str) -> None:
        """Free what later measures do not need."""
        for name in names:
            self.__dict__.pop(name, None)

    def scan(self, table: str) -> pl.LazyFrame:
        """All stored rows of a table."""
        return pl.scan_parquet(self.folder / table / "*.parquet")

    @cached_property
    def died_on(self) -> pl.DataFrame:
        """Day of death by person."""
        return self.scan("death").group_by("resident_key").agg(pl.col("died_on").min()).collect()

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Residence spells without overlap, none after a death: resident_key, from_on, until_on, comuna, coverage."""
        spells = _one_at_a_time(self.scan("resident"), ["block_id", "coverage"])
        spells = spells.join(self.died_on.lazy(), on="resident_key", how="left")
        until = pl.min_horizontal("until_on", pl.col("died_on") + timedelta(days=1))
        place = pl.col("comuna_id").cast(pl.Categorical).alias("comuna")
        return spells.select("resident_key", "from_on", until, place, "coverage").filter(_HOLDS).collect()

    @cached_property
    def own(self) -> pl.DataFrame:
        """Spells of an own team, active: resident_key, from_on, until_on, team, centre."""
        panels = _one_at_a_time(self.scan("panel"), ["team_id"])
        both = panels.join(self.teams.lazy(), left_on="team_id", right_on="team", suffix="_team")
        named = [pl.col("team_id").cast(pl.Categorical).alias("team"), pl.col("centre").cast(pl.Categorical)]
        return both.select("resident_key", *_common("_team"), *named).filter(_HOLDS).collect()

    @cached_property
    def homes_with_team(self) -> pl.DataFrame:
        """Spells in which a person is resident and has an own team: both spells' columns."""
        both = self.homes.lazy().join(self.own.lazy(), on="resident_key", suffix="_own")
        return both.with_columns(_common("_own")).filter(_HOLDS).collect()

    @cached_property
    def teams(self) -> pl.DataFrame:
        """Team spells: team, centre, from_on, until_on."""
        until = pl.col("until_on").fill_null(ALWAYS)
        named = [pl.col("team_id").alias("team"), pl.col("centre_id").alias("centre")]
        return self.scan("team").select(*named, "from_on", until).collect()

    @cached_property
    def centres(self) -> pl.DataFrame:
        """The newest record of each centre: centre, centre_kind, comuna."""
        newest = self.scan("centre").sort("from_on").group_by("centre_id").last()
        return newest.select(centre="centre_id", centre_kind="kind", comuna="comuna_id").collect()

    @cached_property
    def births(self) -> pl.DataFrame:
        """Births, numbered."""
        columns = ["child_key", "mother_key", "born_on", "discharged_on", "gestation_weeks", "centre_id"]
        return self.scan("birth").select(columns).collect().with_row_index("birth")

    @property
    def visits(self) -> pl.LazyFrame:
        """Visits up to H, with `on` and `month`."""
        visits = self.scan("visit").filter(pl.col("occurred_on") <= self.observed.last)
        return visits.rename({"occurred_on": "on", "centre_id": "centre", "team_id": "team"})

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """Days with a check-up, a prenatal or a postpartum visit, each day once: resident_key, kind, on."""
        visits = self.visits.filter(pl.col("kind").is_in(["checkup", "prenatal", "postpartum"]))
        return streamed(visits.select("resident_key", "kind", "on").unique())

    @property
    def primary_care(self) -> pl.LazyFrame:
        """Primary-care visits of residents or not: resident_key, centre, team, kind, is_scheduled, on, month."""
        near = self.centres.filter(pl.col("centre_kind") != "hospital")["centre"].to_list()
        visits = self.visits.filter(pl.col("kind") != "emergency", pl.col("centre").is_in(near))
        return visits.with_columns(month=pl.col("on").dt.month_start())

    @property
    def primary_care_of_residents(self) -> pl.LazyFrame:
        """The same of residents only, with the comuna of their home on the day."""
        visits = self.primary_care.select("resident_key", "team", "is_scheduled", "on", "month")
        return holding_on(visits, self.homes.lazy().select(*SPELL, "comuna"))

    @cached_property
    def all_emergency(self) -> pl.DataFrame:
        """Visits of kind emergency, of residents or not: resident_key, centre, at, on, month and how they went."""
        how = ["triage_level", "diagnosis_code", "discharge", "is_scheduled"]
        visits = self.visits.filter(pl.col("kind") == "emergency")
        month = pl.col("on").dt.month_start().alias("month")
        return streamed(visits.select("resident_key", "centre", pl.col("occurred_at").alias("at"), "on", month, *how))

    @cached_property
    def emergency(self) -> pl.DataFrame:
        """Emergency visits, of residents, with the comuna of their home on the day."""
        return streamed(holding_on(self.all_emergency.lazy(), self.homes.lazy().select(*SPELL, "comuna")))

    @cached_property
    def shares(self) -> pl.DataFrame:
        """The eight shares by diagnosis code."""
        columns = self.scan("diagnosis_share").collect_schema().names()
        return self.scan("diagnosis_share").select(columns[columns.index("diagnosis_code") :]).collect()


_HOLDS: Final = pl.col("from_on") < pl.col("until_on")


def streamed(frame: pl.LazyFrame) -> pl.DataFrame:
    """The frame, computed in batches."""
    return frame.collect(engine="streaming")


def _one_at_a_time(spells: pl.LazyFrame, ties: Sequence[str]) -> pl.LazyFrame:
    """Of two spells of one person the later `from_on` ends the earlier; at the same, the later by `ties`."""
    following = pl.when(pl.col("resident_key") == pl.col("resident_key").shift(-1)).then(pl.col("from_on").shift(-1))
    until = pl.min_horizontal(pl.col("until_on").fill_null(ALWAYS), following)
    return spells.sort("resident_key", "from_on", *ties).with_columns(until_on=until).filter(_HOLDS)


def _common(suffix: str) -> list[pl.Expr]:
    """What two spells of one row have in common."""
    return [
        pl.max_horizontal("from_on", f"from_on{suffix}").alias("from_on"),
        pl.min_horizontal("until_on", f"until_on{suffix}").alias("until_on"),
    ]


def holding_on(days: pl.LazyFrame, spells: pl.LazyFrame, person: str = "resident_key") -> pl.LazyFrame:
    """`days` with the columns of the person's spell that holds on its day `on`."""
    both = days.join(spells, left_on=person, right_on="resident_key")
    return both.filter(_IS_HELD).drop("from_on", "until_on")


def with_own_team(days: pl.DataFrame, own: pl.DataFrame, person: str) -> pl.DataFrame:
    """`days` with team and centre of the person on its day `on`, null without one."""
    found = days.sort("on").join_asof(
        own.sort("from_on"),
        left_on="on",
        right_on="from_on",
        by_left=person,
        by_right="resident_key",
        check_sortedness=False,
    )
    is_held = pl.col("on") < pl.col("until_on")
    return found.with_columns(pl.when(is_held).then(pl.col(name)).alias(name) for name in ("team", "centre"))
