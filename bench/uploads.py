"""Uploads that mean harm, through the door of the app: `python -m bench.uploads --count 20000 --seed 1`.

Forms, official files and records are generated and spoilt (bench/hostile); a judge of its own checks that each is
accepted exactly as it stands, or refused whole with reasons that a person can read, and that a refused one leaves the
store alone. Prints uploads, accepted, refused and seconds by class, and the most memory that a process and its children
held; ends with 1 when anything went wrong. The official files are looked for in BAHEALTH_OFFICIAL.

`--only N` judges upload N of the seed alone, to look at it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, Final

from bahealth.catalog.load import load_catalog
from bahealth.catalog.model import Catalog
from bahealth.collect.commands import preview_delivery
from bahealth.collect.returned import refused_copy
from bahealth.config import PROJECT
from bahealth.store import Database
from bench.hostile import forms, official, records
from bench.hostile.judge import AT, LANGUAGES, Judge
from bench.hostile.limits import LIMITS, SOURCE_OF_LIMITS
from bench.hostile.record_judge import RecordJudge
from bench.hostile.sample import Sample
from bench.watched import GIB, Outcome, watched

RESULT: Final = PROJECT / "var" / "bench" / "uploads.json"
PROGRESS: Final = RESULT.with_suffix(".txt")  # grows while a run lasts
WORKERS: Final = 2
MOST_BYTES: Final = 2 * GIB  # that one worker and what it starts may hold; one that holds more is ended
_SHARES: Final = {"forms": 57, "official": 39, "records": 4}
_NAMED: Final = 60  # failures


def sample_at(seed: int, place: int, catalog: Catalog) -> Sample:
    """Upload `place` of a seed, always the same."""
    chance = Random(f"{seed} {place}")  # noqa: S311 - a mutation, not a secret
    shares = dict(_SHARES)
    if not official.OFFICIAL.is_dir():
        del shares["official"]
    (family,) = chance.choices(list(shares), list(shares.values()))
    if family == "forms":
        return next(forms.samples(catalog, chance))
    return next(official.samples(chance) if family == "official" else records.samples(catalog, chance))


def work(seed: int, places: list[int], until: float) -> dict[str, Any]:
    """Judge the uploads at `places[0], places[0] + places[2], …` before `places[1]`, until the clock says `until`."""
    catalog = load_catalog(PROJECT / "data")
    lines: dict[str, list[float]] = {}
    forms_of: Counter[str] = Counter()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        judges = {True: RecordJudge(catalog, Path(folder)), False: Judge(catalog, Path(folder))}
        for place in range(*places):
            if time.time() > until:
                break
            sample = sample_at(seed, place, catalog)
            judge = judges[sample.source_id.startswith("records_")]
            line = lines.setdefault(sample.label, [0, 0, 0, 0.0])
            forms_of[next(one for one in _FORMS if sample.name.lower().endswith(one))] += 1
            began = time.perf_counter()
            try:
                line[1 if judge.judged(sample) else 2] += 1
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is what is looked for
                failures.append(_told(place, sample, problem))
                _keep(failures[-1])
                judge.begin_again()
            line[0] += 1
            line[3] += time.perf_counter() - began
            if place % 500 < places[2]:
                _keep(f"{time.strftime('%H:%M')} upload {place} of {places[1]}, {len(failures)} wrong")
        for judge in judges.values():
            judge.check_unchanged()
        reasons = judges[True].reasons + judges[False].reasons
    return {"lines": lines, "forms": forms_of, "failures": failures, "reasons": reasons}


_FORMS: Final = (".csv.gz", ".csv", ".zip", ".xlsx", ".xls", ".parquet", ".json", "")


def limit(name: str) -> dict[str, Any]:
    """One file at the limits, looked at and given back as the app does."""
    database, catalog = Database(None, threads=1), load_catalog(PROJECT / "data")
    with tempfile.TemporaryDirectory() as folder:
        file_name, content = LIMITS[name]()
        path = Path(folder) / file_name
        path.write_bytes(content)
        del content
        began = time.perf_counter()
        preview = preview_delivery(database, catalog, source_id=SOURCE_OF_LIMITS, files=[path], at=AT)
        if preview.problems:
            refused_copy(path, preview.problems, LANGUAGES[0])
    return {"seconds": time.perf_counter() - began, "rows": preview.row_count, "problems": len(preview.problems)}


def _told(place: int, sample: Sample, problem: Exception) -> str:
    where = traceback.extract_tb(problem.__traceback__)[-1]
    return (
        f"{place} {sample.label} {sample.name[:40]} ({sample.made_by}): {type(problem).__name__} in {where.name}: "
        f"{str(problem)[:300]}"
    )


def _keep(line: str) -> None:
    """For those who watch a long run."""
    PROGRESS.parent.mkdir(parents=True, exist_ok=True)
    with PROGRESS.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def main(words: list[str]) -> int:
    """Judge, print, and say whether all went well."""
    known = argparse.ArgumentParser(prog="python -m bench.uploads", description=__doc__)
    known.add_argument("--count", type=int, default=20_000)
    known.add_argument("--seed", type=int, default=1)
    known.add_argument("--minutes", type=float, default=240, help="after which no further upload is begun")
    known.add_argument("--only", type=int, help="one upload of the seed")
    said = known.parse_args(words)
    if said.only is not None:
        print(json.dumps(work(said.seed, [said.only, said.only + 1, 1], time.time() + 600), indent=1))
        return 0
    began = time.perf_counter()
    until = time.time() + 60 * said.minutes
    PROGRESS.unlink(missing_ok=True)
    with ThreadPoolExecutor(WORKERS) as pool:
        found = list(
            pool.map(
                lambda first: watched(
                    "bench.uploads",
                    "work",
                    may_hold=MOST_BYTES,
                    seed=said.seed,
                    places=[first, said.count, WORKERS],
                    until=until,
                ),
                range(WORKERS),
            )
        )
    limits = {one: watched("bench.uploads", "limit", may_hold=MOST_BYTES, name=one) for one in LIMITS}
    told = [
        one.answer or {"lines": {}, "forms": {}, "failures": ["held more memory than it may"], "reasons": {}}
        for one in found
    ]
    peak = [one.peak_bytes for one in found]
    return _printed(said, told, peak, time.perf_counter() - began) + _printed_limits(limits)


def _printed(said: argparse.Namespace, told: list[dict[str, Any]], peak: list[int], seconds: float) -> int:
    lines: dict[str, list[float]] = {}
    kinds, reasons = Counter[str](), Counter[str]()
    failures = [one for each in told for one in each["failures"]]
    for each in told:
        kinds.update(each["forms"])
        reasons.update(each["reasons"])
        for label, line in each["lines"].items():
            lines[label] = [a + b for a, b in zip(lines.get(label, [0, 0, 0, 0]), line, strict=True)]
    print(f"{'class':<42}{'uploads':>9}{'accepted':>10}{'refused':>9}{'seconds':>9}")
    total = [sum(column) for column in zip(*lines.values(), strict=True)]
    for label, line in [*sorted(lines.items()), ("all", total)]:
        print(f"{label:<42}{line[0]:>9.0f}{line[1]:>10.0f}{line[2]:>9.0f}{line[3]:>9.0f}")
    print("forms: " + ", ".join(f"{name or 'other'} {count}" for name, count in kinds.most_common()))
    print(f"different reasons: {len(reasons)}; wrong: {len(failures)}; seed {said.seed}; {seconds / 60:.1f} minutes")
    print(f"most memory of a worker with its children: {max(peak) / GIB:.2f} GiB; it may hold {MOST_BYTES / GIB:.0f}")
    for one in failures[:_NAMED]:
        print("WRONG", one)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    kept = {"seed": said.seed, "seconds": seconds, "peak_bytes": peak, "lines": lines, "forms": kinds}
    RESULT.write_text(json.dumps({**kept, "reasons": reasons, "failures": failures}, indent=1), encoding="utf-8")
    return 1 if failures or not lines else 0


def _printed_limits(limits: dict[str, Outcome]) -> int:
    """Of each file at the limits what it took; how many held more than they may."""
    print(f"{'file at the limits':<42}{'seconds':>9}{'GiB':>9}")
    for name, one in limits.items():
        said = one.answer or {"seconds": 0.0, "rows": 0, "problems": 0}
        came = "ended" if one.answer is None else f"{said['rows']} rows, {said['problems']} reasons"
        print(f"{name:<42}{said['seconds']:>9.0f}{one.peak_bytes / GIB:>9.2f}  {came}")
    return sum(one.answer is None for one in limits.values())


if __name__ == "__main__":
    steps = {"work": work, "limit": limit}
    if sys.argv[1:2] and sys.argv[1] in steps:
        print(json.dumps(steps[sys.argv[1]](**json.loads(sys.argv[2]))))
    else:
        sys.exit(main(sys.argv[1:]))
