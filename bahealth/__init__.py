"""BA Salud: performance-management convening app for a city's health promises."""

__version__ = "0.1.0"
