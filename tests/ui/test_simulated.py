"""Everything that shows a simulated number says so, and nothing else does: tiles, rows, charts, tables, files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Language, Text
from bahealth.people.model import COMMAND_LINE, Actor
from bahealth.store import Database
from bahealth.ui import storehouse
from bahealth.ui.people import VISITOR
from bahealth.ui.scorecard import scorecard_html
from bahealth.views.care import INDICATORS, CareTheme
from bahealth.views.indicator import indicator_choices
from bahealth.views.scorecard import ScorecardChoice, ScorecardView, scorecard_view
from tests.pages.app import markup, visit
from tests.ui.reading import csv_rows, pdf_text, plain, xlsx_rows
from tests.views.care_filled import NOON, fill

CATALOG = load_catalog(PROJECT / "data")
MEASURED = {one for theme in CareTheme for one in INDICATORS[theme]}
AREAS = ["city", "comuna-2", "comuna-8"]
READERS = [COMMAND_LINE, VISITOR]
LATER = NOON + timedelta(days=1)


@pytest.fixture(scope="module")
def store(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published series, and thirty months that are marked simulated."""
    own = Path(shutil.copy(real_store, tmp_path_factory.mktemp("simulated") / "app.duckdb"))
    database = Database(own)
    fill(database)
    make_release(database, CATALOG, MakeRelease(as_of=LATER.date()), actor=COMMAND_LINE, at=LATER)
    database.close()
    return own


@pytest.fixture(scope="module")
def filled(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Database, Catalog]]:
    database = Database(Path(shutil.copy(store, tmp_path_factory.mktemp("read") / "app.duckdb")))
    yield database, CATALOG
    database.close()


@pytest.fixture
def app(store: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    monkeypatch.setenv("BAHEALTH_STORE", str(store))
    monkeypatch.setenv("BAHEALTH_DATA", str(PROJECT / "data"))
    storehouse.close()
    yield
    storehouse.close()


def seen(filled: tuple[Database, Catalog], area_id: str, reader: Actor) -> ScorecardView:
    view = scorecard_view(*filled, ScorecardChoice(area_id=area_id), reader)
    assert view is not None
    shown = {row.indicator.indicator_id for row in view.rows if row.verdict.is_simulated}
    assert shown <= MEASURED
    assert len(shown) > len(MEASURED) / 2
    return view


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS, ids=["office", "public"])
@pytest.mark.parametrize("area_id", AREAS)
def test_tiles_rows_and_sentences_of_a_scorecard_say_it(
    filled: tuple[Database, Catalog], area_id: str, reader: Actor, language: Language
):
    t, view = Text(language), seen(filled, area_id, reader)
    text, aloud = scorecard_html(view, t), t("simulated")
    badge = f'<span class="ba-badge">{t("Simulated")}</span>'
    rows = re.findall(r'<tbody class="ba-row">.*?</tbody>', text, re.DOTALL)
    by_id = {found.group(1): row for row in rows if (found := re.search(r"indicador=(\w+)", row))}
    for row in view.rows:
        if row.verdict.value is not None:
            drawn = by_id[row.indicator.indicator_id]
            assert (badge in drawn) is row.verdict.is_simulated, row.indicator.indicator_id
            assert (aloud in plain(drawn)) is row.verdict.is_simulated, row.indicator.indicator_id
    listed = dict(zip(view.attention, re.findall(r"<li><svg.*?</li>", text, re.DOTALL), strict=False))
    assert all((aloud in plain(item)) is row.verdict.is_simulated for row, item in listed.items())
    tiles = re.findall(r'<li class="ba-tile.*?</li>', text, re.DOTALL)
    told = [int(found) for tile in tiles for found in re.findall(r'ba-badge">(\d+)', tile)]
    assert sum(told) == sum(row.verdict.is_simulated for row in view.rows)
    assert f"<strong>{t('Simulated')}</strong>" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", READERS, ids=["office", "public"])
def test_files_say_it_in_every_row(filled: tuple[Database, Catalog], reader: Actor, language: Language):
    t, view = Text(language), seen(filled, "city", reader)
    text, workbook, printed = csv_rows(view, t), xlsx_rows(view, t), pdf_text(view, t)
    for row in view.rows:
        key = row.indicator.indicator_id
        said = t("yes") if row.verdict.is_simulated else t("no")
        assert text[key][t("Simulated")] == workbook[key][t("Simulated")] == said
        assert (t("simulated") in text[key][t("In words")]) is row.verdict.is_simulated
        if row.verdict.is_simulated:
            name = re.sub(r"\s+", " ", f"{t.pick(row.indicator.name)} {t.pick(row.indicator.unit)}")
            assert f"{name} {t('simulated')}" in printed


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("page", ["indicador", "publico-indicador"])
def test_head_comunas_chart_and_table_of_an_indicator_say_it(page: str):
    reader = VISITOR if page.startswith("publico") else COMMAND_LINE
    names = {one.indicator_id for one in indicator_choices(CATALOG, reader)}
    for indicator_id in sorted(MEASURED & names):
        text = markup(visit(page, indicador=indicator_id))
        of_no_figures = {"Definición", "Qué pasó aquí", "Preguntas para la lectura previa"}
        assert {one for one in headings(text) if "Simulado" not in one} <= of_no_figures, indicator_id
        for question in re.findall(
            r"<li>.*?</li>", text.partition('class="ba-questions"')[2].partition("</section>")[0]
        ):
            assert 'ba-badge">Simulado' in question, indicator_id
        assert 'ba-badge">Simulado' in text.split("</header>")[0], indicator_id
    published = markup(visit(page, indicador="infant_mortality"))
    assert "imulado" not in published


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("theme", CareTheme)
def test_every_part_of_the_page_of_care_says_it(theme: CareTheme):
    for name in INDICATORS[theme]:
        text = markup(visit("atencion", vista=theme.value, **{f"medida-{theme.value}": name}))
        with_rows = {"Indicadores hechos con registros", "Los registros detrás"}  # there each row says it
        unmarked = {one for one in headings(text) if "Simulado" not in one} - with_rows
        empty = {title for title in unmarked if title.startswith(("Por centro", "Por hospital"))}
        assert unmarked == empty, name
        for table in re.findall(r"<tbody class=\"ba-row\">.*?</tbody>", text, re.DOTALL):
            assert 'ba-badge">Simulado' in table


def headings(text: str) -> list[str]:
    return [plain(one) for one in re.findall(r"<h2[^>]*>.*?</h2>", text, re.DOTALL)]
