"""A session with its papers, made up: people, stories and promises; the figures are those of `tests/charts/samples`."""

from __future__ import annotations

from datetime import date, datetime

from bahealth.assess.model import Change, ChangeMethod, ChangeVerdict, NoteRow, ReleaseRow, Standing, Status
from bahealth.catalog.model import Area, Department, Indicator, Level
from bahealth.convene.model import (
    Agenda,
    Captured,
    CaptureKind,
    Commitment,
    CommitmentState,
    Deliverable,
    Effect,
    Event,
    Happening,
    Invited,
    Line,
    LineKind,
    Part,
    Session,
    SessionState,
    Story,
)
from bahealth.reports.session import MemoView, MinutesLine, MinutesView, Named, PrereadRow, PrereadView, by_owner
from tests.charts.samples import LIMITS, a_target, a_verdict, an_indicator, both, months, years
from tests.reports.samples import CITY, DEPARTMENT, INDICATOR, SOURCE

COMUNA = Area(area_id="comuna-8", level=Level.COMUNA, name="Comuna 8", parent_id="city", number=8)
MATERNAL = Department(
    department_id="maternal",
    name=both("Dirección de Salud Materno Infantil", "Maternal and Child Health"),
    short_name=both("Materno Infantil", "Maternal and Child"),
)
VISITS: Indicator = an_indicator(
    direction="higher",  # type: ignore[arg-type] - read by the model
    indicator_id="visits",
    name=both("Controles del primer año al día", "Up-to-date check-ups in the first year"),
    short_name=both("Controles al día", "Check-ups up to date"),
    unit=both("%", "%"),
    kind="proportion",
    interval="wilson",
    frequency="month",
    multiplier=100,
)
BIRTHS: Indicator = an_indicator(
    direction="neutral",  # type: ignore[arg-type] - read by the model
    indicator_id="births",
    name=both("Nacidos vivos", "Live births"),
    short_name=both("Nacidos vivos", "Live births"),
    unit=both("nacimientos", "births"),
    kind="count",
    interval="none",
    denominator=None,
    multiplier=1,
    decimals=0,
    rebound="visits",
)
NAMED = Named(
    indicators=(INDICATOR, VISITS, BIRTHS), areas=(CITY, COMUNA), departments=(DEPARTMENT, MATERNAL), sources=(SOURCE,)
)
RELEASE = ReleaseRow(
    release_number=7,
    cutoff_at=datetime(2026, 11, 1),
    released_at=datetime(2026, 11, 2, 12),
    released_by="analytics",
    as_of=date(2026, 11, 2),
    catalog_version="c",
    program_version="p",
    verdict_count=3,
    fingerprint="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
PEOPLE = (
    Invited(person="jefatura@ejemplo.gob.ar", part=Part.CONVENOR, is_present=True),
    Invited(person="materno@ejemplo.gob.ar", part=Part.HEAD, department_id="maternal", is_present=True),
    Invited(person="estadistica@ejemplo.gob.ar", part=Part.PRESENTER, department_id="statistics", is_present=False),
)
SESSION = Session(
    session_id="s1",
    title="Salud materno infantil, noviembre",
    theme="Primer año de vida",
    department_ids=("maternal", "statistics"),
    starts_at=datetime(2026, 11, 26, 12, 0),
    minutes=90,
    people=PEOPLE,
    release_number=7,
)
STORY = Story(
    session_id="s1",
    indicator_id="visits",
    area_id="comuna-8",
    happened="Desde marzo faltan dos pediatras en el centro de salud 5.\n\nLos turnos se duplicaron en el centro 24.",
    why="Renuncias sin reemplazo: la lista de suplencias venció en febrero.",
    next_steps="Reasignar tres medios cargos antes del 15 de diciembre.",
    needed="Recursos Humanos: abrir el concurso de suplencias.",
    probability=0.4,
    author="materno@ejemplo.gob.ar",
)
PROMISE = Captured(
    capture_id="c1",
    session_id="s0",
    kind=CaptureKind.COMMITMENT,
    text="Publicar la lista de turnos de pediatría por centro",
    owner="materno@ejemplo.gob.ar",
    department_id="maternal",
    deliverable=Deliverable.DATA,
    proof="Enlace a la lista publicada",
    due_on=date(2026, 11, 10),
    rank=1,
    indicator_id="visits",
    area_id="comuna-8",
    effect=Effect(size=3.0, on=date(2027, 3, 31)),
)
CARRIED = Commitment(
    promised=PROMISE,
    promised_at=datetime(2026, 9, 24, 13),
    state=CommitmentState.OVERDUE,
    due_on=date(2026, 11, 10),
    events=(
        Event(
            event_id="e1",
            commitment_id="c1",
            kind=Happening.REPORTED,
            text="Falta el centro 24.",
            at=datetime(2026, 11, 12, 15),
            by="materno@ejemplo.gob.ar",
        ),
    ),
    times_carried=3,
    times_refused=1,
    needs_decision=True,
)
LINES = (
    Line(
        line_id="l1",
        kind=LineKind.COMMITMENT,
        commitment_id="c1",
        indicator_id="visits",
        area_id="comuna-8",
        minutes=10,
        days_overdue=16,
        times_carried=3,
    ),
    Line(line_id="l2", kind=LineKind.SIGNAL, indicator_id="visits", area_id="comuna-8", minutes=20),
    Line(line_id="l3", kind=LineKind.PRIORITY, indicator_id="infant_mortality", area_id="city", minutes=15),
    Line(line_id="l4", kind=LineKind.PRIORITY, indicator_id="births", area_id="city", minutes=5),
    Line(line_id="l5", kind=LineKind.NEW, title="Guardia de verano", minutes=10, added_by="jefatura@ejemplo.gob.ar"),
)
WORSENING = a_verdict(
    VISITS,
    "comuna-8",
    value=70.2,
    lower=66.0,
    upper=74.1,
    period_start=date(2022, 10, 1),
    period_months=1,
    status=Status.NO_TARGET,
    standing=Standing.ATTENTION,
    is_simulated=True,
    change=ChangeVerdict(change=Change.WORSENING, method=ChangeMethod.XMR, since=date(2022, 3, 1), limits=LIMITS),
)
MAYBE = a_verdict(
    INDICATOR,
    value=5.3,
    lower=4.4,
    upper=6.4,
    period_start=date(2023, 1, 1),
    period_months=12,
    status=Status.UNCERTAIN,
    standing=Standing.UNCERTAIN,
    target=a_target(is_demonstration=True),
)
NEUTRAL = a_verdict(BIRTHS, value=27_514.0, period_start=date(2023, 1, 1), period_months=12)
MONTHS = tuple(
    one.model_copy(update={"is_simulated": True})
    for one in months(
        [80, 82, 79, 81, 78, 80, 83, 79, 81, 80, 78, 82, 79, 77, 76, 75, 74, 73, 72, 71, 69, 70.2], special=(19, 20, 21)
    )
)
YEARS = tuple(
    years({2013 + place: value for place, value in enumerate([8.1, 7.9, 7.2, 7.4, 6.9, 6.6, 7.3, 4.9, 4.6, 5.4, 5.3])})
)
BIRTH_YEARS = tuple(
    one.model_copy(update={"lower": None, "upper": None})
    for one in years({2018: 39_000.0, 2019: 36_500.0, 2020: 31_900.0, 2021: 30_200.0, 2022: 28_800.0, 2023: 27_514.0})
)
NOTE = NoteRow(
    note_id="n1",
    indicator_id="infant_mortality",
    area_id=None,
    happened_on=date(2020, 3, 20),
    is_break=False,
    text_es="Aislamiento por la pandemia",
    text_en="Pandemic lockdown",
    written_at=datetime(2026, 1, 1),
    written_by="analytics",
)
ROWS = (
    PrereadRow(line=LINES[0], commitment=CARRIED),
    PrereadRow(line=LINES[1], verdict=WORSENING, points=MONTHS, story=STORY),
    PrereadRow(line=LINES[2], verdict=MAYBE, points=YEARS, notes=(NOTE,)),
    PrereadRow(line=LINES[3], verdict=NEUTRAL, points=BIRTH_YEARS),
    PrereadRow(line=LINES[4]),
)
PREREAD = PrereadView(
    session=SESSION,
    release=RELEASE,
    agenda=Agenda(session_id="s1", lines=LINES, expected_false_alarms=0.3),
    rows=ROWS,
    named=NAMED,
    audit_seal="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    is_demonstration=True,
)
PROMISED = (
    PROMISE.model_copy(
        update={
            "capture_id": "c3",
            "session_id": "s1",
            "text": "Cubrir los dos cargos de pediatría del centro 5",
            "deliverable": Deliverable.PEOPLE,
            "proof": "Resolución de designación",
            "due_on": date(2026, 12, 15),
            "rank": 2,
        }
    ),
    Captured(
        capture_id="c2",
        session_id="s1",
        kind=CaptureKind.COMMITMENT,
        text="Abrir el concurso de suplencias",
        owner="rrhh@ejemplo.gob.ar",
        deliverable=Deliverable.RULE,
        proof="Llamado publicado en el Boletín Oficial",
        due_on=date(2026, 12, 1),
        rank=1,
    ),
)
DECISION = Captured(
    capture_id="d1",
    session_id="s1",
    kind=CaptureKind.DECISION,
    text="La agenda de pediatría se abre también los sábados.",
)
ANSWERED = Captured(
    capture_id="q1",
    session_id="s1",
    kind=CaptureKind.QUESTION,
    text="¿Cuántos turnos quedaron sin dar en octubre?",
    answer="412, según la agenda del centro 5.",
)
UNANSWERED = ANSWERED.model_copy(update={"capture_id": "q2", "text": "¿Y en el centro 24?", "answer": ""})
STRUCK = DECISION.model_copy(update={"capture_id": "d2", "text": "Esto se retiró en la sala", "is_struck": True})
CLOSED = SESSION.model_copy(
    update={
        "state": SessionState.SIGNED,
        "opened_at": datetime(2026, 11, 26, 12, 3),
        "closed_at": datetime(2026, 11, 26, 13, 28),
        "signed_at": datetime(2026, 11, 26, 13, 40),
        "signed_by": "jefatura@ejemplo.gob.ar",
    }
)
MINUTES = MinutesView(
    session=CLOSED,
    release=RELEASE,
    lines=(
        MinutesLine(line=LINES[0], commitment=CARRIED, seconds_spent=540),
        MinutesLine(line=LINES[1], seconds_spent=1500, captured=(PROMISED[0], DECISION, ANSWERED, STRUCK)),
        MinutesLine(line=LINES[2], seconds_spent=900, captured=(PROMISED[1],)),
        MinutesLine(line=LINES[3].model_copy(update={"dropped_reason": "Sin cambios"})),
        MinutesLine(line=LINES[4], seconds_spent=600),
    ),
    loose=(UNANSWERED,),
    named=NAMED,
    audit_seal=PREREAD.audit_seal,
    is_demonstration=True,
    is_simulated=True,
)
MEMO = MemoView(
    session=CLOSED,
    owners=by_owner(PROMISED, (CARRIED,)),
    decisions=(DECISION,),
    open_questions=(UNANSWERED,),
    next_session=SESSION.model_copy(update={"session_id": "s2", "starts_at": datetime(2027, 1, 28, 12)}),
    release=RELEASE,
    named=NAMED,
    is_demonstration=True,
)
