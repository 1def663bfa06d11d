"""Choices that several pages share."""

from __future__ import annotations

import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.i18n import Text
from bahealth.publish.disclosure import CITY
from bahealth.ui.choices import in_address
from bahealth.views.model import scorecard_areas


def choose_area(t: Text, catalog: Catalog) -> str:
    """The city or a comuna."""
    names = {area.area_id: area.name for area in scorecard_areas(catalog)}
    return in_address(
        "area",
        lambda: st.selectbox(t("Area"), names, format_func=names.__getitem__, key="area", width=240),
        allowed=names,
        default=CITY,
    )
