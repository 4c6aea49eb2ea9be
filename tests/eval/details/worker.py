"""One system in a process of its own: what it finds in every message, how long it takes, and how much memory it holds.

``python -m tests.eval.details.worker SYSTEM SEED``: JSON on standard output.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import psutil

from tests.eval.details.long_texts import long_texts
from tests.eval.details.sets import SESSIONS, SETS, cases, turns
from tests.eval.details.systems import Examine, System, load

WARM = 100
"""Messages that are examined before the clock counts: caches fill, as in a process that runs for days."""
Message = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def messages() -> Iterator[Message]:
    """Everything that is examined: id, text, what the author said before, profile names."""
    for one in SETS:
        for case in cases(one):
            yield case.id, case.text, case.before, ()
    for name in SESSIONS:
        for turn in turns(name):
            yield turn.id, turn.text, turn.before, turn.names


def megabytes() -> float:
    """The memory of this process now."""
    return float(psutil.Process().memory_info().rss) / 2**20


def measure(system: System, seed: int) -> dict[str, Any]:
    """Examine everything once."""
    todo = list(messages())
    bare = megabytes()
    started = time.perf_counter()
    examine = load(system)
    ready = time.perf_counter() - started
    loaded = megabytes()
    for message in todo[:: len(todo) // WARM]:
        examine(*message[1:])
    answers = {message[0]: _answer(examine, message) for message in todo}
    used = megabytes()
    long_cpu_ms = {what: _timed(examine, text) for what, text in long_texts(seed).items()}
    memory = {"bare": bare, "loaded": loaded, "used": used, "after long texts": megabytes()}
    return {"answers": answers, "ready_s": ready, "memory_mb": memory, "long_cpu_ms": long_cpu_ms}


def _answer(examine: Examine, message: Message) -> dict[str, Any]:
    started, used = time.perf_counter(), time.process_time()
    found, asked = examine(*message[1:])
    cpu, ms = (time.process_time() - used) * 1000, (time.perf_counter() - started) * 1000
    spans = [[one.start, one.end, one.category] for one in found]
    return {"found": spans, "asked": asked, "ms": ms, "cpu_ms": cpu}


def _timed(examine: Examine, text: str) -> float:
    """The milliseconds of CPU time that one long text takes."""
    used = time.process_time()
    examine(text, (), ())
    return (time.process_time() - used) * 1000


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # what presidio imports warns about its own dependencies
    json.dump(measure(System(sys.argv[1]), int(sys.argv[2])), sys.stdout)
