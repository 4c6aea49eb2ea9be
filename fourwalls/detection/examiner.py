"""The examiner: the one door through which the house asks what a message holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Self

from presidio_analyzer import AnalyzerEngine

from fourwalls.detection import models
from fourwalls.detection.details import engine
from fourwalls.detection.details.reading import Reading
from fourwalls.detection.details.split import joined
from fourwalls.detection.names import NameModel
from fourwalls.detection.risk.judge import Judge
from fourwalls.detection.risk.linear import LinearModel
from fourwalls.detection.risk.rules import RiskRules
from fourwalls.group.finding import Finding, RiskReading

PIECE = 4_000
OVERLAP = 200
"""Long texts are examined in overlapping pieces, so that time grows with length and no detail falls in a gap."""
RECENT = 64
"""So many findings can lie in the overlap of two pieces at most."""
NAMED_CHARS = 3_000
"""The name model reads this far into one message; beyond, which no chat message reaches, the rules work alone."""


class Examiner:
    """Finds identifying details and signs of risk. Load it once; use it from one worker thread at a time."""

    def __init__(self, analyzer: AnalyzerEngine, names: NameModel | None, judge: Judge, state: tuple[str, ...]) -> None:
        self._analyzer = analyzer
        self._names = names
        self._judge = judge
        self.state = state
        """What is loaded, a sentence a part; fit for the status page."""
        self.degraded = names is None
        """Whether something is missing, so that less is found than should be."""

    @classmethod
    def load(cls, *, risk_toml: str, models: Path | None = None) -> Self:
        """Load everything. A missing name model is a loud degraded state; a damaged one raises ``ModelError``."""
        folder = _locate(models)
        names = NameModel(folder) if folder is not None else None
        judge = Judge(RiskRules.parse(risk_toml), LinearModel.shipped())
        return cls(engine.build(), names, judge, _describe(names is not None, judge))

    def details(
        self, text: str, *, before: Sequence[str] = (), profile_names: Collection[str] = ()
    ) -> tuple[Finding, ...]:
        """The identifying details in a message. ``before`` holds the same sender's previous messages."""
        found: list[Finding] = []
        for start, piece in _pieces(text):
            tagger = self._names.tag if self._names is not None and start < NAMED_CHARS else None
            reading = Reading(piece, tagger=tagger, before=before, names=profile_names)
            for one in engine.analyze(self._analyzer, reading):
                moved = Finding(one.start + start, one.end + start, one.kind, one.confidence, one.why)
                if not any(moved.start < other.end and other.start < moved.end for other in found[-RECENT:]):
                    found.append(moved)
        return tuple(found) or self._split(text, before, profile_names)

    def _split(self, text: str, before: Sequence[str], names: Collection[str]) -> tuple[Finding, ...]:
        """What is a detail only together with the same sender's message before; the part that stands in this one."""
        both = joined(text, before)
        if both is None:
            return ()
        whole, start = both
        reading = Reading(whole, tagger=self._names.tag if self._names is not None else None, names=names)
        return tuple(
            Finding(max(0, one.start - start), one.end - start, one.kind, one.confidence, one.why)
            for one in engine.analyze(self._analyzer, reading)
            if one.end > start
        )

    def risk(self, text: str, *, context: Sequence[str] = ()) -> RiskReading:
        """The risk in a message. ``context`` holds the lines before it, oldest first, as ``name: text``."""
        return self._judge.read(text, context)


def _locate(folder: Path | None) -> Path | None:
    """The model folder (the parameter of ``load`` shadows the module of the same name)."""
    return models.locate(folder)


def _describe(names: bool, judge: Judge) -> tuple[str, ...]:
    """What was loaded, in words."""
    details = f"details: rules + names ({models.MODEL_NAME})" if names else "details: rules alone, NAME MODEL MISSING"
    return (details, f"risk: {len(judge.rules.cues)} cues + linear model, flags from {judge.model.threshold:.2f}")


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A text in overlapping pieces, cut at spaces where there are any, with the offset of each."""
    start = 0
    while True:
        end = min(start + PIECE, len(text))
        if end < len(text):
            space = text.rfind(" ", start + PIECE - OVERLAP, end)
            end = space if space > 0 else end
        yield start, text[start:end]
        if end >= len(text):
            return
        start = end - OVERLAP
