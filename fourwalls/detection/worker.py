"""A process that examines and does nothing else: ``python -m fourwalls.detection.worker``.

It reads JSON lines from standard input, first its orders, then questions, and answers each in its turn. It holds no
key, knows nobody, and ends when its standard input is closed. It never writes a word of a question anywhere else.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from fourwalls.detection import exchange
from fourwalls.detection.lacks import Lack
from fourwalls.detection.models import ModelError

Examine = Callable[[exchange.Question], Any]


def main() -> int:
    """Obey until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not get in between

    def say(**told: Any) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    try:
        examine, state, lacks = _load(json.loads(sys.stdin.readline()))
    except (ModelError, ValueError) as error:
        say(refused=str(error))
        return 1
    say(state=state, lacks=sorted(lacks))
    for question in _questions():
        number = question.pop("number")
        try:
            found = examine(question)
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over, the message counts as not examined
            say(number=number, failed=type(error).__name__)
        else:
            say(number=number, found=found)
    return 0


def _load(orders: dict[str, Any]) -> tuple[Examine, str, frozenset[Lack]]:
    """Load one examination, and nothing that the other needs."""
    if orders["examination"] == "risk":
        from fourwalls.detection.risk.judge import Judge  # noqa: PLC0415 - the other process does without

        judge = Judge.load(orders["risk_toml"])
        return lambda asked: exchange.risk_told(judge.read(asked["text"], asked["context"])), judge.state, judge.lacks
    if orders["examination"] == "files":
        from fourwalls.detection.files.look import look_into  # noqa: PLC0415 - as above

        return (
            lambda asked: exchange.file_told(look_into(*exchange.file_asked(asked))),
            "looks into files",
            frozenset(),
        )
    from fourwalls.detection.details.examiner import DetailsExaminer  # noqa: PLC0415 - as above

    details = DetailsExaminer.load(Path(orders["models"]) if orders["models"] else None)

    def examine(asked: exchange.Question) -> Any:
        found = details.examine(asked["text"], before=asked["before"], profile_names=asked["profile_names"])
        return exchange.details_told(found)

    return examine, details.state, details.lacks


def _questions() -> Iterator[exchange.Question]:
    """The questions as they come. The process ends with its input even in the midst of one that hangs."""
    coming: SimpleQueue[str] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            coming.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(coming.get())


if __name__ == "__main__":
    sys.exit(main())
