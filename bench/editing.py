"""Twenty people edit the same two hundred targets through the app: `python -m bench.editing`.

Each is signed in and has a session of its own. Again and again: open one of the targets, think, type a value and a
reason, press *Propose*; where somebody else was faster, propose on top or leave it. Afterwards the store is read: each
save that the app confirmed stands there exactly once with what was typed, nothing stands there that nobody was told of,
each step was made by somebody who had seen the one before, every step has its line in the record, and the chain holds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog, Direction, Level
from bahealth.collect.records.secret import kept_secret
from bahealth.config import PROJECT, Settings
from bahealth.people.commands import ChangeMember, change_member
from bahealth.people.model import COMMAND_LINE, Role
from bahealth.store import Database
from bahealth.store.chain import verify
from bench.servers import Server, built_store, free_port, serving
from bench.visitor import Visitor

PEOPLE, TARGETS = 20, 200
_OFFICES = (("women_children", Role.STAFF, 9), ("hospitals", Role.STAFF, 7), (None, Role.CONVENOR, 4))
_DONE, _CONFLICT = "Proposed. It waits for the head", "propose-mine"
_THINKING = (1.0, 4.0)  # seconds before typing, and before pressing the button


@dataclass(frozen=True)
class Saved:
    """A save that the app confirmed."""

    indicator_id: str
    area_id: str
    value: float
    reason: str


@dataclass
class Tally:
    """What the people saw."""

    saved: list[Saved] = field(default_factory=list)
    save_seconds: list[float] = field(default_factory=list)
    open_seconds: list[float] = field(default_factory=list)
    conflicts: int = 0
    left: int = 0
    others: Counter[str] = field(default_factory=Counter)


def targets_to_edit(catalog: Catalog, count: int) -> list[tuple[str, str, str]]:
    """Owner, indicator and area of the first `count` targets of the departments whose staff take part."""
    areas = [one for one in catalog.areas if one.level in {Level.CITY, Level.COMUNA}]
    owners = [owner for owner, _, _ in _OFFICES if owner]
    found = [
        (one.owner, one.indicator_id, area.area_id)
        for one in catalog.indicators
        if one.owner in owners and one.direction is not Direction.NEUTRAL
        for area in areas
        if area.level in one.levels
    ]
    return random.Random(1).sample(found, min(count, len(found)))  # noqa: S311 - which targets, not a secret


def people(count: int) -> list[tuple[str, Role, str | None]]:
    """E-mail, role and department of each."""
    everybody = [
        (f"{department or 'mayor'}-{number}@example.org", role, department)
        for department, role, share in _OFFICES
        for number in range(share)
    ]
    return everybody[:count]


def add_members(store: Path, catalog: Catalog, everybody: list[tuple[str, Role, str | None]]) -> None:
    """Make them members of the store."""
    database = Database(store)
    for email, role, department in everybody:
        command = ChangeMember(email=email, role=role, department_id=department, reason="Takes part in a measurement")
        change_member(database, catalog, command, actor=COMMAND_LINE, at=_now())
    database.close()


def cookie(secret: str, origin: str, email: str) -> str:
    """What the browser of somebody who has signed in sends."""
    claims = {
        "is_logged_in": True,
        "origin": origin,
        "iss": "https://provider.example.org",
        "sub": email,
        "email": email,
        "name": email,
    }
    return f"_streamlit_user={URLSafeTimedSerializer(secret, salt='_streamlit_user').dumps(json.dumps(claims))}"


async def works(
    server: Server, person: tuple[str, str], mine: list[tuple[str, str]], until: float, tally: Tally
) -> None:
    """One person at work until the clock says so."""
    email, cookies = person
    dice = random.Random(email)  # noqa: S311 - which target next, not a secret
    visitor = await Visitor.arrived(server, "metas", _query(*dice.choice(mine)), cookies)
    while time.monotonic() < until:
        indicator_id, area_id = dice.choice(mine)
        tally.open_seconds.append(await visitor.goes_to(_query(indicator_id, area_id)))
        value, reason = round(dice.uniform(1, 99), 1), f"{email} {len(tally.saved)} {dice.random():.12f}"
        await asyncio.sleep(dice.uniform(*_THINKING))
        named = {key.rsplit(" ", 1)[-1]: key for key in visitor.widgets if key.startswith("terms ")}
        why = next(key for key in visitor.widgets if key.startswith("draft|") and "target-reason" in key)
        await visitor.acts({named["value"]: value, why: reason})
        await asyncio.sleep(dice.uniform(*_THINKING))
        click = _CONFLICT if _CONFLICT in visitor.widgets else "propose-target"
        tally.save_seconds.append(await visitor.acts({}, click=click))
        page = " ".join(visitor.html)
        if _DONE in page:
            tally.saved.append(Saved(indicator_id, area_id, value, reason))
            continue
        if _CONFLICT not in visitor.widgets:
            tally.others[page[-300:]] += 1
            continue
        tally.conflicts += 1
        if dice.random() < 0.5:
            tally.save_seconds.append(await visitor.acts({}, click=_CONFLICT))
            if _DONE in " ".join(visitor.html):
                tally.saved.append(Saved(indicator_id, area_id, value, reason))
                continue
        tally.left += 1
        if "discard-mine" in visitor.widgets:
            await visitor.acts({}, click="discard-mine")
    await visitor.leaves()


def _query(indicator_id: str, area_id: str) -> str:
    choices = {"meta": indicator_id, "idioma": "en"} | ({} if area_id == "city" else {"area": area_id})
    return urlencode(choices)


def problems(store: Path, tally: Tally) -> list[str]:
    """What of the promises does not hold, in words; nothing where all hold."""
    database = Database(store)
    found: list[str] = []
    with database.reading() as con:
        steps = con.execute(
            "SELECT indicator_id, area_id, step_number, terms, made_by FROM ops.target_step "
            "WHERE step = 'proposed' AND made_by LIKE '%@example.org' ORDER BY indicator_id, area_id, step_number"
        ).fetchall()
        numbers = con.execute(
            "SELECT indicator_id, area_id, count(*), max(step_number) FROM ops.target_step GROUP BY ALL"
        ).fetchall()
        lines = con.execute(
            "SELECT subject, after FROM ops.audit WHERE command = 'propose_target' AND actor LIKE '%@example.org'"
        ).fetchall()
        report = verify(con)
    database.close()
    kept = Counter(
        Saved(indicator, area, json.loads(terms)["target_value"], json.loads(terms)["reason"])
        for indicator, area, _, terms, _ in steps
    )
    told = Counter(tally.saved)
    found += [f"confirmed but not kept once: {one}" for one in told if kept[one] != 1]
    found += [f"kept but never confirmed: {one}" for one in kept if one not in told]
    found += [f"steps of {one[:2]} leave a gap" for one in numbers if one[2] != one[3]]
    recorded = Counter(json.loads(after)["reason"] for _, after in lines)
    found += [f"not once in the record: {one}" for one in told if recorded[one.reason] != 1]
    if len(lines) != len(told):
        found.append(f"{len(lines)} lines in the record, {len(told)} saves")
    if not report.is_whole:
        found.append(f"the chain is broken: {report}")
    return found


async def measure(store: Path, catalog: Catalog, *, count: int, targets: int, seconds: float) -> Tally:
    """Serve the store and let everybody work for so many seconds."""
    everybody, chosen = people(count), targets_to_edit(catalog, targets)
    add_members(store, catalog, everybody)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    client_secret = store.with_suffix(".client")
    client_secret.write_text("not asked for: everybody is signed in already", encoding="utf-8")
    secret = kept_secret(Settings(store=store).cookie_secret_file)
    environment = {
        "BAHEALTH_STORE": str(store),
        "BAHEALTH_PORT": str(port),
        "BAHEALTH_PUBLIC_URL": origin,
        "BAHEALTH_OIDC_METADATA_URL": "http://127.0.0.1:9/.well-known/openid-configuration",
        "BAHEALTH_OIDC_CLIENT_ID": "bench",
        "BAHEALTH_OIDC_CLIENT_SECRET": str(client_secret),
    }
    tally = Tally()
    with serving([sys.executable, "-m", "bahealth.cli", "run"], port, environment, store.with_suffix(".log")) as server:
        until = time.monotonic() + seconds
        await asyncio.gather(
            *(
                works(
                    server,
                    (email, cookie(secret, origin, email)),
                    [(indicator, area) for owner, indicator, area in chosen if department in {None, owner}],
                    until,
                    tally,
                )
                for email, _, department in everybody
            )
        )
    return tally


def _quantile(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else float("nan")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--targets", type=int, default=TARGETS)
    parser.add_argument("--seconds", type=float, default=300)
    asked = parser.parse_args([] if arguments is None else arguments)
    catalog = load_catalog(PROJECT / "data")
    with tempfile.TemporaryDirectory() as folder:
        store = built_store(Path(folder) / "editing.duckdb", PROJECT / "data")
        tally = asyncio.run(measure(store, catalog, count=asked.people, targets=asked.targets, seconds=asked.seconds))
        wrong = problems(store, tally)
    print(f"{asked.people} people, {asked.targets} targets, {asked.seconds:.0f} s")
    print(f"  saves confirmed {len(tally.saved)}, conflicts shown {tally.conflicts}, of these left {tally.left}")
    for text, number in tally.others.items():
        print(f"  other answers: {number} x {text}")
    for name, seconds in (("save", tally.save_seconds), ("open", tally.open_seconds)):
        median, most = _quantile(seconds, 0.5), _quantile(seconds, 0.95)
        print(f"  {name}: {len(seconds)}, median {median:.2f} s, p95 {most:.2f} s, worst {max(seconds):.2f} s")
    print("  " + ("; ".join(wrong[:10]) or "every promise holds"))
    return 1 if wrong or _quantile(tally.save_seconds, 0.95) >= 1 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
