"""An empty Streamlit app: the floor that page times are compared with."""

import streamlit as st

st.set_page_config(layout="wide")
st.write("Listo")
