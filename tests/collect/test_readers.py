"""Each official layout in a small file made by hand: what is read, what is left out, what is refused."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest

from bahealth.collect.commands import preview_delivery
from bahealth.collect.readers.idecba_coverage_sheets import combined, women_share
from tests.collect.samples import AT, refused, workbook, write

DEATHS = "PROVRES;SEXO;CAUSA;MAT;GRUPEDAD;CUENTA\n"
CITY_DEATHS = (
    "02;1;P22;NULL;01_Menor de 1 año;3\n02;2;P22;NULL;01_Menor de 1 año;2\n02;2;O72;M;06_25 a 29;1\n"
    "02;2;O90;T;07_30 a 34;1\n02;1;I50;NULL;17_80 y más;40\n06;1;P22;NULL;01_Menor de 1 año;9\n"
    "06;2;O72;M;06_25 a 29;5\n"
)


def stated(database, catalog, source_id, *files):
    seen = preview_delivery(database, catalog, source_id=source_id, files=list(files), at=AT)
    assert not seen.problems, seen.problems
    return {
        (one.observation.indicator_id, one.observation.area_id, one.observation.period.key): one.observation
        for one in seen.added
    }


def counts(database, catalog, *files):
    found = stated(database, catalog, "deis_vital", *files)
    return {(key[0], key[2]): one.numerator for key, one in found.items()}


def test_deaths_in_every_encoding_separator_and_container(tmp_path, database, catalog):
    expected = {("infant_deaths_deis", "2021"): 5, ("maternal_deaths", "2021"): 1}
    recent = "\ufeff" + DEATHS + CITY_DEATHS
    middle = recent[1:].replace(";", ",").replace("NULL", " ")
    old = "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in middle.strip().split("\n"))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("defweb21.csv", old.encode("latin-1"))
    assert counts(database, catalog, write(tmp_path, "deaths-2021.csv", recent)) == expected
    packed = gzip.compress(middle.encode("latin-1"))
    assert counts(database, catalog, write(tmp_path, "deaths-2021.csv.gz", packed)) == expected
    assert counts(database, catalog, write(tmp_path, "some.zip", archive.getvalue())) == expected


def test_late_maternal_deaths_are_told_but_not_counted(tmp_path, database, catalog):
    found = stated(database, catalog, "deis_vital", write(tmp_path, "deaths-2021.csv", DEATHS + CITY_DEATHS))
    assert "tardías: 1" in found["maternal_deaths", "city", "2021"].note
    assert found["infant_deaths_deis", "city", "2021"].note is None


@pytest.mark.parametrize(
    ("name", "rows", "reason"),
    [
        ("deaths.csv", CITY_DEATHS, "must carry one year"),
        ("deaths-2005-2014.csv", CITY_DEATHS, "must carry one year"),
        ("deaths-2021.csv", "06;1;P22;NULL;01_Menor de 1 año;9\n", "seems incomplete"),
        ("deaths-2021.csv", "02;1;P22;NULL;01_Menor de 1 año;many\n", "is not a number"),
        ("deaths-2021.csv", "02;1;P22;NULL;01_Menor de 1 año;-1\n", "is not a count"),
        ("deaths-2021.csv", "02;1;P22;X;01_Menor de 1 año;1\n", "is not known"),
        ("deaths-2021.csv", "02;1;P22;NULL;Menor de 1 año;1\n", "is not known"),
        ("deaths-2021.csv", "02;1;P22;NULL;01_Menor\n", "columns"),
        ("deaths-2026.csv", CITY_DEATHS, "is not over yet"),
    ],
)
def test_doubtful_death_file_is_refused(name, rows, reason, tmp_path, database, catalog):  # noqa: PLR0917 - fixtures
    problems = refused(database, catalog, write(tmp_path, name, DEATHS + rows), source_id="deis_vital")
    assert any(reason in one.message for one in problems), problems


def test_only_death_files_may_come_in_latin_1(tmp_path, database, catalog):
    text = "indice_tiempo,mortalidad_infantil_caba,año\n2020-01-01,4.9,1\n".encode("latin-1")
    (problem,) = refused(database, catalog, write(tmp_path, "a.csv", text), source_id="deis_vital")
    assert problem.seen == "windows-1252"


BIRTHS = "anio;jurisdiccion_de_residencia_id;semana_gestacion;intervalo_peso_al_nacer;nacimientos_cantidad\n"


def test_births_by_weight_and_weeks(tmp_path, database, catalog):
    rows = (
        "2023;2;6.37 a 41;5.2000 a 2499;3\n2023;2;5.32 a 36;6.2500 a 2999;4\n2023;2;7.42 y más;9.Sin especificar;2\n"
        "2023;2;8.Sin especificar;8.De 3500 y más;11\n2023;6;1.Menos de 22;1.Menor de 500;99\n"
    )
    found = stated(database, catalog, "deis_vital", write(tmp_path, "a.csv", BIRTHS + rows))
    assert found["births", "city", "2023"].numerator == 20
    low, preterm = found["low_birth_weight", "city", "2023"], found["preterm", "city", "2023"]
    assert (low.numerator, low.denominator, preterm.numerator, preterm.denominator) == (3, 20, 4, 20)
    assert ", 2 of them" in low.note
    assert ", 11 of them" in preterm.note


def test_births_with_an_unknown_group_are_refused(tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", BIRTHS + "2023;2;6.37 a 41;12.Otro;3\n")
    (problem,) = refused(database, catalog, path, source_id="deis_vital")
    assert (problem.row, problem.column, problem.seen) == (2, "intervalo_peso_al_nacer", "12.Otro")


WHERE, CABA = "jurisdicion_residencia_nombre", "Ciudad Autónoma de Buenos Aires"


def table(tmp_path, name, header, *rows):
    return write(tmp_path, name, workbook([header, *rows], sheet="Sheet1"))


def test_small_tables_by_province(tmp_path, database, catalog):
    births = table(tmp_path, "births-2019.xlsx", [WHERE, "sum(nacimientos_cantidad)"], ["Chaco", 9], [CABA, 33981])
    header = ["quinquenio", WHERE, "suma_quinquenio", "mean"]
    sums = table(tmp_path, "sums.xlsx", header, ["2015 - 2019", CABA, 187290, 37458])
    header = ["quinquenio", WHERE, "suma_quinquenio.x", "mean.x", "suma_quinquenio.y"]
    maternal = table(tmp_path, "maternal.xlsx", header, ["2016 - 2020", CABA, 39, 7.8, 173527])
    weights = table(tmp_path, "low.xlsx", ["anio", WHERE, "no", "si", "indicador"], [2020, CABA, 26093, 2010, 7.15])
    header = ["jurisdiccion_de_residencia_id", "casos.x", "X10.14", "casos.y", "X15.19", "tfa2020_15a19"]
    mothers = table(tmp_path, "mothers-2020.xlsx", header, [2, 13, 96854, 882, 94528, 93.3])
    found = stated(database, catalog, "deis_vital", births, sums, maternal, weights, mothers)
    assert {(key[0], key[2]): (one.numerator, one.denominator) for key, one in found.items()} == {
        ("births", "2019"): (33981, None),
        ("births", "2015/2019"): (187290, None),
        ("maternal_mortality_ratio", "2016/2020"): (39, 173527),
        ("low_birth_weight", "2020"): (2010, 28103),
        ("adolescent_births_10_14", "2020"): (13, 96854),
        ("adolescent_births_15_19", "2020"): (882, 94528),
    }


def test_year_of_a_table_comes_from_its_name_or_not_at_all(tmp_path, database, catalog):
    path = table(tmp_path, "births.xlsx", [WHERE, "sum(nacimientos_cantidad)"], [CABA, 33981])
    assert "must carry one year" in refused(database, catalog, path, source_id="deis_vital")[0].message
    header = ["jurisdiccion_de_residencia_id", "casos.x", "X10.14", "casos.y", "X15.19", "tfa2020_15a19"]
    path = table(tmp_path, "mothers-2019.xlsx", header, [2, 13, 96854, 882, 94528, 93.3])
    assert "differs" in refused(database, catalog, path, source_id="deis_vital")[0].message


def test_table_without_the_city_is_refused(tmp_path, database, catalog):
    path = table(tmp_path, "births-2019.xlsx", [WHERE, "sum(nacimientos_cantidad)"], ["Buenos Aires", 227596])
    assert "jurisdiction 02" in refused(database, catalog, path, source_id="deis_vital")[0].message


def test_empty_avoidable_rate_is_no_figure_and_total_is_the_city(tmp_path, database, catalog):
    text = "year,comuna,infant_mortality_rate,reducible_rate,source_url\n2022,TOTAL,5.9,3.5,u\n2022,6,2.3,,u\n"
    found = stated(database, catalog, "idecba_infant", write(tmp_path, "a.csv", text))
    assert {key: one.value for key, one in found.items()} == {
        ("infant_mortality", "city", "2022"): 5.9,
        ("infant_mortality_reducible", "city", "2022"): 3.5,
        ("infant_mortality", "comuna-6", "2022"): 2.3,
    }


def test_two_files_that_agree_are_one_figure_and_two_that_differ_are_refused(tmp_path, database, catalog):
    wide = write(tmp_path, "wide.csv", "Comuna,2013,2014,vs_Rivadavia\n6,6.8,7.5,Norte\n")
    header = "year,comuna,infant_mortality_rate,reducible_rate,source_url\n"
    same = write(tmp_path, "same.csv", header + "2014,6,7.5,,u\n")
    assert len(stated(database, catalog, "idecba_infant", wide, same)) == 2
    other = write(tmp_path, "other.csv", header + "2014,6,7.6,,u\n")
    (problem,) = refused(database, catalog, wide, other, source_id="idecba_infant")
    assert (problem.file, problem.row, problem.values) == ("other.csv", 2, {"expected": "2 (wide.csv)"})


TITLE = ["Distribución porcentual de la población por tipo de cobertura médica según sexo y comuna. Año"]
COVER = ["", "Total", "Sólo sistema público", "", "Sólo obra social"]


def coverage(tmp_path, year, *rows):
    return write(tmp_path, "eah.xlsx", workbook([TITLE, ["Sexo y comuna"], COVER, *rows], sheet=str(year)))


def test_survey_total_is_read_with_its_letter_and_dashes_are_no_figure(tmp_path, database, catalog):
    rows = (["Total", 100, 20.0, None, 44], [1, 100, 33.5, "a", 44], [2, 100, "---", None, 40], ["Varón", 100, 21.3])
    found = stated(database, catalog, "idecba_coverage", coverage(tmp_path, 2022, *rows, [1, 100, 34.4, "b", 1]))
    assert {key[1]: (one.value, one.sampling_flag) for key, one in found.items()} == {
        "city": (20.0, None),
        "comuna-1": (33.5, "a"),
    }


def test_survey_without_total_weights_men_and_women_and_says_so(tmp_path, database, catalog):
    men = (["Varón", 100, 19.5, None, 48], [8, 100, 41.4, "a", 50], [9, 100, 24.1, None, 1])
    women = (["Mujer", 100, 18.1, None, 47], [8, 100, 43.9, "b", 47], [9, 100, "-", None, 1])
    found = stated(database, catalog, "idecba_coverage", coverage(tmp_path, 2019, *men, *women))
    # 19.5 x 0.469 + 18.1 x 0.531 = 18.76
    assert {key[1]: (one.value, one.sampling_flag) for key, one in found.items()} == {
        "city": (18.8, None),
        "comuna-8": (42.7, "b"),
    }
    assert "Varones 19.5, mujeres 18.1" in found["public_only_coverage", "city", "2019"].note


def test_weighted_share_lies_between_men_and_women():
    assert combined(40, 30, women_share("city", 2008)) == round(40 - 10 * 0.5359, 1)
    assert women_share("comuna-1", 2009) == women_share("comuna-1", 2010) > women_share("comuna-1", 2022)


def test_survey_of_2020_gives_the_city_but_no_zone_as_a_comuna(tmp_path, database, catalog):
    rows = (["Total", 100, 18.0, None], ["Sur (comunas 4, 8, 9, 10)", 100, 31.9, None], ["Varón", 100, 20.2, None])
    found = stated(database, catalog, "idecba_coverage", coverage(tmp_path, 2020, *rows))
    assert [key[1] for key in found] == ["city"]


def test_projection_needs_all_fifteen_comunas_for_the_city(tmp_path, database, catalog):
    header = "juri_codigo,departamento_nombre,sexo_codigo,ano,poblacion\n"
    rows = "".join(f'"02","{n}","{sex}","2020",{100 * n}\n' for n in range(1, 16) for sex in (0, 1, 2))
    found = stated(database, catalog, "indec_population", write(tmp_path, "a.csv", header + rows))
    assert found["population", "city", "2020"].numerator == 12_000
    lacking = "".join(f'"02","{n}","0","2020",{100 * n}\n' for n in range(1, 15))
    problems = refused(database, catalog, write(tmp_path, "b.csv", header + lacking), source_id="indec_population")
    assert (problems[0].seen, problems[0].values["year"]) == ("14", "2020")


DEPARTMENTS = "juri_codigo,departamento_nombre,sexo_codigo,ano,poblacion\n"
SHEET_TITLE = "Población estimada al 1 de julio de cada año calendario por sexo, según comuna"


def projections(tmp_path, *rows):
    return write(tmp_path, "p.xlsx", workbook([[SHEET_TITLE], ["Ambos sexos"], *rows], sheet="CABA"))


def test_figure_of_the_printed_sheet_belongs_to_the_year_above_it(tmp_path, database, catalog):
    rows = (["Comuna", 2010, None, 2012], ["Total", 5, None, 7])
    found = stated(database, catalog, "indec_population", projections(tmp_path, *rows))
    assert {key[2]: one.numerator for key, one in found.items()} == {"2010": 5, "2012": 7}
    moved = projections(tmp_path, ["Comuna", 2010, None, 2012], ["Total", 5, 6, 7])
    (problem,) = refused(database, catalog, moved, source_id="indec_population")
    assert (problem.message, problem.seen) == ("%(seen)s is not a year.", "")


@pytest.mark.parametrize("cell", ["1_000", "٣", "１２", "1e308", "infinity", "0x10"])
def test_what_only_python_takes_for_a_number_is_none(cell, tmp_path, database, catalog):
    path = write(tmp_path, "a.csv", f'{DEPARTMENTS}"02","1","0","2020",{cell}\n')
    assert cell in {one.seen for one in refused(database, catalog, path, source_id="indec_population")}


def test_two_deaths_of_more_than_all_people_are_refused_and_not_added(tmp_path, database, catalog):
    rows = "02;1;P22;NULL;01_Menor de 1 año;1e308\n" * 2
    problems = refused(database, catalog, write(tmp_path, "deaths-2021.csv", DEATHS + rows), source_id="deis_vital")
    assert [(one.row, one.column) for one in problems] == [(2, "CUENTA"), (3, "CUENTA")]


def test_comuna_that_stands_twice_in_a_sheet_of_the_survey_is_refused(tmp_path, database, catalog):
    path = coverage(tmp_path, 2022, ["Total", 100, 20.0, None], [1, 100, 33.5, None], [1, 100, 9.1, None])
    (problem,) = refused(database, catalog, path, source_id="idecba_coverage")
    assert (problem.row, problem.seen, problem.values["expected"]) == (6, "comuna-1", "5")


def test_row_whose_cells_have_moved_is_refused(tmp_path, database, catalog):
    text = "year,comuna,infant_mortality_rate,reducible_rate\n2022,1,5,3\n2022,2,5,9,3.5\n"
    (problem,) = refused(database, catalog, write(tmp_path, "a.csv", text), source_id="idecba_infant")
    assert (problem.row, problem.seen) == (3, "3.5")


def test_short_rows_and_doubled_columns_of_official_files_are_refused(tmp_path, database, catalog):
    """A row may end before the column by which the city is known; a column may be there twice and say two things."""
    for name, text in (
        ("moved.csv", "poblacion,ano,sexo_codigo,departamento_nombre,juri_codigo\n5\n"),
        ("twice.csv", 'juri_codigo,departamento_nombre,sexo_codigo,ano,poblacion,poblacion\n"02","1","0","2020",1,2\n'),
    ):
        assert refused(database, catalog, write(tmp_path, name, text), source_id="indec_population")


def test_census_comunas_add_up_to_the_city(tmp_path, database, catalog):
    document = {"censo": {"comunas": {str(n): {"pob": 100 * n} for n in range(1, 16)}}}
    found = stated(database, catalog, "indec_population", write(tmp_path, "c.json", json.dumps(document)))
    assert found["population", "city", "2022"].numerator == 12_000
    document["censo"]["comunas"]["16"] = {"pob": "many"}
    problems = refused(database, catalog, write(tmp_path, "c.json", json.dumps(document)), source_id="indec_population")
    assert {one.seen for one in problems} == {"16", "many"}


def test_layout_of_another_source_is_not_read(tmp_path, database, catalog):
    text = "year,comuna,infant_mortality_rate,reducible_rate,source_url\n2022,TOTAL,5.9,3.5,u\n"
    (problem,) = refused(database, catalog, write(tmp_path, "a.csv", text), source_id="deis_vital")
    assert "not those of any form" in problem.message


PUBLISHED = "indicator,territory,year,value,unit,source,note\n"


def test_of_published_figures_only_the_own_ones_are_read(tmp_path, database, catalog):
    rows = (
        "births,city,2018,35467,b,births-argentina-2018 (DEIS),\n"
        "births,city,2019,33981,b,births/births-by-province-2019.xlsx (DEIS),\n"
        "births_occurring,city,2023,43075,b,press note,\n"
        "cesac_count,city,2020,45,c,file of 2020 (BA Data),\ncesac_count,city,2024,48,c,clarin.com,\n"
        "cesac_count,city,2025,50,c,ambito.com,agrees with health-facilities/cesac-2026.csv\n"
        'infant_mortality_rate,city,2023,5.3,r,"IDECBA, Sistema de indicadores niñez",\n'
        "infant_mortality_rate,city,2016,7.2,r,lndnoticias.com.ar (IDECBA report 2017),\n"
    )
    path = write(tmp_path, "figures.csv", PUBLISHED + rows)
    assert [key[2] for key in stated(database, catalog, "deis_vital", path)] == ["2018"]
    assert [key[2] for key in stated(database, catalog, "city_facilities", path)] == ["2020", "2025"]
    assert [key[2] for key in stated(database, catalog, "idecba_infant", path)] == ["2023"]
    press = write(tmp_path, "press.csv", PUBLISHED + "cesac_count,city,2024,48,c,clarin.com,\n")
    assert "published itself" in refused(database, catalog, press, source_id="city_facilities")[0].message
