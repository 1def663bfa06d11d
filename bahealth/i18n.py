"""Translation and formatting in one frozen object. English stands in the source; Spanish is the default."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog as Messages
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bahealth.errors import Refusal

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")
DEFAULT_LANGUAGE: Language = "es"
_LOCALES = {"es": "es_AR", "en": "en_GB"}

_BUENOS_AIRES = ZoneInfo("America/Argentina/Buenos_Aires")

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


class Localized(Protocol):
    """Text that data carries in both languages."""

    @property
    def es(self) -> str:
        """Spanish."""
        ...

    @property
    def en(self) -> str:
        """English."""
        ...


class PeriodLike(Protocol):
    """Whole months from a first day."""

    @property
    def start(self) -> date:
        """First day."""
        ...

    @property
    def months(self) -> int:
        """Length."""
        ...

    @property
    def end(self) -> date:
        """Last day."""
        ...


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a literal that is translated where it is shown; the extractor collects it."""
    return message


def negotiate_language(*preferences: str | None) -> Language:
    """The first of `preferences` (such as `es-AR`, `en`) that exists here; Spanish otherwise."""
    for preference in preferences:
        code = (preference or "").replace("-", "_").split("_")[0].lower()
        if code in LANGUAGES:
            return code  # type: ignore[return-value]
    return DEFAULT_LANGUAGE


@lru_cache(maxsize=4)
def messages(language: Language) -> dict[str, tuple[str, ...]]:
    """Translations of `language` by source text: one form, or singular and plural. Fuzzy ones do not count."""
    folder = files("bahealth") / "locale" / _LOCALES[language]
    found: dict[str, tuple[str, ...]] = {}
    if language == "en":
        return found
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not one.name.endswith(".po"):
            continue
        with one.open("rb") as stream:
            catalog: Messages = read_po(stream, locale=_LOCALES[language])
        for message in catalog:
            if message.id and not message.fuzzy:
                source = message.id if isinstance(message.id, str) else message.id[0]
                found[source] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


@lru_cache(maxsize=20_000)
def _decimal(value: float, decimals: int, locale: str, *, grouping: bool) -> str:
    pattern = ("#,##0" if grouping else "0") + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=locale).replace("-", MINUS)


@dataclass(frozen=True)
class Text:
    """`t("Target")` translates, `t.number(7.04, 1)` writes in the reader's form."""

    language: Language = DEFAULT_LANGUAGE
    locale: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "locale", _LOCALES[self.language])

    def __call__(self, message: str, **values: object) -> str:
        """The translation of `message`, its `%(name)s` places filled with `values`."""
        text = messages(self.language).get(message, (message,))[0]
        return text % values if values else text

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """`one` or `many` by `count`, which is also the place `%(count)s`, written as a number."""
        forms = messages(self.language).get(one, (one, many))
        return forms[0 if count == 1 else -1] % {"count": self.number(count), **values}

    def pick(self, localized: Localized) -> str:
        """The reader's side of a text that data carries in both languages."""
        return localized.es if self.language == "es" else localized.en

    def refusal(self, problem: Refusal) -> str:
        """What a person should read of an error that is for people."""
        return self(problem.message, **problem.values)

    def number(self, value: float, decimals: int = 0) -> str:
        """`1.234,5` or `1,234.5`; years below 10,000 go through `year`."""
        if not math.isfinite(value):
            return "–"
        return _decimal(float(value), decimals, self.locale, grouping=True)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A difference with its sign."""
        text = self.number(abs(value), decimals)
        return text if float(f"{value:.{decimals}f}") == 0 else ("+" if value > 0 else MINUS) + text

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share of 1 as `20 %` (Spanish) or `20%` (English)."""
        space = NO_BREAK_SPACE if self.language == "es" else ""
        return self.number(share * 100, decimals) + space + "%"

    def measured(self, value: float, decimals: int, unit: Localized) -> str:
        """A value with its unit: `7,0 por 1.000 nacidos vivos`, `20,0 %`."""
        name = self.pick(unit)
        space = "" if name == "%" and self.language == "en" else NO_BREAK_SPACE
        return self.number(value, decimals) + space + name

    def day(self, day: date) -> str:
        """`3 mar 2024`, for tables."""
        return format_date(day, "d MMM y", locale=self.locale).replace(".", "")

    def long_day(self, day: date) -> str:
        """`3 de marzo de 2024`, for sentences."""
        return format_date(day, "d 'de' MMMM 'de' y" if self.language == "es" else "d MMMM y", locale=self.locale)

    def instant(self, at: datetime) -> str:
        """Day and minute in Buenos Aires of an instant in UTC: `22 nov 2026 09:05`."""
        local = at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES)
        return format_datetime(local, "d MMM y HH:mm", locale=self.locale).replace(".", "")

    def long_instant(self, at: datetime) -> str:
        """An instant in UTC as letters say it, in Buenos Aires: `lunes 3 de marzo de 2025, 10:00`."""
        local = at.replace(tzinfo=UTC).astimezone(_BUENOS_AIRES)
        return f"{format_date(local, 'EEEE', locale=self.locale)} {self.long_day(local.date())}, {local:%H:%M}"

    def month(self, day: date) -> str:
        """`marzo de 2024`, for sentences."""
        return format_date(day, "MMMM 'de' y" if self.language == "es" else "MMMM y", locale=self.locale)

    def short_month(self, day: date) -> str:
        """`mar 2024`, for tables and axes."""
        return format_date(day, "MMM y", locale=self.locale).replace(".", "")

    def period(self, period: PeriodLike) -> str:
        """`2023`, `2021–2023`, `abr 2024`, `2.º trim. 2024`, `may 2023 – abr 2024`."""
        first, last, months = period.start, period.end, period.months
        if first.month == 1 and months % 12 == 0:
            return f"{first.year}" if months == 12 else f"{first.year}–{last.year}"
        if months == 1:
            return self.short_month(first)
        if months == 3 and first.month % 3 == 1:
            quarter = first.month // 3 + 1
            return f"{quarter}.º trim. {first.year}" if self.language == "es" else f"Q{quarter} {first.year}"
        return f"{self.short_month(first)} – {self.short_month(last)}"

    def joined(self, parts: list[str]) -> str:
        """`a, b y c`."""
        if len(parts) < 2:
            return "".join(parts)
        return ", ".join(parts[:-1]) + (" y " if self.language == "es" else " and ") + parts[-1]
