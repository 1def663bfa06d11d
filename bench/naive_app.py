"""The same scorecard written naively: a query, a metric and an Altair chart per indicator at every rerun."""

import os

import altair as alt
import duckdb
import streamlit as st

st.set_page_config(layout="wide")
con = duckdb.connect(os.environ["NAIVE_STORE"], read_only=True)
areas = [row[0] for row in con.execute("SELECT DISTINCT area_id FROM facts.release_point ORDER BY 1").fetchall()]
area = st.selectbox("Comuna", areas)
st.title(area)
indicators = con.execute("SELECT DISTINCT indicator_id FROM facts.release_point ORDER BY 1").fetchall()
for (indicator,) in indicators:
    rows = con.execute(
        "SELECT period_start, value, lower, upper FROM facts.release_point "
        "WHERE indicator_id = ? AND area_id = ? ORDER BY period_start",
        [indicator, area],
    ).df()
    name, number, chart = st.columns([2, 1, 3])
    name.write(indicator)
    number.metric("Valor", f"{rows.value.iloc[-1]:.1f}", f"{rows.value.iloc[-1] - rows.value.iloc[-2]:.1f}")
    chart.altair_chart(alt.Chart(rows).mark_line().encode(x="period_start:T", y="value:Q").properties(height=80))
st.dataframe(rows)
con.close()
st.html(f"<p class='end'>{area}</p>")
