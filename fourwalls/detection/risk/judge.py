"""One reading of the risk in a message: the trained model and the configured rules, weighed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourwalls.detection import normal
from fourwalls.detection.normal import View
from fourwalls.detection.regex import Pattern
from fourwalls.detection.risk.features import blocks, context_text, slot
from fourwalls.detection.risk.linear import LinearModel, Opinion
from fourwalls.detection.risk.rules import RiskRules, Sighting
from fourwalls.group.finding import Cue, RiskKind, RiskReading, Severity

WINDOW = 2_000
OVERLAP = 200
SURE_WEIGHT = 1.8
"""Cues of a kind that weigh this much together are flagged whatever the model thinks, if one is immediate or plain."""
GUARD_WEIGHT = 1.0
"""What a guard takes off that weight."""
LEARNED = "learned wording"
_WORD = Pattern(r"[a-z0-9']+")
_EXPLAINED = 3


@dataclass(frozen=True, slots=True)
class Judge:
    """Rules and model, loaded once."""

    rules: RiskRules
    model: LinearModel

    def read(self, text: str, context: Sequence[str]) -> RiskReading:
        """The worst reading of any stretch of the message."""
        view = normal.plain(text)
        before = context_text(self.rules, context) if context else ""
        readings = [self._read_view(part, before) for part in _stretches(view)]
        return max(readings, key=lambda reading: (reading.severity, reading.score), default=_NOTHING)

    def _read_view(self, view: View, before: str) -> RiskReading:
        """The reading of one stretch."""
        seen = self.rules.look(view)
        opinion = self.model.opinion(blocks(seen, before))
        sure = _sure_kind(seen)
        if opinion.score < self.model.threshold and sure is None:
            return RiskReading(Severity.NONE, None, round(opinion.score, 3))
        kind = opinion.kind if opinion.score >= self.model.threshold or sure is None else sure
        severity, lowered = _severity(seen, opinion, kind)
        return RiskReading(severity, kind, round(opinion.score, 3), self._cues(seen, kind), lowered)

    def _cues(self, seen: Sighting, kind: RiskKind) -> tuple[Cue, ...]:
        """What spoke for the kind: cues that were met, or else the words that the model weighs most."""
        found = {
            Cue(*seen.view.span(start, end), hit.rule.name)
            for hit in seen.hits
            if hit.rule.kind is kind
            for start, end in hit.spans
        }
        if not found:
            found = set(self._heaviest(seen.view))
        return tuple(sorted(found, key=lambda cue: (cue.start, cue.end, cue.cue)))

    def _heaviest(self, view: View) -> Iterator[Cue]:
        """The few words that weigh most in the model."""
        words = [match.span() for match in _WORD.finditer(view.text)]
        weighed = sorted(((self.model.weigh(slot("w", view.text[a:b])), a, b) for a, b in words), reverse=True)
        for weight, start, end in weighed[:_EXPLAINED]:
            if weight > 0:
                yield Cue(*view.span(start, end), LEARNED)


_NOTHING = RiskReading(Severity.NONE, None, 0.0)


def _stretches(view: View) -> Iterator[View]:
    """A long message in overlapping stretches, so that no part of it drowns in the rest."""
    length = len(view.text)
    start = 0
    while start < length:
        end = min(start + WINDOW, length)
        yield View(view.text[start:end], view.origin[start:end], view.until[start:end])
        if end == length:
            return
        start = end - OVERLAP


def _sure_kind(seen: Sighting) -> RiskKind | None:
    """The kind of which cues alone make sure, or ``None``."""
    sums: dict[RiskKind, float] = {}
    plain: set[RiskKind] = set()
    for hit in seen.hits:
        sums[hit.rule.kind] = sums.get(hit.rule.kind, 0.0) + hit.rule.weight
        if hit.rule.severity is Severity.IMMEDIATE or hit.rule.weight >= SURE_WEIGHT:
            plain.add(hit.rule.kind)
    for guard in seen.guards:
        for kind in guard.lowers & sums.keys():
            sums[kind] -= GUARD_WEIGHT
    sure = [(total, kind) for kind, total in sums.items() if total >= SURE_WEIGHT and kind in plain]
    return max(sure)[1] if sure else None


def _severity(seen: Sighting, opinion: Opinion, kind: RiskKind) -> tuple[Severity, tuple[str, ...]]:
    """How severe, and which guards lowered it. A guard lowers by one step and never below concern."""
    said = max((hit.rule.severity for hit in seen.hits if hit.rule.kind is kind), default=Severity.NONE)
    urgent = said is Severity.IMMEDIATE
    severity = max(opinion.severity, Severity.HIGH) if said >= Severity.HIGH else opinion.severity
    guards = tuple(guard.name for guard in seen.guards if kind in guard.lowers)
    if not guards or severity is Severity.CONCERN:
        return severity, ()
    if urgent and severity is Severity.IMMEDIATE and len(guards) == 1:
        return severity, ()
    return Severity(severity - 1), guards
