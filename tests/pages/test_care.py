"""The page of care as a visitor meets it: four views, their empty states, and nothing of a person."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from bahealth.assess.commands import MakeRelease, make_release
from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.i18n import LANGUAGES, Language
from bahealth.people.model import COMMAND_LINE
from bahealth.store import Database
from bahealth.ui import storehouse
from bahealth.ui.care_words import THEMES
from bahealth.views.care import CareTheme
from tests.pages.app import choice, go, heading, markup, said, visit
from tests.views.care_filled import NOON, fill, insert_measurement, insert_records

LATER = NOON + timedelta(days=1)


@pytest.fixture(scope="module")
def _filled(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real figures, and thirty made-up months of measured records, released."""
    store = Path(shutil.copy(real_store, tmp_path_factory.mktemp("care") / "app.duckdb"))
    database = Database(store)
    fill(database)
    make_release(
        database, load_catalog(PROJECT / "data"), MakeRelease(as_of=LATER.date()), actor=COMMAND_LINE, at=LATER
    )
    database.close()
    return store


@pytest.fixture
def care_app(_filled: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Pages of a city whose records are measured; only to read."""
    monkeypatch.setenv("BAHEALTH_STORE", str(_filled))
    monkeypatch.setenv("BAHEALTH_DATA", str(PROJECT / "data"))
    storehouse.close()
    yield _filled
    storehouse.close()


def headings(html: str) -> list[str]:
    return [re.sub(r"\s*<.*", "", one) for one in re.findall(r"<h2[^>]*>(.*?)</h2>", html)]


SPANISH = {
    CareTheme.CHILD: ["Edad al primer control", "Seis controles según la edad, por trimestre de nacimiento"],
    CareTheme.MATERNAL: ["Controles prenatales", "Semana del primer control prenatal"],
    CareTheme.EMERGENCY: ["Urgencia según el triaje", "Pocas personas, muchas consultas"],
    CareTheme.VISITS: ["Consultas por tipo, mes a mes"],
}


@pytest.mark.usefixtures("care_app")
@pytest.mark.parametrize("theme", CareTheme)
def test_every_view_shows_verdicts_distribution_places_and_records(theme: CareTheme):
    app = visit("atencion", vista=theme.value)
    found = headings(markup(app))
    assert found[0] == "Indicadores hechos con registros"
    assert set(SPANISH[theme]) <= set(found)
    assert found[-1] == "Los registros detrás"
    assert any(one.startswith("Por comuna: ") for one in found)
    assert any(one.startswith(("Por centro: ", "Por hospital: ")) for one in found)
    assert bool(app.get("vega_lite_chart")) is (theme is CareTheme.CHILD)


@pytest.mark.usefixtures("care_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", CareTheme)
@pytest.mark.parametrize("area_id", ["city", "comuna-2", "comuna-8"])
def test_every_view_speaks_both_languages_and_says_that_it_is_simulated(
    theme: CareTheme, language: Language, area_id: str
):
    app = visit("atencion", vista=theme.value, idioma=language, area=area_id)
    text = said(app)
    assert ("Los registros detrás" in text, "Records behind" in text) == (language == "es", language == "en")
    assert {"es": "Simulado", "en": "Simulated"}[language] in text
    assert "%(" not in text
    assert "None" not in text


@pytest.mark.usefixtures("care_app")
def test_the_sentence_above_a_figure_is_worked_out_from_it():
    text = said(visit("atencion", vista="guardia", idioma="en"))
    found = re.search(
        r"Of every 100 people who came in twelve months, (\d+) came four times or more; they made (\d+)", text
    )
    assert found
    shares = dict(re.findall(r"(4 or 5 times|6 to 9 times|10 times or more) ([\d.]+)%", text))
    assert round(sum(float(one) for one in shares.values())) == int(found[1])


@pytest.mark.usefixtures("care_app")
def test_figures_lead_to_their_indicator_and_the_scorecard_leads_here():
    page = markup(visit("atencion", vista="maternidad", area="comuna-8"))
    assert 'href="/indicador?indicador=prenatal_five_visits&amp;area=comuna-8"' in page
    scorecard = markup(visit("tablero", area="comuna-8"))
    assert 'href="/atencion?vista=guardia&amp;area=comuna-8"' in scorecard
    assert 'href="/atencion?area=comuna-8"' in scorecard
    assert "/atencion" not in markup(visit("publico", area="comuna-8"))


@pytest.mark.usefixtures("care_app")
def test_a_view_and_its_measure_stand_in_the_address_and_the_other_views_measure_leaves_it():
    app = visit("atencion", **{"vista": "guardia", "medida-guardia": "ed_low_triage"})
    assert heading(app) == "Guardias"
    assert "Por hospital: Guardia de baja urgencia (triaje)" in headings(markup(app))
    app.segmented_control(key="vista").set_value("maternidad").run()
    assert heading(app) == "Salud materna"
    assert dict(app.query_params) == {"vista": "maternidad"}
    app.segmented_control(key="vista").set_value("infancia").run()
    assert dict(app.query_params) == {}
    app.query_params["vista"] = "guardia"  # what the browser does at the button back
    app.query_params["medida-guardia"] = "ed_low_triage"
    app.run()
    assert choice(app, "medida-guardia") == "ed_low_triage"
    assert heading(app) == "Guardias"


@pytest.mark.usefixtures("care_app")
def test_the_comuna_comes_along_from_the_scorecard():
    app = visit("tablero", area="comuna-8")
    go(app, "pages/office/care.py")
    assert "Comuna 8" in said(app)
    assert choice(app, "area") == "comuna-8"


@pytest.mark.usefixtures("care_app")
@pytest.mark.parametrize(
    "query", [{"vista": "nope"}, {"medida-infancia": "visits"}, {"area": "comuna-99"}, {"area": "<script>"}]
)
def test_an_address_that_names_nothing_is_refused_in_words(query: dict[str, str]):
    app = visit("atencion", **query)
    assert heading(app) == "Esto no se puede mostrar"
    assert "<script" not in markup(app)


@pytest.mark.usefixtures("care_app")
def test_an_indicator_without_centres_says_why():
    app = visit("atencion", **{"vista": "guardia", "medida-guardia": "ed_frequent_users"})
    assert "Este indicador habla de dónde viven las personas" in said(app)
    assert "En esta comuna no hay ningún centro con datos" in said(visit("atencion", area="comuna-2"))


@pytest.mark.usefixtures("care_app")
@pytest.mark.parametrize("theme", CareTheme)
def test_nothing_of_a_person_is_on_the_page(theme: CareTheme):
    page = markup(visit("atencion", vista=theme.value))
    assert "_key" not in page
    assert not re.search(r"\b\d{17,20}\b", page)  # a key is a number of 64 bits


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("theme", CareTheme)
def test_before_the_first_records_the_page_says_what_to_do(theme: CareTheme):
    app = visit("atencion", vista=theme.value)
    text = said(app)
    assert (
        heading(app)
        == {
            CareTheme.CHILD: "Salud infantil",
            CareTheme.MATERNAL: "Salud materna",
            CareTheme.EMERGENCY: "Guardias",
            CareTheme.VISITS: "Consultas de atención primaria",
        }[theme]
    )
    assert "Todavía no llegaron nacimientos, consultas ni otros registros." in text
    assert "bahealth measure" in text
    assert "Esta publicación no conocía registros." in text
    assert not app.get("vega_lite_chart")
    assert set(THEMES) == set(CareTheme)


def test_records_without_a_measurement_and_measurements_without_a_release_say_the_next_step(own_app: Path):
    database = storehouse.database()
    insert_records(database, at=NOON + timedelta(hours=1))
    text = said(visit("atencion"))
    assert "Los registros todavía no se midieron." in text
    assert text.count("pendiente") == 2
    insert_measurement(database, read_up_to=NOON + timedelta(hours=1), at=NOON + timedelta(hours=2))
    text = said(visit("atencion"))
    assert text.count("pendiente") == 1
    assert "bahealth release" in text
    assert "bahealth measure" not in text
