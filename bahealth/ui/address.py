"""Addresses of pages: every view has one that reproduces it."""

from __future__ import annotations

from urllib.parse import urlencode

from bahealth.i18n import DEFAULT_LANGUAGE, Language
from bahealth.publish.disclosure import CITY
from bahealth.views.care import CareTheme

HOME = ""
SCORECARD = "tablero"
INDICATOR = "indicador"
SEND = "enviar"
DESK = "entregas"
CARE = "atencion"
CATCH_UP = "controles-por-completar"
AUDIT = "registro"
RESPONSIBILITIES = "responsables"
PUBLIC_SCORECARD = "publico"
PUBLIC_INDICATOR = "publico-indicador"
MY_CENTRE = "centro"
MEMBERS = "personas"
TARGETS = "metas"
SESSIONS = "sesiones"
COMMITMENTS = "compromisos"
ROOM = "sala"
CALIBRATION = "calibracion"
PROGRAMME = "programa"
FIFTEEN = "quince"
PUBLIC_FIFTEEN = "publico-quince"
EFFECT = "ayudo"
SITING = "donde-abrir"
TEAMS = "equipos"


def known_pages() -> frozenset[str]:
    """The addresses above: all pages that there are."""
    return frozenset(value for name, value in globals().items() if name.isupper() and isinstance(value, str))


def address(page: str, language: Language, **choices: str | int | None) -> str:
    """Path and query of a page; choices that are None and the default language are left out."""
    named = {name: str(value) for name, value in choices.items() if value is not None}
    if language != DEFAULT_LANGUAGE:
        named["idioma"] = language
    return f"/{page}" + (f"?{urlencode(named)}" if named else "")


def care_address(theme: CareTheme, language: Language, area_id: str) -> str:
    """One of the views of care; the first one and the city are left out, as the page itself leaves them out."""
    view = None if theme is CareTheme.CHILD else theme.value
    return address(CARE, language, vista=view, area=None if area_id == CITY else area_id)
