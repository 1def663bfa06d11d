"""A simulated city: records of people who do not exist, shaped by the published figures, with known effects planted."""

from bahealth.simulate.city import SimulatedCity, record_files, simulate
from bahealth.simulate.truth import EffectKind, PlantedEffect, Truth, planted_effects, read_truth

__all__ = [
    "EffectKind",
    "PlantedEffect",
    "SimulatedCity",
    "Truth",
    "planted_effects",
    "read_truth",
    "record_files",
    "simulate",
]
