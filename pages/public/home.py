"""The start: on to the scorecard that the reader may see."""

import streamlit as st

from bahealth.people.model import Role
from bahealth.ui.people import current_actor

office = current_actor().role >= Role.STAFF
st.switch_page("pages/office/scorecard.py" if office else "pages/public/scorecard.py")
