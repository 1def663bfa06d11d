"""The process in which a delivery of records is read: a plan as one line on stdin, an outcome as one line on stdout.

The files come from outside and are opened by libraries that are not Python: a hostile one ends this process alone. It
has limits of memory and of processor time, reaches no file but those of its plan, and ends with the process that
began it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import threading

from bahealth.collect.records.plan import Plan
from bahealth.collect.records.stage import staged


def main() -> None:
    """Carry out the plan on stdin."""
    plan = Plan.model_validate_json(sys.stdin.buffer.readline())
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, plan.most_bytes),
        (resource.RLIMIT_CPU, plan.most_seconds),
    ):
        with contextlib.suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(kind, (most, most))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.write(staged(plan).model_dump_json() + "\n")
    sys.stdout.flush()
    os._exit(0)  # the thread waits on stdin


def _end_with_parent() -> None:
    """The parent keeps the other end of stdin open for as long as it waits for an answer."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
