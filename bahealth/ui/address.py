"""Addresses of pages: every view has one that reproduces it."""

from __future__ import annotations

from urllib.parse import urlencode

from bahealth.i18n import DEFAULT_LANGUAGE, Language

HOME = ""
SCORECARD = "tablero"
INDICATOR = "indicador"
SEND = "enviar"
CATCH_UP = "controles-por-completar"
PUBLIC_SCORECARD = "publico"
PUBLIC_INDICATOR = "publico-indicador"


def address(page: str, language: Language, **choices: str | int | None) -> str:
    """Path and query of a page; choices that are None and the default language are left out."""
    named = {name: str(value) for name, value in choices.items() if value is not None}
    if language != DEFAULT_LANGUAGE:
        named["idioma"] = language
    return f"/{page}" + (f"?{urlencode(named)}" if named else "")
