"""The title of the browser's window: what stands in a list of tabs, in the history and in a bookmark."""

from __future__ import annotations

import streamlit as st


def title_page(*parts: str) -> None:
    """Name the page that is drawn, from the narrow to the wide; the product stands last."""
    st.set_page_config(page_title=" · ".join([*parts, "BA Salud"]))
