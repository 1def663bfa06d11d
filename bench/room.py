"""The server of a live session is killed again and again while a line is captured: `python -m bench.room`.

Two screens stand open in Chromium. In each round one of them writes a line and presses *Save*; at a moment drawn by
lot, before, during or after that, the server process gets SIGKILL and is started again. Afterwards the store is read:
every line whose drawer had closed before the server died must be there once, no line twice, and the words of a drawer
that was still open must stand in it again. Each round also measures how long the other screen takes to follow.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

from bahealth.config import PROJECT
from bahealth.convene.room.queries import captured_in
from bahealth.store import Database
from bench.browser import chromium
from bench.servers import Server, built_store, free_port, serving_app
from tests.browser.rooms import store_with_session
from tests.installation import without_sessions

KILLS = 20
_LONGEST = 1.5  # seconds after pressing the button
_FIELD, _SAVE = "Qué se dijo", "Guardar"


def opened(page: Page, server: Server, session_id: str) -> None:
    """Go to the room."""
    page.goto(f"{server.url}/sala?sesion={session_id}")
    expect(page.get_by_role("button", name="Siguiente")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(700)


def connected(page: Page) -> None:
    """Wait until the page has come back by itself."""
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=90_000)
    page.wait_for_timeout(1500)


def write(page: Page, text: str) -> None:
    """Open the drawer and type."""
    page.keyboard.press("d")
    field = page.get_by_role("textbox", name=_FIELD)
    field.wait_for(timeout=30_000)
    field.press_sequentially(text)


def save(page: Page, timeout: float = 15_000) -> bool:
    """Press the button; whether the drawer closed, which is the answer that the line is on disk."""
    try:
        page.get_by_role("button", name=_SAVE).click(timeout=timeout)
        page.get_by_role("dialog").wait_for(state="detached", timeout=timeout)
    except TooLate:
        return False
    return True


def seconds_to_follow(presenter: Page, follower: Page, *, forward: bool) -> float:
    """Seconds from the key until the other screen shows the line."""
    before = follower.locator("h1").first.inner_text()
    start = time.perf_counter()
    presenter.keyboard.press("ArrowRight" if forward else "ArrowLeft")
    expect(follower.locator("h1").first).not_to_have_text(before, timeout=20_000)
    return time.perf_counter() - start


def play(store: Path, session_id: str, kills: int) -> tuple[list[str], list[str], list[float]]:
    """Texts that were confirmed, words that were lost from an open drawer, and seconds to follow."""
    dice, port = random.Random(5), free_port()  # noqa: S311 - moments, not secrets
    confirmed: list[str] = []
    lost: list[str] = []
    followed: list[float] = []
    with chromium() as browser:
        pages = [browser.new_context(locale="es-AR").new_page() for _ in range(2)]
        for number in range(kills + 1):
            with serving_app(store, PROJECT / "data", port=port) as server:
                for page in pages:
                    if number:
                        connected(page)
                    else:
                        opened(page, server, session_id)
                writer, other = pages
                if number:
                    _after(writer, f"Decisión {number - 1}", confirmed, lost)
                if number == kills:
                    break
                seconds_to_follow(writer, other, forward=number == 0)  # the first drawing after a start
                followed.append(seconds_to_follow(writer, other, forward=True))
                write(writer, f"Decisión {number}")
                writer.get_by_role("button", name=_SAVE).click()
                time.sleep(dice.uniform(0, _LONGEST))
                if writer.get_by_role("dialog").count() == 0:
                    confirmed.append(f"Decisión {number}")
                os.kill(server.process_id, signal.SIGKILL)
    return confirmed, lost, followed


def _after(page: Page, text: str, confirmed: list[str], lost: list[str]) -> None:
    """After the restart: a drawer that stands open must hold its words; they are sent again."""
    if page.get_by_role("dialog").count() == 0:
        return
    if page.get_by_role("textbox", name=_FIELD).input_value() != text:
        lost.append(text)
    if save(page):
        confirmed.append(text)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when a line or a word was lost, or a screen took longer than two seconds to follow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--store", type=Path, help="a built store, copied; else one is built")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "room.duckdb"
        if asked.store:
            shutil.copy(asked.store, own)
        else:
            built_store(own, without_sessions(own.parent))
        session_id = store_with_session(own)
        confirmed, words, followed = play(own, session_id, asked.kills)
        database = Database(own)
        with database.reading() as con:
            kept = Counter(one.text for one in captured_in(con, session_id))
        database.close()
    lines = [one for one in set(confirmed) if kept[one] == 0]
    twice = [one for one, count in kept.items() if count > 1]
    print(f"{asked.kills} kills, {len(set(confirmed))} lines confirmed, {sum(kept.values())} kept")
    print(f"  lines lost {len(lines)}, words lost {len(words)}, kept twice {len(twice)}: {lines + words + twice}")
    print(f"  other screen follows: median {sorted(followed)[len(followed) // 2]:.2f} s, worst {max(followed):.2f} s")
    return 1 if lines or words or twice or max(followed) >= 2 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
