"""Table, head, CSV, XLSX and PDF never disagree about a verdict: every real row, in every area, in both languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bahealth.views.indicator import IndicatorChoice, indicator_view
from bahealth.views.model import scorecard_areas
from bahealth.views.scorecard import ScorecardChoice, ScorecardView, scorecard_view
from tests.ui.reading import csv_rows, head, pdf_text, plain, screen, xlsx_rows

CATALOG = load_catalog(PROJECT / "data")


@pytest.fixture(scope="module")
def real(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Database, Catalog]]:
    database = Database(Path(shutil.copy(real_store, tmp_path_factory.mktemp("agreement") / "app.duckdb")))
    yield database, CATALOG
    database.close()


def number(text: str, t: Text, decimals: int) -> str:
    """A number of a CSV file as a page would write it."""
    return t.number(float(text.replace(",", ".") if t.language == "es" else text), decimals) if text else ""


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area_id", [one.area_id for one in scorecard_areas(CATALOG)])
def test_every_screen_and_file_says_the_same_of_every_row(
    real: tuple[Database, Catalog], area_id: str, language: Language
):
    t = Text(language)
    view = scorecard_view(*real, ScorecardChoice(area_id=area_id), COMMAND_LINE)
    assert view is not None
    table, text, workbook, printed = screen(view, t), csv_rows(view, t), xlsx_rows(view, t), pdf_text(view, t)
    assert list(text) == list(workbook)
    assert set(text) == set(table) == {one.indicator_id for one in CATALOG.indicators}
    rows_printed = printed[printed.index(t("Value (95 % interval)")) :]
    for row in view.rows:
        indicator = row.indicator
        cells, line, sheet = (
            table[indicator.indicator_id],
            text[indicator.indicator_id],
            workbook[indicator.indicator_id],
        )
        of_file = {title: str(cell) for title, cell in line.items()}
        words = [t(one) for one in ("Status", "Standing", "Change", "Probability in words", "In words")]
        assert [sheet[one] for one in words] == [line[one] for one in words]
        assert cells["status"] == of_file[t("Status")]
        value = number(of_file[t("Value")], t, indicator.decimals)
        assert cells["value"] == value
        if value:
            assert number(str(sheet[t("Value")]), Text("en"), indicator.decimals) == number(
                of_file[t("Value")].replace(",", "."), Text("en"), indicator.decimals
            )
            assert cells["change"].startswith(of_file[t("Change")])
            said = plain(of_file[t("In words")])  # after the name and a colon it goes on without a capital
            assert said.lower().endswith(cells["sentence"].lower())
        goal = number(of_file[t("Target")], t, indicator.decimals)
        assert bool(goal) == bool(cells["target"])
        assert cells["target"].startswith(goal)
        if of_file[t("Probability")]:
            share = t.percent(float(of_file[t("Probability")].replace(",", ".")))
            assert cells["target"].endswith(re.sub(r"\s", " ", f"{of_file[t('Probability in words')]} ({share})"))
        _agrees_with_the_page(real, view, indicator.indicator_id, cells, t)
        _is_printed(rows_printed, t.pick(indicator.name), t.pick(indicator.unit), cells)


def _agrees_with_the_page(
    real: tuple[Database, Catalog], view: ScorecardView, indicator_id: str, cells: dict[str, str], t: Text
) -> None:
    page = indicator_view(*real, IndicatorChoice(indicator_id=indicator_id, area_id=view.area.area_id), COMMAND_LINE)
    assert page is not None
    figures = head(page, t)
    assert figures[t("Status")] == cells["status"]
    assert figures.get(t("Change"), "") == cells["change"]
    assert figures.get(t("Target"), "") == cells["target"]
    assert figures.get(t("Value"), "").startswith(cells["value"])
    assert bool(figures.get(t("Value"))) == bool(cells["value"])
    assert cells.get("sentence", figures["sentence"]) == figures["sentence"]


def _is_printed(printed: str, name: str, unit: str, cells: dict[str, str]) -> None:
    """The line of the print view: name and unit, then the cells of the page in their order."""
    begins = re.sub(r"\s+", " ", f"{name} {unit}")
    line = printed[printed.index(f"{begins} {cells['status']}") + len(begins) :][:400]
    places = [0]
    chance = cells["target"].rsplit(" (", 1)[-1] if "(" in cells["target"] else ""
    for said in (cells["status"], cells["value"] or "–", cells.get("interval", ""), cells["change"], chance):
        places.append(line.index(said, places[-1]))
    goal = re.split(r" (?:para|by) ", cells["target"])[0]
    assert goal in line
