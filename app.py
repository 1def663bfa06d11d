"""The frame of BA Salud: settings, language, navigation by role, and the one error boundary."""

import streamlit as st

from bahealth.ui.account import account
from bahealth.ui.choices import note_page
from bahealth.ui.frame import keep_language, language_switch, open_frame, pages, run_page, text
from bahealth.ui.roles import role_switch

open_frame()
language_switch()
t = text()
role_switch(t)
above = st.container(key="account")
page = st.navigation(pages(t), position="top")
keep_language(has_arrived=note_page(page.url_path))
run_page(page.run, t, path=page.url_path)
with above:
    account(t, page.url_path)
