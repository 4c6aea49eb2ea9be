"""The examiner: the one door through which the house asks what a message holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Self

from presidio_analyzer import AnalyzerEngine

from fourwalls.detection import models
from fourwalls.detection.details import engine
from fourwalls.detection.details.reading import Reading
from fourwalls.detection.details.split import joined
from fourwalls.detection.names import NameModel
from fourwalls.detection.risk.judge import Judge
from fourwalls.detection.risk.linear import LinearModel, Silent
from fourwalls.detection.risk.rules import RiskRules
from fourwalls.group.finding import Finding, RiskReading

PIECE = 4_000
OVERLAP = 200
"""Long texts are examined in overlapping pieces, so that time grows with length and no detail falls in a gap."""
RECENT = 64
"""So many findings can lie in the overlap of two pieces at most."""
NAMED_CHARS = 3_000
"""The name model reads this far into one message; beyond, which no chat message reaches, the rules work alone."""


class Lack(StrEnum):
    """What detection can do without, finding less than it should."""

    NAMES_MISSING = "names-missing"
    NAMES_DAMAGED = "names-damaged"
    RISK_MODEL_DAMAGED = "risk-model-damaged"


class Examiner:
    """Finds identifying details and signs of risk. Load it once; use it from one worker thread at a time."""

    def __init__(
        self, analyzer: AnalyzerEngine, names: NameModel | None, judge: Judge, lacks: frozenset[Lack] = frozenset()
    ) -> None:
        self._analyzer = analyzer
        self._names = names
        self._judge = judge
        self.lacks = lacks
        """What is missing, so that less is found than should be."""
        self.state = _describe(lacks, judge)
        """What is loaded, a sentence a part; fit for the status page."""

    @property
    def degraded(self) -> bool:
        """Whether anything is missing."""
        return bool(self.lacks)

    @classmethod
    def load(cls, *, risk_toml: str, models: Path | None = None) -> Self:
        """Load everything. What is missing or damaged is never used in silence: ``lacks`` says so.

        Raises:
            RiskRulesError: the cues cannot be used.
        """
        rules = RiskRules.parse(risk_toml)
        names, without = _names(models)
        model, silent = _risk_model()
        return cls(engine.build(), names, Judge(rules, model), frozenset({*without, *silent}))

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


def _names(folder: Path | None) -> tuple[NameModel | None, tuple[Lack, ...]]:
    """The name model, or why there is none."""
    try:
        found = models.locate(folder)
        return (NameModel(found), ()) if found is not None else (None, (Lack.NAMES_MISSING,))
    except Exception:  # noqa: BLE001 - whatever is wrong with it: the rules work alone then, and it is told
        return None, (Lack.NAMES_DAMAGED,)


def _risk_model() -> tuple[LinearModel, tuple[Lack, ...]]:
    """The risk model, or one that says nothing."""
    try:
        return LinearModel.shipped(), ()
    except Exception:  # noqa: BLE001 - a damaged file fails in many ways: the cues work alone then, and it is told
        return Silent(), (Lack.RISK_MODEL_DAMAGED,)


def _describe(lacks: frozenset[Lack], judge: Judge) -> tuple[str, ...]:
    """What was loaded, in words."""
    wrong = {Lack.NAMES_MISSING: "NAME MODEL MISSING", Lack.NAMES_DAMAGED: "NAME MODEL DAMAGED"}
    without = next((words for lack, words in wrong.items() if lack in lacks), "")
    details = f"details: rules alone, {without}" if without else f"details: rules + names ({models.MODEL_NAME})"
    cues = f"risk: {len(judge.rules.cues)} cues"
    if Lack.RISK_MODEL_DAMAGED in lacks:
        return details, f"{cues} alone, RISK MODEL DAMAGED"
    return details, f"{cues} + linear model, flags from {judge.model.threshold:.2f}"


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
