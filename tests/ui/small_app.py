"""The smallest app that has a frame, a page in a folder of its own, and one that fails."""

from __future__ import annotations

FRAME = """
from pathlib import Path
import streamlit as st

st.set_page_config(page_title="BA Salud")

def home():
    st.write("portada")

office = Path(__file__).parent / "pages" / "office"
page = st.navigation(
    [
        st.Page(home, title="Portada", default=True),
        st.Page(office / "inner.py", title="Interior", url_path="interior"),
        st.Page(office / "broken.py", title="Rota", url_path="rota"),
    ],
    position="top",
)
st.write("MARCO")
page.run()
"""
SHAPES = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1}, "geometry": None}]}
