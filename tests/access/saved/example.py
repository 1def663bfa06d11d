"""A plan of sites that has every field."""

from __future__ import annotations

from bahealth.access.saved.model import NewSite, SitePlan
from bahealth.access.siting.plans import Aim

PLAN = SitePlan(
    aim=Aim.COVER,
    minutes=15,
    kinds=("cesac",),
    candidate_count=250,
    opened=(NewSite(longitude=-58.4, latitude=-34.6, barrio_id="barrio-flores", comuna_id="comuna-7"),),
    closed=("cesac-5",),
    people=1_000.0,
    within=600.0,
    gained=100.0,
    lost=20.0,
    median_minutes=14.0,
    worst_tenth_minutes=25.0,
    needs_share=0.7,
    rest_share=0.5,
    gap=0.0,
    by_comuna=(("comuna-7", 100.0, 20.0),),
    cost=2_000_000.0,
)
