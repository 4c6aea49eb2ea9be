"""Messages in, readings out, one JSON object a line: for `fourwalls examine` and for whoever measures us."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from fourwalls.detection.mosaic.reader import MosaicReader

if TYPE_CHECKING:  # it brings presidio, which takes seconds to import; mosaic does without
    from fourwalls.detection.examiner import Examiner

Answer = TypeVar("Answer")


def details_lines(examiner: Examiner, lines: Iterable[str]) -> Iterator[str]:
    """For every ``{"id", "text", "context"?}`` its identifying details; context is what the same sender said before."""
    for entry in _entries(lines):
        found, ms = _timed(partial(examiner.details, entry["text"], before=entry["context"]))
        yield _line(
            {
                "id": entry["id"],
                "identifying": bool(found),
                "findings": [
                    {"start": f.start, "end": f.end, "category": f.kind.value, "confidence": f.confidence, "why": f.why}
                    for f in found
                ],
                "ms": ms,
            }
        )


def risk_lines(examiner: Examiner, lines: Iterable[str]) -> Iterator[str]:
    """For every ``{"id", "text", "context"}`` its risk."""
    for entry in _entries(lines):
        reading, ms = _timed(partial(examiner.risk, entry["text"], context=entry["context"]))
        yield _line(
            {
                "id": entry["id"],
                "flag": reading.flag,
                "category": None if reading.kind is None else reading.kind.value,
                "severity": reading.severity.word,
                "score": reading.score,
                "why": [{"start": cue.start, "end": cue.end, "cue": cue.cue} for cue in reading.cues],
                "lowered_by": list(reading.lowered_by),
                "ms": ms,
            }
        )


def mosaic_lines(reader: MosaicReader, lines: Iterable[str]) -> Iterator[str]:
    """For every ``{"id", "messages"}`` the message by which they single their writer out, from 0, or ``null``."""
    for number, entry in _objects(lines):
        messages = entry.get("messages")
        if not isinstance(messages, list) or not all(isinstance(said, str) for said in messages):
            raise ValueError(f'line {number}: "messages" is missing or no list of texts')
        yield _line({"id": entry["id"], "identifiable_at": reader.identifiable_at(messages)})


def _entries(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The messages, checked; a ``ValueError`` names the line and what is wrong, never what it says."""
    for number, entry in _objects(lines):
        if not isinstance(entry.get("text"), str):
            raise ValueError(f'line {number}: "text" is missing or no text')  # noqa: TRY004  one kind for all
        context = entry.get("context") or []
        if not isinstance(context, list) or not all(isinstance(said, str) for said in context):
            raise ValueError(f'line {number}: "context" is no list of texts')
        entry["context"] = context
        yield entry


def _objects(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every line that is not empty, with its number: an object with an ``id``."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError:
            raise ValueError(f"line {number}: not JSON") from None
        if not isinstance(entry, dict):
            raise ValueError(f"line {number}: not a JSON object")  # noqa: TRY004  one kind of error for every bad line
        if not isinstance(entry.get("id"), (str, int)):
            raise ValueError(f'line {number}: "id" is missing or neither text nor number')  # noqa: TRY004  the same
        yield number, entry


def _timed(examine: Callable[[], Answer]) -> tuple[Answer, float]:
    """An answer, and how many milliseconds it took."""
    start = time.perf_counter()
    answer = examine()
    return answer, round((time.perf_counter() - start) * 1000, 2)


def _line(entry: dict[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(entry, ensure_ascii=False)
