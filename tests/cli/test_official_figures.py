"""The figures that the app must show, printed by the command line from the official files and from data/ alone."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bahealth.cli import main
from bahealth.config import PROJECT
from tests.official import OFFICIAL, needs_official

pytestmark = [pytest.mark.slow]

PUBLISHED = "transcribed/published-figures.csv"
DELIVERIES = (
    (
        "deis_vital",
        "mortality/deaths-argentina-2005-2014.zip",
        *(f"mortality/deaths-argentina-{year}.csv.gz" for year in range(2015, 2024)),
        "mortality/infant-mortality-rate-by-province-1990-2021.csv",
        "births/births-argentina-2023.csv",
        *(f"births/births-by-province-{years}.xlsx" for years in ("2019", "2020", "sum-2015-2019")),
        *(f"births/maternal-mortality-by-province-{years}.xlsx" for years in ("2015-2019", "2016-2020")),
        *(f"births/fertility-by-mother-age-by-province-{year}.xlsx" for year in (2019, 2020)),
        "births/low-birth-weight-by-province-2019-2020.xlsx",
        PUBLISHED,
    ),
    (
        "idecba_infant",
        "mortality/infant-mortality-by-comuna-2010-2016.csv",
        "transcribed/infant-mortality-by-comuna-idecba.csv",
        PUBLISHED,
    ),
    ("idecba_coverage", "coverage/health-coverage-by-comuna-2008-2022.xlsx"),
    ("indec_population", "population/population-by-comuna-2010-2025.xls"),
    ("city_facilities", PUBLISHED),
)
# Official files that hold no indicator: maps, lists of places, people by age or by barrio.
WITHOUT_INDICATORS = {
    "indec_population": (
        "population/population-by-barrio-2010.csv",
        "population/population-by-province-sex-age-2010-2040.xls",
        "population/census-radios-2010.geojson",
    ),
    "city_facilities": (
        "health-facilities/cesac-2026.csv",
        "health-facilities/hospitals-2026.xlsx",
        "health-facilities/hospitals-2020.geojson",
        "transport/street-network-2023.zip",
        "transport/bus-stops.csv",
        "boundaries/barrio-to-comuna.csv",
    ),
}
Run = Callable[..., str]


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as context:
        yield context


@pytest.fixture(
    scope="module",
    params=["from data/", pytest.param("from the official files", marks=[needs_official, pytest.mark.official])],
)
def bahealth(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch
) -> Run:
    """Run a command that must go well on a store of either kind, and give what it printed."""
    folder = tmp_path_factory.mktemp("figures")
    for name in ("OFFICIAL", "BROWSER"):
        patch.delenv(f"BAHEALTH_{name}", raising=False)
    patch.setenv("BAHEALTH_DATA", str(PROJECT / "data"))
    patch.setenv("BAHEALTH_STORE", str(folder / "app.duckdb"))
    patch.setenv("LANG", "en_GB.UTF-8")
    patch.chdir(folder)

    def run(*words: str, exit_code: int = 0) -> str:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as streams:
            streams.setattr(sys, "stdout", out)
            streams.setattr(sys, "stderr", err)
            assert main(words) == exit_code, err.getvalue()
        return out.getvalue() if exit_code == 0 else err.getvalue()

    if request.param == "from data/":
        run("build")
        return run
    run("init")
    for source_id, *files in DELIVERIES:
        run("deliver", source_id, *(str(OFFICIAL / file) for file in files), "--accept")
    run("release", "--reason", "the official files")
    return run


def values(bahealth: Run, indicator_id: str, area_id: str = "city", *, of: str = "value") -> dict[str, float]:
    printed = bahealth("observations", "--indicator", indicator_id, "--area", area_id)
    return {row["period"]: row[of] for row in json.loads(printed)}


def test_infant_mortality_of_the_city_by_deis(bahealth: Run) -> None:
    rates = values(bahealth, "infant_mortality_deis")
    assert [rates[str(year)] for year in range(2010, 2022)] == [
        7.0, 8.8, 8.3, 8.9, 8.1, 6.4, 7.5, 6.9, 6.0, 7.3, 4.9, 4.6,
    ]  # fmt: skip


def test_deaths_under_one_and_maternal_deaths(bahealth: Run) -> None:
    years = [str(year) for year in range(2015, 2024)]
    infant = values(bahealth, "infant_deaths_deis", of="numerator")
    maternal = values(bahealth, "maternal_deaths", of="numerator")
    assert [infant[year] for year in years] == [267, 302, 248, 212, 248, 138, 121, 148, 131]
    assert [maternal[year] for year in years] == [8, 6, 1, 8, 9, 12, 7, 3, 2]


def test_births_of_2023(bahealth: Run) -> None:
    assert values(bahealth, "births", of="numerator")["2023"] == 23_988
    for indicator_id, count in (("low_birth_weight", 1563), ("preterm", 1876)):
        assert values(bahealth, indicator_id, of="numerator")["2023"] == count
        assert values(bahealth, indicator_id, of="denominator")["2023"] == 23_988


def test_infant_mortality_by_idecba_and_the_survey(bahealth: Run) -> None:
    assert values(bahealth, "infant_mortality")["2023"] == 5.3
    assert values(bahealth, "infant_mortality", "comuna-3")["2023"] == 9.4
    assert values(bahealth, "infant_mortality_reducible")["2021"] == 2.3, "as corrected"
    assert values(bahealth, "public_only_coverage")["2022"] == 20.0
    assert values(bahealth, "public_only_coverage", "comuna-8")["2022"] == 48.6


def test_the_release_says_the_same_as_the_observations(bahealth: Run) -> None:
    verdicts = {
        (row["indicator_id"], row["area_id"]): row["value"]
        for row in json.loads(bahealth("verdicts", "--release", "1"))
    }
    assert verdicts["infant_mortality", "city"] == 5.3
    # No rate was published after 2021: 131 deaths and 23,988 births of 2023.
    assert verdicts["infant_mortality_deis", "city"] == pytest.approx(1000 * 131 / 23_988)
    assert verdicts["maternal_deaths", "city"] == 7 + 3 + 2, "three years together: one has too few to judge"
    assert verdicts["public_only_coverage", "city"] == 20.0


@needs_official
@pytest.mark.official
@pytest.mark.parametrize(
    ("source_id", "file"), [(one, file) for one, files in WITHOUT_INDICATORS.items() for file in files]
)
def test_an_official_file_without_indicators_is_refused_with_its_reason(
    bahealth: Run, source_id: str, file: str, tmp_path: Path
) -> None:
    own = tmp_path / Path(file).name
    own.write_bytes((OFFICIAL / file).read_bytes())
    told = bahealth("deliver", source_id, str(own), "--accept", exit_code=1)
    assert "nothing was changed" in told
    assert own.name in told
    assert "Traceback" not in told
