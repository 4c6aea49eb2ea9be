"""The examiner: the one door through which the house asks what a message holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from presidio_analyzer import AnalyzerEngine

from fourwalls.detection import models
from fourwalls.detection.details import engine
from fourwalls.detection.details.reading import Reading
from fourwalls.detection.names import NameModel
from fourwalls.group.finding import Finding, RiskKind, RiskReading, Severity

MAX_CHARS = 16_000
PIECE_OVERLAP = 200


class Examiner:
    def __init__(self, analyzer: AnalyzerEngine, names: NameModel | None) -> None:
        self._analyzer = analyzer
        self._names = names
        self.degraded = names is None

    @classmethod
    def load(cls, *, risk_toml: str, models_: Path | None = None) -> Self:
        folder = models.locate(models_)
        return cls(engine.build(), NameModel(folder) if folder else None)

    def details(
        self, text: str, *, before: Sequence[str] = (), profile_names: Collection[str] = ()
    ) -> tuple[Finding, ...]:
        tagger = self._names.tag if self._names else None
        return engine.analyze(self._analyzer, Reading(text, tagger=tagger, before=before, names=profile_names))

    def risk(self, text: str, *, context: Sequence[str] = ()) -> RiskReading:
        return RiskReading(Severity.NONE, None, 0.0)
