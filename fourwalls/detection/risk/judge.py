"""One reading of the risk in a message: the trained model and the configured rules, weighed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from fourwalls.detection import normal
from fourwalls.detection.lacks import Lack
from fourwalls.detection.normal import View
from fourwalls.detection.regex import Pattern
from fourwalls.detection.risk.features import blocks, look_before, slot
from fourwalls.detection.risk.linear import LinearModel, Silent
from fourwalls.detection.risk.rules import GuardRule, RiskRules, Sighting
from fourwalls.group.finding import Cue, RiskKind, RiskReading, Severity

WINDOW = 2_000
OVERLAP = 200
SURE_WEIGHT = 1.8
"""Cues of a kind that weigh this much together are flagged whatever the model thinks."""
GUARD_WEIGHT = 1.0
"""What a guard takes off that weight."""
LEARNED = "learned wording"
_WORD = Pattern(r"[a-z0-9']+")
_EXPLAINED = 3


def _model() -> tuple[LinearModel, frozenset[Lack]]:
    """The risk model, or one that says nothing."""
    try:
        return LinearModel.shipped(), frozenset()
    except Exception:  # noqa: BLE001 - a damaged file fails in many ways: the cues work alone then, and it is told
        return Silent(), frozenset({Lack.RISK_MODEL_DAMAGED})


@dataclass(frozen=True, slots=True)
class Judge:
    """Rules and model, loaded once."""

    rules: RiskRules
    model: LinearModel
    lacks: frozenset[Lack] = frozenset()
    """What is missing, so that less is found than should be."""

    @classmethod
    def load(cls, risk_toml: str) -> Self:
        """The rules given, with the weights that ship with the package; without them cues alone speak for a risk.

        Raises:
            RiskRulesError: the rules cannot be used.
        """
        return cls(RiskRules.parse(risk_toml), *_model())

    @property
    def state(self) -> str:
        """What is loaded, in words."""
        cues = f"risk: {len(self.rules.cues)} cues"
        if Lack.RISK_MODEL_DAMAGED in self.lacks:
            return f"{cues} alone, RISK MODEL DAMAGED"
        return f"{cues} + linear model, flags from {self.model.threshold:.2f}"

    def read(self, text: str, context: Sequence[str]) -> RiskReading:
        """The worst reading of any stretch of the message."""
        view = normal.plain(text)
        before = look_before(self.rules, context)
        readings = [self._read_view(part, before) for part in _stretches(view)]
        return max(readings, key=lambda reading: (reading.severity, reading.score), default=_NOTHING)

    def _read_view(self, view: View, before: Sighting | None) -> RiskReading:
        """The reading of one stretch."""
        seen = self.rules.look(view)
        opinion = self.model.opinion(blocks(seen, before))
        verdict = max((_verdict(seen, kind) for kind in RiskKind), key=lambda one: one.rank)
        score = round(opinion.score, 3)
        if max(opinion.severity, verdict.severity) is Severity.NONE:
            return RiskReading(Severity.NONE, None, score)
        if verdict.severity > opinion.severity or (verdict.severity and verdict.kind is opinion.kind):
            lowered = tuple(guard.name for guard in verdict.lowered) if verdict.severity >= opinion.severity else ()
            severity = max(verdict.severity, opinion.severity)
            return RiskReading(severity, verdict.kind, score, self._cues(seen, verdict.kind), lowered)
        return RiskReading(opinion.severity, opinion.kind, score, self._cues(seen, opinion.kind))

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


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the cues of one kind say by themselves."""

    kind: RiskKind
    severity: Severity
    weight: float
    lowered: tuple[GuardRule, ...]

    @property
    def rank(self) -> tuple[Severity, float]:
        """The worst first, then the surest."""
        return self.severity, self.weight


def _verdict(seen: Sighting, kind: RiskKind) -> _Verdict:
    """What the cues of a kind say: nothing, unless they weigh enough; an immediate one that does is never silenced."""
    hits = [hit.rule for hit in seen.hits if hit.rule.kind is kind]
    guards = tuple(guard for guard in seen.guards if kind in guard.lowers)
    total = sum(rule.weight for rule in hits)
    said = max((rule.severity for rule in hits if rule.weight >= SURE_WEIGHT or len(hits) > 1), default=Severity.NONE)
    grave = any(rule.severity is Severity.IMMEDIATE and rule.weight >= SURE_WEIGHT for rule in hits)
    sure = grave or total - GUARD_WEIGHT * len(guards) >= SURE_WEIGHT
    if not sure or said is Severity.NONE:
        return _Verdict(kind, Severity.NONE, total, ())
    return _Verdict(kind, Severity(max(said - len(guards), Severity.CONCERN)), total, guards)
