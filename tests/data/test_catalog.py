"""Every real definition is valid, complete in both languages and refers to things that exist."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date

import pytest

from bahealth.catalog.model import Catalog, Direction, Group, Indicator, IntervalMethod, Kind, Level, Localized
from bahealth.collect.records.model import KINDS
from bahealth.config import PROJECT
from tests.data.real import real_catalog

# What the mission asks for, by theme.
REQUIRED = {
    Group.INFANT: {
        "infant_mortality",
        "infant_mortality_reducible",
        "infant_mortality_deis",
        "infant_deaths_deis",
        "neonatal_mortality",
        "postneonatal_mortality",
        "low_birth_weight",
        "preterm",
        "births",
        "checkups_complete",
        "checkups_six",
        "first_checkup_14_days",
    },
    Group.MATERNAL: {
        "maternal_deaths",
        "maternal_mortality_ratio",
        "adolescent_births_10_14",
        "adolescent_births_15_19",
        "prenatal_before_week_13",
        "prenatal_five_visits",
        "postpartum_visit",
    },
    Group.EMERGENCY: {
        "ed_visits_per_1000",
        "ed_solvable_in_primary_care",
        "ed_frequent_users",
        "ed_frequent_user_visits",
        "ed_return_72_hours",
        "ed_low_triage",
    },
    Group.ACCESS: {
        "within_15_minutes_on_foot",
        "residents_with_team",
        "residents_per_team",
        "visits",
        "visits_per_1000",
        "continuity_own_team",
        "public_only_coverage",
        "primary_care_centres",
        "population",
        "within_15_minutes_unmet_needs",
        "median_minutes_on_foot",
        "worst_tenth_minutes_on_foot",
        "within_15_minutes_by_transport",
    },
}
NEUTRAL = {"births", "visits", "visits_per_1000", "public_only_coverage", "primary_care_centres", "population"}
UNIT_OF_MULTIPLIER = {100: ("%", "%"), 1000: ("por 1.000 ", "per 1,000 "), 100000: ("por 100.000 ", "per 100,000 ")}

# Spanish words that are never written without their accent (or tilde) in these texts.
UNACCENTED = re.compile(
    r"\b(numero|atencion|dias|dia|poblacion|razon|ano|anos|nino|ninos|ninas|medico|medicos|"
    r"segun|tambien|despues|publicos|publicas|gestacion|defuncion|movil|unico|ultimo|ultima|mas de|"
    r"minimo|maximo|indice|periodo|estadistica|estadisticas|direccion|informacion|proyeccion|coordinacion|"
    r"obstetrica|clinica|hipertension|depresion|prevencion|diagnostico|diagnosticos|infeccion|codigo|basico|"
    r"critico|areas|linea|pagina|asi|aqui|alli|solucion|conversion|clasificacion|epidemiologia|tardias|"
    r"vacunacion|nutricion|codificacion)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return real_catalog(tmp_path_factory.mktemp("catalog"))


def _texts(definition: Indicator) -> dict[str, Localized]:
    return {name: value for name, value in definition if isinstance(value, Localized)}


def _all_texts(catalog: Catalog) -> list[tuple[str, Localized]]:
    found = [(f"{one.indicator_id}.{name}", text) for one in catalog.indicators for name, text in _texts(one).items()]
    for source in catalog.sources:
        found += [(f"{source.source_id}.{name}", text) for name, text in source if isinstance(text, Localized)]
    for department in catalog.departments:
        found += [(department.department_id, text) for _, text in department if isinstance(text, Localized)]
    return found


def test_every_theme_has_the_indicators_of_the_mission(catalog: Catalog) -> None:
    for group, wanted in REQUIRED.items():
        assert {one.indicator_id for one in catalog.indicators if one.group is group} == wanted
    assert len(catalog.indicators) >= 30


def test_each_place_within_a_theme_is_taken_once(catalog: Catalog) -> None:
    places = [(one.group, one.order) for one in catalog.indicators]
    assert len(places) == len(set(places))


def test_short_names_fit_into_tables_and_tell_indicators_apart(catalog: Catalog) -> None:
    for language in ("es", "en"):
        names = [getattr(one.short_name, language) for one in catalog.indicators]
        assert [name for name in names if len(name) > 40] == []
        assert len(names) == len(set(names))


def test_units_say_what_the_multiplier_does(catalog: Catalog) -> None:
    for one in catalog.indicators:
        if one.multiplier in UNIT_OF_MULTIPLIER:
            es, en = UNIT_OF_MULTIPLIER[int(one.multiplier)]
            assert (one.unit.es.startswith(es), one.unit.en.startswith(en)) == (True, True), one.indicator_id
        else:
            assert one.multiplier == 1, one.indicator_id
            assert not re.search(r"%|\d", one.unit.es + one.unit.en), one.indicator_id


def test_proportions_are_percentages_and_only_they(catalog: Catalog) -> None:
    for one in catalog.indicators:
        assert (one.kind is Kind.PROPORTION) == (one.unit.es == "%"), one.indicator_id


def test_what_is_neither_good_nor_bad_has_no_direction(catalog: Catalog) -> None:
    assert {one.indicator_id for one in catalog.indicators if one.direction is Direction.NEUTRAL} == NEUTRAL


def test_events_come_from_counts_of_the_same_source(catalog: Catalog) -> None:
    for one in catalog.indicators:
        for name in filter(None, (one.numerator_from, one.denominator_from)):
            assert catalog.indicator[name].kind is Kind.COUNT, one.indicator_id
            assert catalog.indicator[name].source == one.source, "sources are never mixed in one value"


def test_city_and_national_infant_mortality_stay_separate_series(catalog: Catalog) -> None:
    assert catalog.indicator["infant_mortality"].source == "idecba_infant"
    assert catalog.indicator["infant_mortality"].denominator_from is None
    assert catalog.indicator["infant_mortality_deis"].source == "deis_vital"


def test_repeated_visits_of_a_person_get_no_interval_that_would_be_too_narrow(catalog: Catalog) -> None:
    for name in ("visits", "ed_frequent_user_visits"):
        assert catalog.indicator[name].interval is IntervalMethod.NONE, name
    for name in ("ed_visits_per_1000", "visits_per_1000"):
        assert catalog.indicator[name].interval is IntervalMethod.PEOPLE, name


def test_texts_exist_in_both_languages_and_differ(catalog: Catalog) -> None:
    for place, text in _all_texts(catalog):
        assert text.es.strip() == text.es, place
        assert text.en.strip() == text.en, place
        assert text.es != text.en or text.es == "%", place


def test_sentences_end_with_a_full_stop_and_names_do_not(catalog: Catalog) -> None:
    for one in catalog.indicators:
        for name, text in _texts(one).items():
            is_sentence = name in {"description", "why", "note"}
            for written in (text.es, text.en):
                assert written.endswith(".") is is_sentence, f"{one.indicator_id}.{name}: {written}"


def test_spanish_has_its_accents(catalog: Catalog) -> None:
    missing = [(place, found.group()) for place, text in _all_texts(catalog) if (found := UNACCENTED.search(text.es))]
    assert missing == []


def test_the_accent_check_sees_a_missing_one() -> None:
    assert UNACCENTED.search("Defunciones según la razon")
    assert not UNACCENTED.search("Defunciones según la razón de cada año, más de 14 días")


def test_numbers_in_texts_have_the_form_of_their_language(catalog: Catalog) -> None:
    for place, text in _all_texts(catalog):
        assert not re.search(r"\d,\d{3}\b", text.es), place
        assert not re.search(r"\d\.\d{3}\b", text.en), place
        assert not re.search(r"\d%", text.es), f"{place}: Spanish writes a space before the sign"


def test_check_up_definitions_name_their_schedule_and_are_reviewed_sooner(catalog: Catalog) -> None:
    for name in ("checkups_complete", "checkups_six", "first_checkup_14_days"):
        one = catalog.indicator[name]
        assert one.note is not None
        assert "julio de 2025" in one.description.es + one.note.es
        assert "July 2025" in one.description.en + one.note.en
        assert one.review_on < date(2027, 7, 1)


def test_the_walk_is_defined_with_speed_limit_and_network(catalog: Catalog) -> None:
    text = catalog.indicator["within_15_minutes_on_foot"]
    assert "15,0 minutos o menos, a 80 metros por minuto" in text.description.es
    assert "1.200 metros" in text.numerator.es  # 15.0 x 80


def test_frequent_users_are_four_or_more_visits_in_twelve_months(catalog: Catalog) -> None:
    for name in ("ed_frequent_users", "ed_frequent_user_visits"):
        assert "cuatro o más consultas" in catalog.indicator[name].description.es
        assert "12 meses" in catalog.indicator[name].description.es


def test_emergency_and_visits_are_seasonal(catalog: Catalog) -> None:
    seasonal = {one.indicator_id for one in catalog.indicators if one.is_seasonal}
    assert seasonal == REQUIRED[Group.EMERGENCY] | {"visits", "visits_per_1000"}


def test_no_definition_was_past_review_when_it_was_written_and_all_are_in_the_end(catalog: Catalog) -> None:
    assert not [one for one in catalog.indicators if one.is_past_review(one.reviewed_on)]
    assert all(one.is_past_review(date(2028, 1, 1)) for one in catalog.indicators)
    due_in_april = {one.indicator_id for one in catalog.indicators if one.is_past_review(date(2027, 4, 1))}
    assert due_in_april == {"checkups_complete", "checkups_six", "first_checkup_14_days"}


def test_every_source_is_used_and_published_ones_hide_nothing_again(catalog: Catalog) -> None:
    fed = {one.source for one in catalog.indicators}
    assert fed == {one.source_id for one in catalog.sources if one.records is None}
    assert sorted(one.records for one in catalog.sources if one.records is not None) == sorted(KINDS)
    for one in catalog.sources:
        assert one.is_published is (one.disclosure_threshold == 0), one.source_id
        assert one.is_published is bool(one.readers), one.source_id
        assert one.is_published is (one.url is not None), one.source_id
        if not one.is_published:
            assert one.disclosure_threshold == 5, one.source_id


def test_every_department_owns_an_indicator_or_answers_for_a_source(catalog: Catalog) -> None:
    busy = {one.owner for one in catalog.indicators} | {one.owner for one in catalog.sources}
    assert busy == set(catalog.department)


def test_stewards_are_job_titles(catalog: Catalog) -> None:
    for one in catalog.indicators:
        assert re.match(r"(Coordinación|Responsable) de ", one.steward.es), one.indicator_id


def test_schedules_ask_for_what_their_names_say_and_switch_by_day_of_birth(catalog: Catalog) -> None:
    """Ten check-ups before July 2025, fourteen since (Ministerio de Salud de la Nación)."""
    assert [(one.schedule_id, one.first_born_on, one.required) for one in catalog.schedules] == [
        ("earlier", date(2000, 1, 1), 10),
        ("national_2025", date(2025, 7, 1), 14),
    ]
    for one in catalog.schedules:
        assert str(one.required) in one.name.es
        assert str(one.required) in one.name.en


def test_unmet_needs_of_the_comunas_are_summed_from_the_blocks_of_the_census(catalog: Catalog) -> None:
    households: Counter[str] = Counter()
    unmet: Counter[str] = Counter()
    with (PROJECT / "data" / "city" / "blocks.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            households[row["comuna_id"]] += int(row["households"])
            unmet[row["comuna_id"]] += int(row["households_unmet_needs"])
    summed = {area_id: 100 * unmet[area_id] / households[area_id] for area_id in households}
    written = {one.area_id: one.unmet_needs_percent for one in catalog.areas if one.level is Level.COMUNA}
    assert written == pytest.approx(summed, abs=0.05)
    assert len(written) == 15
