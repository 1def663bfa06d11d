"""Numbers, dates and periods in the reader's form; translation and its fall-backs."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth import i18n
from bahealth.catalog.model import Localized
from bahealth.catalog.periods import Period
from bahealth.errors import NotFound
from bahealth.i18n import MINUS, NO_BREAK_SPACE, Text, negotiate_language

ES, EN = Text("es"), Text("en")


@pytest.mark.parametrize(
    ("value", "decimals", "es", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (7.04, 1, "7,0", "7.0"),
        (23988, 0, "23.988", "23,988"),
        (0, 0, "0", "0"),
        (0.134, 2, "0,13", "0.13"),
        (-3.2, 1, MINUS + "3,2", MINUS + "3.2"),
        (1_000_000, 0, "1.000.000", "1,000,000"),
        (float("nan"), 1, "–", "–"),
        (float("inf"), 1, "–", "–"),
    ],
)
def test_numbers(value: float, decimals: int, es: str, en: str) -> None:
    assert (ES.number(value, decimals), EN.number(value, decimals)) == (es, en)


@pytest.mark.parametrize(
    ("share", "decimals", "es", "en"),
    [
        (0.2, 1, f"20,0{NO_BREAK_SPACE}%", "20.0%"),
        (0.486, 1, f"48,6{NO_BREAK_SPACE}%", "48.6%"),
        (1, 0, f"100{NO_BREAK_SPACE}%", "100%"),
    ],
)
def test_percentages_have_a_space_that_does_not_break_in_spanish(share: float, decimals: int, es: str, en: str) -> None:
    assert (ES.percent(share, decimals), EN.percent(share, decimals)) == (es, en)


def test_a_measured_value_carries_its_unit() -> None:
    births = Localized(es="por 1.000 nacidos vivos", en="per 1,000 live births")
    percent = Localized(es="%", en="%")
    assert ES.measured(7.0, 1, births) == f"7,0{NO_BREAK_SPACE}por 1.000 nacidos vivos"
    assert EN.measured(7.0, 1, births) == f"7.0{NO_BREAK_SPACE}per 1,000 live births"
    assert ES.measured(20.0, 1, percent) == f"20,0{NO_BREAK_SPACE}%"
    assert EN.measured(20.0, 1, percent) == "20.0%"


@pytest.mark.parametrize(
    ("value", "es"), [(1.3, "+1,3"), (-0.5, MINUS + "0,5"), (0.0, "0,0"), (-0.04, "0,0"), (0.04, "0,0")]
)
def test_a_difference_has_its_sign_unless_it_rounds_to_nothing(value: float, es: str) -> None:
    assert ES.signed(value, 1) == es


@pytest.mark.parametrize(
    ("key", "es", "en"),
    [
        ("2023", "2023", "2023"),
        ("2021/2023", "2021–2023", "2021–2023"),
        ("2024-04", "abr 2024", "Apr 2024"),
        ("2024-Q2", "2.º trim. 2024", "Q2 2024"),
        ("2023-05/2024-04", "may 2023 – abr 2024", "May 2023 – Apr 2024"),
    ],
)
def test_periods(key: str, es: str, en: str) -> None:
    period = Period.parse(key)
    assert (ES.period(period), EN.period(period)) == (es, en)


def test_months_and_days() -> None:
    day = date(2024, 3, 3)
    assert (ES.month(day), EN.month(day)) == ("marzo de 2024", "March 2024")
    assert (ES.short_month(day), EN.short_month(day)) == ("mar 2024", "Mar 2024")
    assert (ES.day(day), EN.day(day)) == ("3 mar 2024", "3 Mar 2024")
    assert (ES.long_day(day), EN.long_day(day)) == ("3 de marzo de 2024", "3 March 2024")
    assert ES.instant(datetime(2024, 3, 3, 14, 5)) == "3 mar 2024 11:05"


def test_every_month_has_a_short_name_without_a_full_stop_in_both_languages() -> None:
    for text in (ES, EN):
        names = [text.short_month(date(2024, month, 1)) for month in range(1, 13)]
        assert len(set(names)) == 12
        assert not [name for name in names if "." in name]


def test_lists_are_joined_with_y_and_and() -> None:
    assert ES.joined(["a", "b", "c"]) == "a, b y c"
    assert EN.joined(["a", "b"]) == "a and b"
    assert ES.joined(["a"]) == "a"
    assert ES.joined([]) == ""


@pytest.mark.parametrize(
    ("preferences", "language"),
    [
        (("es-AR",), "es"),
        (("es_AR",), "es"),
        (("EN-gb",), "en"),
        (("fr", "en"), "en"),
        (("fr",), "es"),
        ((None, "", "en-US"), "en"),
        ((), "es"),
    ],
)
def test_the_first_known_language_wins_and_spanish_is_the_default(
    preferences: tuple[str | None, ...], language: str
) -> None:
    assert negotiate_language(*preferences) == language


@pytest.fixture
def two_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "Area %(name)s": ("Zona %(name)s",),
        "%(count)s comuna": ("%(count)s comuna", "%(count)s comunas"),
        "There is no %(what)s": ("No existe %(what)s",),
    }
    monkeypatch.setattr(i18n, "messages", lambda language: known if language == "es" else {})


@pytest.mark.usefixtures("two_messages")
def test_places_are_filled_after_translation() -> None:
    assert ES("Area %(name)s", name="Sur") == "Zona Sur"
    assert EN("Area %(name)s", name="Sur") == "Area Sur"
    assert ES("100 % unknown") == "100 % unknown", "a text without values is not formatted"


@pytest.mark.usefixtures("two_messages")
def test_one_and_many() -> None:
    one, many = "%(count)s comuna", "%(count)s comunas"
    assert [ES.plural(one, many, n) for n in (0, 1, 2, 1500)] == ["0 comunas", "1 comuna", "2 comunas", "1.500 comunas"]
    assert EN.plural("%(count)s area", "%(count)s areas", 1500) == "1,500 areas"


@pytest.mark.usefixtures("two_messages")
def test_a_refusal_is_told_in_the_language_of_the_reader() -> None:
    problem = NotFound("There is no %(what)s", what="comuna-16")
    assert str(problem) == "There is no comuna-16"
    assert ES.refusal(problem) == "No existe comuna-16"


def test_text_of_data_is_picked_by_language() -> None:
    text = Localized(es="Niñez", en="Childhood")
    assert (ES.pick(text), EN.pick(text)) == ("Niñez", "Childhood")


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_number_reads_back_in_both_languages(value: int, decimals: int) -> None:
    es, en = ES.number(value / 10**decimals, decimals), EN.number(value / 10**decimals, decimals)
    assert float(en.replace(",", "").replace(MINUS, "-")) == pytest.approx(value / 10**decimals)
    assert es == en.translate(str.maketrans(",.", ".,"))
