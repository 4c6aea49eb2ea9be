"""What goes between the bots' process and those that examine, as plain JSON: no object of one is made by the other.

Whoever took over a process that reads hostile texts all day could send numbers and short codes, and nothing else.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from typing import Any

from fourwalls.group.file_finding import FileDetail, FileFindings, Unread
from fourwalls.group.finding import Cue, DetailKind, Finding, RiskKind, RiskReading, Severity

Question = dict[str, Any]


def details_question(text: str, before: Sequence[str], profile_names: Collection[str]) -> Question:
    """Ask for the identifying details in a message."""
    return {"text": text, "before": list(before), "profile_names": sorted(profile_names)}


def risk_question(text: str, context: Sequence[str]) -> Question:
    """Ask for the risk in a message."""
    return {"text": text, "context": list(context)}


def details_told(found: Sequence[Finding]) -> Any:
    """Findings as JSON."""
    return [[one.start, one.end, one.kind.value, one.confidence, one.why] for one in found]


def details_read(told: Any) -> tuple[Finding, ...]:
    """Findings from JSON. Raises ``ValueError`` or ``TypeError`` for anything else."""
    return tuple(
        Finding(int(start), int(end), DetailKind(kind), float(confidence), str(why))
        for start, end, kind, confidence, why in told
    )


def risk_told(reading: RiskReading) -> Any:
    """A reading as JSON."""
    kind = None if reading.kind is None else reading.kind.value
    cues = [[cue.start, cue.end, cue.cue] for cue in reading.cues]
    return [int(reading.severity), kind, reading.score, cues, list(reading.lowered_by)]


def risk_read(told: Any) -> RiskReading:
    """A reading from JSON. Raises ``ValueError`` or ``TypeError`` for anything else."""
    severity, kind, score, cues, lowered = told
    return RiskReading(
        Severity(severity),
        None if kind is None else RiskKind(kind),
        float(score),
        tuple(Cue(int(start), int(end), str(cue)) for start, end, cue in cues),
        tuple(str(guard) for guard in lowered),
    )


def file_question(data: bytes, declared_type: str) -> Question:
    """Ask for what the fields of a file tell."""
    return {"data": base64.b64encode(data).decode("ascii"), "type": declared_type}


def file_asked(asked: Question) -> tuple[bytes, str]:
    """The file and the declared type of a question."""
    return base64.b64decode(asked["data"], validate=True), str(asked["type"])


def file_told(findings: FileFindings) -> Any:
    """What a file tells as JSON."""
    return [sorted(findings.kinds), findings.unread]


def file_read(told: Any | None) -> FileFindings:
    """What a file tells, from JSON. No answer at all counts as too slow.

    Raises:
        ValueError, TypeError: it is something else.
    """
    if told is None:
        return FileFindings(unread=Unread.TOO_SLOW)
    kinds, unread = told
    return FileFindings(frozenset(map(FileDetail, kinds)), None if unread is None else Unread(unread))
