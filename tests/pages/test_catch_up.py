"""Catch-up lists through the page, in every role that the person at this machine may try."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bahealth.config import PROJECT
from bahealth.errors import NotAllowed
from bahealth.i18n import LANGUAGES
from bahealth.measure.catch_up import commands
from bahealth.ui import catch_up, storehouse
from tests.measure_catch_up.city import NOON, City, small_city
from tests.pages.app import go, heading, markup, said, visit

PAGE = "controles-por-completar"
SCRIPT = "pages/office/catch_up.py"
REFUSAL = "Esto no se puede mostrar"
OWN_KEY = "clave-de-la-nina-0002"


@pytest.fixture(autouse=True)
def now(empty_app: Path, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The small city stands in the store; the page's clock shows the one element of this list."""
    small_city(storehouse.database())
    instant = [NOON]
    monkeypatch.setattr(catch_up, "_now", lambda: instant[0])
    return instant


def as_role(role: str, **query: str) -> AppTest:
    """The page as the person at this machine sees it in a role."""
    app = visit(PAGE, **query)
    return try_role(app, role)


def try_role(app: AppTest, role: str) -> AppTest:
    return app.menu_button(key="rol").click(role).run()


def choose(app: AppTest, team_id: str) -> AppTest:
    return app.selectbox(key="equipo").set_value(team_id).run()


def opened(role: str = "staff-primary_care", team_id: str = "team-1") -> AppTest:
    app = choose(as_role(role), team_id)
    return app.button(key="open-list").click().run()


def lines() -> list[tuple[str, str, str]]:
    with storehouse.database().reading() as con:
        return con.execute(
            "SELECT command, subject, actor FROM ops.audit WHERE command LIKE 'OpenCatchUp%' ORDER BY line_number"
        ).fetchall()


OPENED = ("OpenCatchUpList", "primary_care team-1", "this machine, staff of primary_care")


# --- opening ---


def test_the_list_is_opened_by_a_button_that_says_what_is_recorded():
    app = choose(as_role("staff-primary_care"), "team-1")
    text = said(app)
    assert "queda registrado quién la abrió, cuándo, de qué equipo" in text
    assert "00000000" not in text
    assert lines() == []  # a look at the page is no opening
    app = app.button(key="open-list").click().run()
    text = said(app)
    assert "1 de 3 menores de un año está por perder su esquema y todavía llega a completarlo." in text
    assert "Consultas conocidas hasta el 2 de marzo de 2026." in text
    assert lines() == [OPENED]


def test_the_list_shows_no_child_that_is_up_to_date_and_no_whole_key():
    app = opened()
    text = said(app)
    assert text.count("00000000") == 2
    assert "0000000000000002" not in markup(app)
    assert "Por perderlo, todavía llega 5 meses 1 oct 2026 en 205 días 1 de 14 7" in text
    assert "Ya no llega 7 meses" in text
    assert not app.get("download_button")


def test_a_rerun_writes_no_second_line_and_a_new_session_does():
    app = opened()
    app.segmented_control(key="order").set_value("birthday").run()
    assert "menores de un año está por perder" in said(app.run())
    assert lines() == [OPENED]
    opened()
    assert lines() == [OPENED, OPENED]


def test_another_team_is_another_opening_and_so_is_another_day(now: list[datetime]):
    app = choose(opened(), "team-2")
    assert "00000000" not in said(app)
    app = choose(app, "team-1")
    assert "00000000" not in said(app)  # it was forgotten when the person looked elsewhere
    app = app.button(key="open-list").click().run()
    now[0] += timedelta(days=1)
    assert "00000000" not in said(app.run())
    assert len(lines()) == 2


def test_the_order_changes_on_request():
    app = opened()
    assert markup(app).index("Por perderlo") < markup(app).index("7 meses")
    app.segmented_control(key="order").set_value("birthday").run()
    rows = said(app).split("Niñas y niños de la lista")[1]
    assert rows.index("7 meses") < rows.index("5 meses")


def test_a_list_goes_along_to_other_pages_only_in_the_memory_of_the_session():
    app = opened()
    go(app, "pages/office/scorecard.py")
    assert "00000000" not in said(app)
    assert dict(app.query_params) == {}
    go(app, SCRIPT)
    assert "00000000" in said(app)  # the same team, the same person, the same day
    assert lines() == [OPENED]


# --- roles ---


@pytest.mark.parametrize("role", ["mayor", "head-hospitals", "staff-hospitals", "staff-epidemiology"])
def test_an_address_of_another_department_is_refused_and_recorded_once(role: str):
    app = try_role(visit(PAGE), role)
    app.query_params["equipo"] = "team-1"
    app.run()
    assert heading(app) == REFUSAL
    assert "00000000" not in markup(app)
    assert [one[:2] for one in lines()] == [("OpenCatchUpListRefused", "primary_care team-1")]
    assert heading(app.run()) == REFUSAL
    assert len(lines()) == 1


def test_the_analytics_office_sees_the_record_but_no_list():
    opened()
    app = visit(PAGE)
    text = said(app)
    assert "Las listas las abre el personal del área de gobierno de cada equipo" in text
    assert "Esta máquina, personal de Atención Primaria team-1 Atención Primaria abierta: 3 menores de un año" in text
    assert not app.selectbox
    assert heading(visit(PAGE, equipo="team-1")) == REFUSAL


def test_the_record_is_for_heads_and_shows_refusals():
    opened()
    app = try_role(visit(PAGE), "staff-hospitals")
    app.query_params["equipo"] = "team-1"
    app.run()
    assert "Quién abrió listas" not in said(as_role("staff-primary_care"))
    text = said(as_role("head-primary_care"))
    assert "Esta máquina, personal de Hospitales team-1 Atención Primaria rechazado" in text
    assert text.index("rechazado") < text.index("abierta")
    assert "Todavía nadie abrió una lista." in said(as_role("head-hospitals"))


def test_a_list_that_is_open_closes_when_the_role_changes():
    app = try_role(opened(), "staff-hospitals")
    assert "00000000" not in said(app)
    assert dict(app.query_params) == {}
    assert app.selectbox(key="equipo").options == ["CeSAC 1 · guard-1"]
    app = try_role(app, "staff-primary_care")
    assert "00000000" not in said(app)
    assert lines() == [OPENED]


def test_a_list_that_is_open_closes_when_the_team_changes_its_department():
    app = opened()
    with storehouse.database().writing() as con:
        con.execute("UPDATE facts.team SET department_id = 'hospitals' WHERE team_id = 'team-1'")
    app.run()
    assert "00000000" not in markup(app)
    assert heading(app) == REFUSAL


def test_a_team_that_closes_between_the_look_and_the_click_is_refused_in_words(monkeypatch: pytest.MonkeyPatch):
    app = choose(as_role("staff-primary_care"), "team-1")
    monkeypatch.setattr(commands, "team_on", lambda *_, **__: None)
    app = app.button(key="open-list").click().run()
    assert "Hoy no hay un equipo team-1" in said(app)
    assert lines() == []


def test_a_resident_has_no_such_page():
    app = try_role(visit(PAGE), "resident")
    assert "Controles por completar" not in said(app)
    with pytest.raises(ValueError, match="page"):
        go(app, SCRIPT)


def test_the_page_refuses_where_others_can_reach_the_app(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAHEALTH_HOST", "0.0.0.0")
    assert "Controles por completar" not in said(visit(PAGE, equipo="team-1"))
    script = Path(PROJECT / SCRIPT).read_text(encoding="utf-8")
    with pytest.raises(NotAllowed):
        exec(compile(script, SCRIPT, "exec"), {})  # noqa: S102 - the page itself, as the navigation would run it
    assert lines() == []


# --- keys ---


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that can turn keys: OWN_KEY is child 2, every other is nobody."""
    monkeypatch.setattr(catch_up, "keys_as_kept", lambda: lambda text: 2 if text == OWN_KEY else 999)


def find(app: AppTest, text: str) -> AppTest:
    app.text_area(key="pasted").set_value(text)
    return next(one for one in app.button if one.label in {"Buscar", "Find"}).click().run()


@pytest.mark.usefixtures("keys")
def test_a_team_finds_its_children_by_the_keys_that_it_uses():
    text = said(find(opened(), f"{OWN_KEY}\notra-clave-de-nadie-1"))
    assert f"{OWN_KEY} 00000000 Por perderlo, todavía llega" in text
    assert "No están entre los menores de un año de este equipo: otra-clave-de-nadie-1" in text
    assert lines() == [OPENED]


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "Juana Pérez, 30123456",
        "30123456789012345",
        "'; DROP TABLE facts.visit; --",
        "%(team)s {{ 7*7 }}",
        "\u202eclave-al-reves-0000001",
        "a" * 39_000,
    ],
)
def test_hostile_text_is_no_key_and_is_not_shown_again(text: str, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        app = find(opened(), text)
    assert "No son claves" in said(app)
    assert "<script" not in markup(app)
    for part in ("Juana", "30123456", "DROP", "7*7", "49", "aaaaaaaaaa"):
        assert part not in said(app).split("Buscar con las claves propias")[1]
        assert part not in caplog.text or part == "49"


@pytest.mark.usefixtures("keys")
def test_nothing_that_is_pasted_stays():
    app = find(opened(), OWN_KEY)
    assert app.text_area(key="pasted").value == ""
    assert OWN_KEY in markup(app)
    app.run()
    assert OWN_KEY not in markup(app)
    assert [one for one in app.session_state._state.filtered_state.items() if OWN_KEY in str(one)] == []
    assert OWN_KEY not in str(dict(app.query_params))
    with storehouse.database().reading() as con:
        assert OWN_KEY not in str(con.execute("SELECT * FROM ops.audit").fetchall())


@pytest.mark.usefixtures("keys")
def test_a_flood_of_keys_is_cut():
    text = said(find(opened(), "clave-de-nadie-00001 " * 1900))
    assert text.count("clave-de-nadie-00001") == 500


# --- what else the page says ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_both_languages(language: str):
    app = as_role("head-primary_care", idioma=language)
    assert heading(app) == {"es": "Controles por completar", "en": "Catch-up lists"}[language]
    app = choose(app, "team-1").button(key="open-list").click().run()
    assert heading(app) == "CeSAC 1 · team-1"
    assert {"es": "Ya no llega", "en": "Can no longer make it"}[language] in said(app)
    assert ("Could still" in said(app)) == (language == "en")


def test_a_department_without_teams_is_told_so():
    assert "hoy no hay ningún equipo activo de su área de gobierno" in said(as_role("staff-epidemiology"))


def test_a_panel_without_children_is_told_so():
    text = said(opened(team_id="team-2"))
    assert "Hoy no hay menores de un año a cargo de este equipo." in text
    assert "Niñas y niños de la lista" not in text


def test_before_any_record_the_page_says_so():
    with storehouse.database().writing() as con:
        con.execute("DELETE FROM ops.record_delivery")
    assert "hoy no hay ningún equipo activo de su área de gobierno" in said(as_role("staff-primary_care"))


def test_a_list_without_known_visits_says_what_is_missing():
    with storehouse.database().writing() as con:
        con.execute("UPDATE facts.visit SET centre_id = 'hospital-1'")
    assert "No se entregó ninguna consulta del último año del centro de este equipo." in said(opened())
    with storehouse.database().writing() as con:
        con.execute("DELETE FROM facts.visit")
    assert "así que no se conoce ningún control" in said(opened())


def test_a_simulated_city_says_so():
    assert "Estos niños salen de una simulación" not in said(opened())
    with storehouse.database().writing() as con:
        City(con, is_simulated=True).centre("cesac-2", "CeSAC 2")
    assert "Simulado Estos niños salen de una simulación. Ninguno existe." in said(opened())
