"""Steps for the tests of bench.watched: `python -m tests.bench.stepping STEP ARGUMENTS`."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

MIB = 2**20


def hold(mebibytes: int) -> dict[str, Any]:
    held = b"x" * (mebibytes * MIB)
    time.sleep(0.5)
    return {"held": len(held)}


def hold_in_a_child(mebibytes: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.stepping", "hold", json.dumps({"mebibytes": mebibytes})]
    subprocess.run(command, check=True, capture_output=True)
    return {}


def no_memory() -> dict[str, Any]:
    raise MemoryError


def fail() -> dict[str, Any]:
    raise ValueError("no such folder")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
