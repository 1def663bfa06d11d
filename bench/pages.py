"""Page times of the scorecard with 30 indicators x 16 areas x 120 months, as ratios in one run."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from bench.browser import chromium, cold_and_warm, median, seconds_to_choose, seconds_to_draw
from bench.servers import PROJECT, Server, serving_app, serving_script
from bench.sessions import load
from bench.synthetic import synthetic_installation

SCORECARD = ".ba-legend"


def main(runs: int = 9) -> None:
    """Print the figures; `runs` page loads and choices of each kind, interleaved."""
    with tempfile.TemporaryDirectory() as folder:
        data, store = synthetic_installation(Path(folder), indicators=30, comunas=15, months=120)
        copy = Path(folder) / "naive.duckdb"
        shutil.copy(store, copy)
        naive = {"NAIVE_STORE": str(copy)}
        with (
            serving_script(PROJECT / "bench" / "empty_app.py") as empty,
            serving_script(PROJECT / "bench" / "naive_app.py", naive) as slow,
            serving_app(store, data) as app,
        ):
            _page_times(empty, slow, app, runs)
            _server_times(slow, app)


def _page_times(empty: Server, slow: Server, app: Server, runs: int) -> None:
    times: dict[str, list[float]] = {}
    with chromium() as browser:
        for _ in range(runs):
            for name, url, ready in (
                ("empty", empty.url, "[data-testid=stMarkdown]"),
                ("app", f"{app.url}/tablero", SCORECARD),
                ("naive", slow.url, "[data-testid=stDataFrame]"),
            ):
                cold, warm = cold_and_warm(browser, url, ready)
                times.setdefault(f"{name} cold", []).append(cold)
                times.setdefault(f"{name} warm", []).append(warm)
        for kind in ("cold", "warm"):
            floor = median(times[f"empty {kind}"])
            for name in ("empty", "app", "naive"):
                seconds = median(times[f"{name} {kind}"])
                print(f"page {kind:<5} {name:<6} {seconds:6.2f} s   {seconds / floor:5.2f} x empty  ({runs} runs)")
        chosen = {"app": [], "naive": []}
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-AR")
        ours, theirs = context.new_page(), context.new_page()
        seconds_to_draw(ours, f"{app.url}/tablero", SCORECARD)
        seconds_to_draw(theirs, slow.url, "[data-testid=stDataFrame]")
        for turn in range(1, runs + 6):
            chosen["app"].append(seconds_to_choose(ours, "Territorio", f"Comuna {turn}", "h1"))
            chosen["naive"].append(seconds_to_choose(theirs, "Comuna", f"comuna-{turn}", ".end"))
        ours_median, naive_median = median(chosen["app"]), median(chosen["naive"])
        print(
            f"choose a comuna: {ours_median * 1000:.0f} ms (goal under 300), naive {naive_median * 1000:.0f} ms, "
            f"ratio {ours_median / naive_median:.2f}  ({len(chosen['app'])} choices each)"
        )


def _server_times(slow: Server, app: Server) -> None:
    for name, server, page, sessions, rounds in (
        ("app", app, "tablero", 50, 10),
        ("app", app, "tablero", 20, 10),
        ("naive", slow, "", 20, 2),
    ):
        found = asyncio.run(load(server, page, sessions=sessions, rounds=rounds))
        print(
            f"{sessions} sessions at once, {name:<5}: {found.reruns_per_second:5.1f} reruns/s (goal 25), "
            f"median wait {found.median_seconds:.2f} s, worst {found.worst_seconds:.2f} s, "
            f"CPU {found.cpu_seconds_per_rerun * 1000:.0f} ms a rerun (goal under 40)  ({sessions * rounds} reruns)"
        )


if __name__ == "__main__":
    main(int(os.environ.get("BENCH_RUNS", "9")))
