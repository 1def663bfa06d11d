from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bahealth.config import PROJECT
from bahealth.errors import NotAllowed
from bahealth.i18n import LANGUAGES, Language
from bahealth.ui import frame
from bahealth.views import scorecard as scorecard_view_module
from tests.pages.app import EVERY, OFFICE, PUBLIC, go, heading, markup, said, visit

REFUSAL = {"es": "Esto no se puede mostrar", "en": "This cannot be shown"}


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EVERY)
def test_every_page_draws_in_both_languages(path: str, language: Language):
    app = visit(path, idioma=language)
    text = said(app)
    assert len(text) > 300
    labels = {"es": {"Territorio", "Indicador", "Fuente"}, "en": {"Area", "Indicator", "Source"}}[language]
    assert app.selectbox[0].label in labels
    assert ("Fuente" in text, "Source" in text) == ((True, False) if language == "es" else (False, True)) or path in {
        "enviar",
        "metas",
    }
    assert REFUSAL[language] not in text


@pytest.mark.usefixtures("real_app")
def test_home_leads_the_office_to_its_scorecard():
    app = visit("")
    assert heading(app) == "Ciudad de Buenos Aires"
    assert "Tablero público" not in said(app)


@pytest.mark.usefixtures("real_app")
def test_english_is_one_click_away_and_goes_along_between_pages():
    app = visit("tablero")
    assert "Qué pide atención" in said(app)
    app.segmented_control(key="idioma").set_value("en").run()
    assert "What needs attention" in said(app)
    assert app.query_params["idioma"] in ("en", ["en"])
    go(app, EVERY["indicador"])
    assert "Why it matters" in said(app)
    assert app.query_params["idioma"] in ("en", ["en"])


@pytest.mark.usefixtures("real_app")
def test_a_language_that_does_not_exist_is_spanish():
    app = visit("tablero", idioma="fr")
    assert "Qué pide atención" in said(app)
    assert "idioma" not in app.query_params


@pytest.mark.usefixtures("empty_app")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [one for one in EVERY if one not in {"enviar", "metas"}])
def test_before_the_first_release_the_page_says_how_to_begin(path: str, language: Language):
    app = visit(path, idioma=language)
    assert heading(app) == {"es": "Todavía no hay ninguna publicación", "en": "There is no release yet"}[language]
    assert "bahealth deliver → bahealth release" in said(app)
    assert not app.get("vega_lite_chart")


@pytest.mark.usefixtures("empty_app")
def test_before_the_first_delivery_the_page_for_sending_says_so():
    app = visit("enviar")
    assert "Todavía no se entregó nada" in said(app)
    assert app.file_uploader


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("tablero", {"area": "comuna-99"}),
        ("tablero", {"departamento": "nobody"}),
        ("tablero", {"filas": "x"}),
        ("tablero", {"agrupar": "x"}),
        ("publico", {"area": "../../etc"}),
        ("indicador", {"indicador": "no_such"}),
        ("publico-indicador", {"area": "<script>alert(1)</script>"}),
        ("enviar", {"fuente": "no_such"}),
    ],
)
def test_an_address_that_names_nothing_is_refused_in_words(path: str, query: dict[str, str]):
    app = visit(path, **query)
    assert heading(app) == REFUSAL["es"]
    assert next(iter(query.values())) in said(app) or "<" in str(query)
    assert "<script" not in markup(app)
    assert "Traceback" not in markup(app)


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("path", ["tablero", "publico"])
def test_an_unexpected_error_is_logged_and_shown_as_a_sentence(
    path: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the store")

    monkeypatch.setattr(scorecard_view_module, "scorecard_view", broken)
    with caplog.at_level(logging.ERROR, logger=frame.__name__):
        app = visit(path)
    assert heading(app) == "Algo falló"
    assert "secret" not in markup(app)
    assert "Traceback" not in markup(app)
    assert "secret of the store" in caplog.text


@pytest.mark.usefixtures("real_app")
def test_an_app_that_others_can_reach_has_no_office(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAHEALTH_HOST", "0.0.0.0")
    app = visit("")
    assert "Tablero público" in said(app)
    for script in OFFICE.values():
        with pytest.raises(ValueError, match="page"):
            go(visit(""), script)
    for path in OFFICE:  # an address that names no page of theirs leads home
        assert "Tablero público" in said(visit(path))
    for path in PUBLIC:
        assert len(said(visit(path))) > 300


@pytest.mark.usefixtures("real_app")
@pytest.mark.parametrize("path", OFFICE)
def test_an_office_page_that_is_run_all_the_same_refuses(path: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAHEALTH_HOST", "0.0.0.0")
    script = Path(PROJECT / OFFICE[path]).read_text(encoding="utf-8")
    with pytest.raises(NotAllowed):
        exec(compile(script, path, "exec"), {})  # noqa: S102 - the page itself, as the navigation would run it
