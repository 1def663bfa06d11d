"""The page that tells what became of the stated chances."""

from __future__ import annotations

import pytest

from tests.pages.app import said, visit


@pytest.mark.usefixtures("real_app")
def test_the_page_says_how_many_forecasts_wait_and_shows_five_bins() -> None:
    text = said(visit("calibracion"))
    assert "¿Se cumplen nuestros pronósticos?" in text
    assert "Todavía no venció ningún pronóstico" in text
    assert "Lo dicho y lo ocurrido" in text
    assert "Do our forecasts come true?" in said(visit("calibracion", idioma="en"))


@pytest.mark.usefixtures("empty_app")
def test_before_the_first_release_the_page_says_what_to_do() -> None:
    assert "bahealth release" in said(visit("calibracion"))
