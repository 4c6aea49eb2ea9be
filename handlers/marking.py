"""A member's own words shown back to them, with what was found in them marked."""

from __future__ import annotations

from collections.abc import Sequence

from fourwalls.group.finding import Finding

_AROUND = 60  # characters shown on each side of a detail
_SHOWN = 8
_LONGEST_DETAIL = 120


def marked(text: str, findings: Sequence[Finding]) -> str:
    """The member's own words with each detail between «marks», cut to the parts that matter."""
    spans = _merged(findings)[:_SHOWN]
    parts: list[str] = []
    at = 0
    for (first, last), following in zip(spans, [*(start for start, _ in spans[1:]), len(text)], strict=True):
        parts += [_before(text, at, first), "«", _clipped(text[first:last]), "»"]
        at = min(last + _AROUND, following)
        parts.append(text[last:at])
    return "".join(parts).strip() + (" …" if at < len(text) else "")


def _before(text: str, at: int, first: int) -> str:
    """What leads up to a detail: all since ``at``, or the last of it."""
    return text[at:first] if first - at <= _AROUND else f" … {text[first - _AROUND : first].lstrip()}"


def _clipped(detail: str) -> str:
    return detail if len(detail) <= _LONGEST_DETAIL else detail[:_LONGEST_DETAIL] + " …"


def _merged(findings: Sequence[Finding]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((finding.start, finding.end) for finding in findings):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
