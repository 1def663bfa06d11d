"""Number and time formats of Vega in the reader's form, made from the same Babel data as all other text."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from bahealth.i18n import MINUS, Language, Text


@lru_cache(maxsize=4)
def vega_locale(language: Language) -> dict[str, object]:
    """What Vega takes as `config.locale`: axes, tooltips and screen-reader values then speak `language`."""
    locale = Locale.parse(Text(language).locale)
    symbols = locale.number_symbols["latn"]
    days, months = locale.days["stand-alone"], locale.months["stand-alone"]
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    return {
        "number": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["$", ""],
            "minus": MINUS,
        },
        "time": {
            "dateTime": "%A %e %B %Y, %X",
            "date": "%d/%m/%Y",
            "time": "%H:%M:%S",
            "periods": ["a. m.", "p. m."] if language == "es" else ["AM", "PM"],
            "days": [days["wide"][day] for day in sunday_first],
            "shortDays": [days["abbreviated"][day].rstrip(".") for day in sunday_first],
            "months": [months["wide"][month] for month in range(1, 13)],
            "shortMonths": [months["abbreviated"][month].rstrip(".") for month in range(1, 13)],
        },
    }
