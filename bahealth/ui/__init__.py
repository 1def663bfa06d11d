"""Streamlit pieces shared by pages, and the server."""
