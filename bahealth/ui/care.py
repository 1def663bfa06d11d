"""Drawing the views of care: verdicts, distributions, cohorts, places beside the city, records behind."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import streamlit as st

from bahealth.catalog.model import Catalog
from bahealth.charts.cohorts import cohort_rows
from bahealth.charts.compile import spec, with_rows
from bahealth.errors import NotFound
from bahealth.i18n import Text
from bahealth.publish.disclosure import CITY
from bahealth.ui import address
from bahealth.ui.care_figures import cohort_table, figures_of
from bahealth.ui.care_places import places_part
from bahealth.ui.care_records import records_part, steps_part
from bahealth.ui.care_words import SHORT_THEMES, THEMES, cohort_sentence
from bahealth.ui.choices import in_address
from bahealth.ui.filters import choose_area
from bahealth.ui.html import Html, kept, render
from bahealth.ui.scorecard import row_texts
from bahealth.ui.title import title_page
from bahealth.views.care import INDICATORS, CareChoice, CareFigures, CareTheme, CareView

_VIEW = "vista"
_MEASURE = "medida"


def care_filters(t: Text, catalog: Catalog) -> CareChoice:
    """The reader's choices, from widgets that stand in the address."""
    names = {theme.value: t(name) for theme, name in SHORT_THEMES.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        area_id = choose_area(t, catalog)
        theme = CareTheme(
            in_address(
                _VIEW,
                lambda: (
                    st.segmented_control(t("Subject"), names, required=True, format_func=names.__getitem__, key=_VIEW)
                    or CareTheme.CHILD.value
                ),
                allowed=names,
                default=CareTheme.CHILD.value,
            )
        )
        indicator_id = _choose_measure(t, catalog, theme)
    return CareChoice(theme=theme, area_id=area_id, indicator_id=indicator_id)


def _choose_measure(t: Text, catalog: Catalog, theme: CareTheme) -> str:
    """The indicator by which places are compared. Each view has its own, and only that one stands in the address."""
    for other in CareTheme:
        key = f"{_MEASURE}-{other}"
        if other is not theme and key in st.query_params:
            del st.query_params[key]
            st.session_state[f"{key}-address"] = None
    names = {one: t.pick(catalog.indicator[one].short_name) for one in INDICATORS[theme] if one in catalog.indicator}
    if not names:
        raise NotFound("The address names what does not exist: %(name)s", name=theme.value)
    key = f"{_MEASURE}-{theme}"
    return in_address(
        key,
        lambda: st.selectbox(t("Comunas and centres by"), names, format_func=names.__getitem__, key=key, width=420),
        allowed=names,
        default=next(iter(names)),
    )


def draw_care(view: CareView | None, t: Text) -> None:
    """The page below its filters; a designed empty state before the first release, and before the first records."""
    if view is None:
        st.html(render("nothing_yet", t))
        return
    title_page(t(THEMES[view.figures.theme]), view.figures.area.name)
    st.html(_head(view.figures, t))
    if steps := steps_part(view, t):
        st.html(steps)
    st.html(_upper(view.figures, t))
    if view.figures.cohorts:
        _draw_cohorts(view.figures, t)
    st.html(_lower(view.figures, t))


def _draw_cohorts(figures: CareFigures, t: Text) -> None:
    said = cohort_sentence(figures.cohorts, t)
    title = t("Six check-ups by age, by quarter of birth")
    is_simulated = "six_reached_by_age" in figures.simulated
    about = t(
        "All children who live here count, also those seen outside the public centres; the indicators count those with "
        "a health team."
    )
    st.html(render("care_section", t, title=title, said=said, about=about, name="cohorts", is_simulated=is_simulated))
    theme = "dark" if st.context.theme.type == "dark" else "light"
    rows = cohort_rows(figures.cohorts, t)
    compiled = with_rows(spec("cohorts", t.language, theme, unit=t("% of the children born")), rows)
    st.vega_lite_chart(pd.DataFrame(rows), compiled, theme=None, width="stretch", key="chart-cohorts", alt=said)
    st.html(_cohort_table(figures, t))


@lru_cache(maxsize=256)
def _cohort_table(figures: CareFigures, t: Text) -> Html:
    return kept(render("care_table", t, **cohort_table(figures.cohorts, t)))


@lru_cache(maxsize=256)
def _head(figures: CareFigures, t: Text) -> Html:
    """Title, what release this is, and the verdicts of the indicators that are made from records."""
    rows = [row_texts(row, figures.area.area_id, address.INDICATOR, t) for row in figures.rows]
    sources = {row.source.source_id: t.pick(row.source.name) for row in figures.rows}
    area = None if figures.area.area_id == CITY else figures.area.area_id
    html = render(
        "care_head",
        t,
        figures=figures,
        name=t(THEMES[figures.theme]),
        back=address.address(address.SCORECARD, t.language, area=area),
        rows=[row for row in rows if row["value"]],
        absent=[row for row in rows if not row["value"]],
        sources=t.joined(list(sources.values())),
    )
    return kept(html)


@lru_cache(maxsize=256)
def _upper(figures: CareFigures, t: Text) -> Html:
    """Distributions, up to the cohorts."""
    return kept(render("care_figures", t, figures=figures_of(figures, t)))


@lru_cache(maxsize=256)
def _lower(figures: CareFigures, t: Text) -> Html:
    """Comunas, centres, records behind."""
    return kept(
        render("care_lower", t, figures=figures, parts=places_part(figures, t), records=records_part(figures, t))
    )
