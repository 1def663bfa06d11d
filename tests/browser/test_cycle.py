"""A whole cycle, by four signed-in people, each in a browser of their own, in Spanish and with the keyboard alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from bahealth.catalog.load import load_catalog
from bahealth.config import PROJECT
from bahealth.convene.versions import day_of
from bahealth.people.commands import ChangeMember, change_member
from bahealth.people.model import COMMAND_LINE, Role
from bahealth.store import Database
from bench.servers import Server, built_store
from tests.browser.hands import settled
from tests.browser.keyboard import Person, same_moment
from tests.browser.signing import Provider, running_provider, serving_sign_in
from tests.installation import without_sessions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]  # a slow machine takes its time

CATALOG = load_catalog(PROJECT / "data")
OWNERS = {one.short_name.es: one.owner for one in CATALOG.indicators}
TITLE = "Guardias y primer control"
TODAY = day_of(datetime.now(UTC).replace(tzinfo=None))
HUGO = "hugo@ba.gob.ar"
MEMBERS = (
    ("clara@ba.gob.ar", "Clara Sosa", Role.CONVENOR, None),
    (HUGO, "Hugo Vera", Role.HEAD, "hospitals"),
    ("marta@ba.gob.ar", "Marta Gil", Role.HEAD, "women_children"),
    ("luis@ba.gob.ar", "Luis Paz", Role.STAFF, "hospitals"),
)
NOT_A_CAUSE = "Esta fila no se mueve más allá del azar, así que no se pide una causa"


class Promise(NamedTuple):
    """What is written down of a commitment."""

    rank: int
    text: str
    owner: str
    proof: str
    days: int = 30
    deliverable: str = "Puesta en marcha"


PROMISES = (
    Promise(1, "Llamar dentro de las 72 horas a cada alta de guardia", "luis", "Planilla de llamados", 0),
    Promise(2, "Derivar las consultas leves al centro de salud", "luis", "Protocolo firmado", 0),
    Promise(3, "Asignar equipo a cada usuario frecuente", "hugo", "Lista con equipo", 14),
    Promise(4, "Dar turno del primer control antes del alta", "marta", "Agenda de turnos", 30),
    Promise(5, "Abrir el triage de enfermería en la Comuna 14", "hugo", "Acta de apertura", 45),
    Promise(6, "Publicar las esperas por guardia cada semana", "marta", "Página publicada", 60),
)


@pytest.fixture(scope="module")
def provider() -> Generator[Provider]:
    with running_provider() as made:
        yield made


@pytest.fixture
def served(provider: Provider, tmp_path: Path) -> Generator[Server]:
    """The app on a store with the simulated city, so that both departments have rows, and with four members."""
    own = built_store(tmp_path / "people.duckdb", without_sessions(tmp_path), BAHEALTH_SIMULATED_SCALE="0.05")
    database = Database(own)
    for email, name, role, department_id in MEMBERS:
        command = ChangeMember(
            email=email, display_name=name, role=role, department_id=department_id, reason="Alta inicial"
        )
        change_member(database, CATALOG, command, actor=COMMAND_LINE, at=datetime.now(UTC).replace(tzinfo=None))
    database.close()
    with serving_sign_in(own, tmp_path, provider, ()) as server:
        yield server


@pytest.fixture
def people(browser: Browser) -> Generator[list[Person]]:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR") for _ in MEMBERS]
    yield [
        Person(context.new_page(), email, name) for context, (email, name, _, _) in zip(contexts, MEMBERS, strict=True)
    ]
    for context in contexts:
        context.close()


def test_a_whole_cycle_from_the_plan_to_the_judgement(
    served: Server, provider: Provider, people: list[Person], tmp_path: Path
) -> None:
    clara, hugo, marta, luis = people
    clara.sign_in(f"{served.url}/sesiones", provider)
    plans(clara)
    drafts(clara)
    for one in (hugo, marta, luis):
        one.sign_in(f"{served.url}/sesiones", provider)
        one.link(TITLE)
        one.is_at(TITLE)
        settled(one.page)
    explains_all(hugo)
    explains_all(marta)
    for one in people:
        opens_the_preread(one)
    is_ready(clara)
    goes_to_the_room(people)
    presents(clara, hugo, marta, luis)
    captures(clara, luis)
    closes(clara)
    gets_the_papers(clara)
    follows_up(clara, luis)
    judges(served, clara, tmp_path)


def plans(clara: Person) -> None:
    """A session of today, with the three others, on the newest numbers."""
    clara.opens("Planificar una sesión")
    form = clara.page.locator(".st-key-plan-session-form")
    clara.writes("Nombre", TITLE, within=form)
    clara.dates("Día", TODAY, within=form)
    clara.counts("Duración en minutos", 30, within=form)
    clara.press("Planificar esta sesión", within=form)
    clara.hears("Planificada.")
    clara.picture("plan")
    clara.link(TITLE)
    clara.is_at(TITLE)
    settled(clara.page)
    clara.press(re.compile("Fijar la publicación"))
    clara.hears("Los datos quedaron fijados.")
    clara.opens("Invitar a alguien o sacarlo de la lista")
    form = clara.page.locator(".st-key-invite-form")
    clara.types_choice("Persona", "Luis", within=form)
    clara.press("Invitar", within=form)
    clara.hears("La lista de personas quedó guardada.")


def drafts(clara: Person) -> None:
    """The agenda drafts itself; what nobody invited answers for is taken off, with the reason."""
    clara.press("Proponer el temario")
    clara.hears("Propuesto: cada tema dice por qué está.")
    clara.sees(re.compile("Falsas alarmas esperadas"))
    while (place := _foreign(clara)) is not None:
        steps = clara.page.locator(f".st-key-steps-{place}")
        clara.press("Sacar", within=steps)
        clara.writes("Motivo, para que quede registrado", "Se trata con su área en diciembre")
        clara.press("Sacar este tema")
        clara.hears("El temario quedó guardado.")
    clara.top()
    clara.picture("agenda")


def _foreign(clara: Person) -> int | None:
    """The place of the first line that no invited department answers for."""
    lines = clara.page.locator("article.ba-line:not(.ba-is-dropped)")
    for place in range(lines.count()):
        name = (lines.nth(place).get_attribute("aria-label") or "").rsplit(", ", 1)[0]
        if OWNERS[name] not in {"hospitals", "women_children"}:
            return place
    return None


def explains_all(head: Person) -> None:
    """The story behind each own row: a cause only where the row moves beyond chance."""
    while (forms := head.page.locator("[class*=st-key-story-]:has(textarea)")).count():
        form = forms.first
        if form.get_by_role("textbox", name="Causa").count():
            head.writes(
                re.compile("^Causa"),
                "Cerró el consultorio de la tarde" if head.email == HUGO else "El turno se da antes del alta",
                within=form,
            )
        else:
            expect(form.get_by_text(NOT_A_CAUSE)).to_be_visible()
        head.writes("Qué pasó", f"Lo que vio el equipo de {head.name}", within=form)
        head.writes("Qué sigue", "Revisar cada caso una vez por semana", within=form)
        if form.get_by_role("spinbutton").count():
            head.counts(re.compile("^Probabilidad"), 40, within=form)
        if forms.count() == 1 and head.email == HUGO:
            head.picture("story")
        head.press("Guardar la explicación", within=form)
        head.hears("La explicación quedó guardada.")


def opens_the_preread(one: Person) -> None:
    """Everybody takes the pre-read along; opening it is noted."""
    printed = one.downloads("Lectura previa (PDF)")
    assert TITLE in printed
    assert "Lo que vio el equipo de Hugo Vera" in printed
    assert "simulad" in printed.casefold()
    one.hears("Quedó anotado que abrió la lectura previa.")


def is_ready(clara: Person) -> None:
    """Nothing is missing any more, and nobody has to be called."""
    clara.page.reload()
    clara.sees("Todo listo: datos, explicaciones, personas y lectura previa.")
    settled(clara.page)
    clara.picture("ready")


def goes_to_the_room(people: list[Person]) -> None:
    for one in people:
        one.link("Abrir la sala")
        one.is_at(TITLE)
        settled(one.page)
    clara, *others = people
    clara.press("Abrir la sesión")
    for one in others:
        expect(one.page.get_by_role("button", name="Siguiente")).to_be_visible()


def presents(clara: Person, hugo: Person, marta: Person, luis: Person) -> None:
    """All screens follow the presenter's; one looks at the next line alone, and returns."""
    lines = clara.page.locator(".ba-room-item strong")
    first, second = lines.nth(0).inner_text(), lines.nth(1).inner_text()
    clara.picture("room-agenda")
    clara.key("ArrowRight")
    for one in (clara, hugo, marta, luis):
        one.is_at(first)
    marta.key("ArrowRight")
    marta.is_at(second)
    expect(marta.page.get_by_role("button", name="Volver a la presentación")).to_be_visible()
    clara.is_at(first)
    settled(marta.page)
    marta.picture("room-alone")
    marta.key("v")
    marta.is_at(first)
    settled(clara.page)
    clara.picture("room-line")


def captures(clara: Person, luis: Person) -> None:
    """Six commitments by two note-takers, twice two at the same moment; a decision, a question with its answer."""
    for two in zip(PROMISES[::2], PROMISES[1::2], strict=True):
        for one, promise in zip((clara, luis), two, strict=True):
            notes(one, promise)
        same_moment(clara, luis)
        for one in (clara, luis):
            expect(one.page.get_by_role("dialog")).to_have_count(0)
        for one, promise in ((one, promise) for one in (clara, luis) for promise in two):
            one.sees(promise.text)
        settled(clara.page)
        settled(luis.page)
    clara.key("d")
    drawer(clara)
    clara.writes("Qué se dijo", "Cada guardia informa los lunes")
    saves(clara)
    luis.key("p")
    drawer(luis)
    luis.writes("Qué se dijo", "¿Cuántas altas quedaron sin llamado?")
    luis.writes("Respuesta, si la hubo", "Ninguna desde octubre")
    saves(luis)
    clara.sees("¿Cuántas altas quedaron sin llamado?")


def drawer(one: Person) -> None:
    expect(one.page.get_by_role("dialog")).to_be_visible()
    settled(one.page)


def notes(one: Person, promise: Promise) -> None:
    """Everything of a commitment but the last key; of the last one the proof is left out."""
    one.key("n")
    drawer(one)
    one.writes("Qué se dijo", promise.text)
    one.types_choice("Quién", promise.owner)
    one.dates("Para cuándo", TODAY + timedelta(days=promise.days))
    if promise.rank < len(PROMISES):
        one.writes("Cómo se verá que está hecho", promise.proof)
    one.types_choice("Qué se entrega", promise.deliverable)
    one.counts("Orden", promise.rank)
    if promise.rank == 1:
        one.types_choice("Indicador", "Consultas de atención")
        one.counts("Efecto esperado", 1)
        one.dates("Efecto visible para", TODAY)
    one.to(one.page.get_by_role("button", name="Guardar"))
    if promise.rank == 1:
        one.picture("capture")


def saves(one: Person) -> None:
    one.press("Guardar")
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    settled(one.page)


def closes(clara: Person) -> None:
    """Refused while a commitment lacks its proof; then each is read aloud and the session closes."""
    clara.key("l")
    clara.is_at("Relectura")
    settled(clara.page)
    clara.sees("Falta: cómo se prueba")
    expect(clara.page.get_by_role("button", name="Cerrar la sesión")).to_be_disabled()
    clara.picture("read-back")
    for done in range(1, len(PROMISES)):
        clara.key("ArrowRight")
        clara.sees(f"{done} de {len(PROMISES)}")
        settled(clara.page)
    clara.key("f")
    drawer(clara)
    clara.writes("Cómo se verá que está hecho", PROMISES[-1].proof)
    saves(clara)
    clara.key("ArrowRight")
    clara.sees(f"{len(PROMISES)} de {len(PROMISES)}")
    settled(clara.page)
    clara.press("Cerrar la sesión")
    clara.hears("La sesión está cerrada. El acta está lista.")


def gets_the_papers(clara: Person) -> None:
    """Record and memo name all six; the convenor signs."""
    clara.link("Acta y memo de seguimiento")
    clara.is_at(TITLE)
    settled(clara.page)
    for paper in ("Acta (PDF)", "Memo de seguimiento (PDF)"):
        printed = clara.downloads(paper)
        assert [one.text for one in PROMISES if one.text not in printed] == []
    clara.press("Firmar el acta")
    clara.hears("Firmada.")
    clara.top()
    clara.picture("signed")


def follows_up(clara: Person, luis: Person) -> None:
    """The owner reports and claims two with a link; the second person accepts one and refuses the other."""
    luis.link("Compromisos")
    luis.is_at("Compromisos")
    settled(luis.page)
    for promise in PROMISES[:2]:
        luis.link(promise.text)
        luis.is_at(promise.text)
        settled(luis.page)
        if promise.rank == 1:
            luis.writes("Qué se dice, o el motivo", "Ya se llamó a la mitad")
            luis.press("Informar")
            luis.hears("El informe quedó guardado.")
        luis.writes(re.compile("^Evidencia"), "https://ba.gob.ar/planilla")
        luis.press("Está cumplido")
        luis.hears("Declarado: ahora otra persona mira la evidencia.")
    clara.link("Compromisos")
    clara.is_at("Compromisos")
    settled(clara.page)
    clara.link(PROMISES[0].text)
    clara.is_at(PROMISES[0].text)
    settled(clara.page)
    clara.picture("review")
    clara.press("Darlo por cumplido")
    clara.hears("Quedó cumplido.")
    clara.link(PROMISES[1].text)
    clara.is_at(PROMISES[1].text)
    settled(clara.page)
    clara.writes("Qué se dice, o el motivo", "Falta la firma de dos guardias")
    clara.press("Rechazar el cierre")
    clara.hears("Rechazado, con su motivo; sigue en curso.")
    clara.sees("cierre rechazado una vez")


def judges(served: Server, clara: Person, folder: Path) -> None:
    """What came since the effect date is delivered and released, and the page says what the indicator did."""
    form = folder / "consultas.csv"
    form.write_text(f"indicador,area,periodo,numerador,denominador,valor,nota\nvisits,CABA,{TODAY:%Y-%m},,,99000,\n")
    asks(served, folder, "deliver", "form_primary_care", str(form), "--accept")
    assert PROMISES[0].text in asks(served, folder, "release")
    clara.chooses("Ver", "Todos")
    clara.link(PROMISES[0].text)
    clara.is_at(PROMISES[0].text)
    clara.sees("No se puede decir si el indicador se movió")
    settled(clara.page)
    clara.picture("judged")


def asks(served: Server, folder: Path, *words: str) -> str:
    """What the command line answers, through the running app."""
    environment = {**os.environ, "BAHEALTH_STORE": str(folder / "app.duckdb"), "BAHEALTH_PORT": str(served.port)}
    done = subprocess.run(
        [sys.executable, "-m", "bahealth.cli", *words],
        cwd=PROJECT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
