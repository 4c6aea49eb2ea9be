"""The identifying details in a message: the rules and the name model together, whatever its length."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Self

from presidio_analyzer import AnalyzerEngine

from fourwalls.detection import models
from fourwalls.detection.details import engine
from fourwalls.detection.details.reading import Reading
from fourwalls.detection.details.split import joined
from fourwalls.detection.lacks import Lack
from fourwalls.detection.names import NameModel
from fourwalls.group.finding import Finding

PIECE = 4_000
OVERLAP = 200
"""Long texts are examined in overlapping pieces, so that time grows with length and no detail falls in a gap."""
RECENT = 64
"""So many findings can lie in the overlap of two pieces at most."""


class DetailsExaminer:
    """Finds identifying details. Load it once; use it from one thread at a time."""

    def __init__(self, analyzer: AnalyzerEngine, names: NameModel | None, lacks: frozenset[Lack] = frozenset()) -> None:
        self._analyzer = analyzer
        self._names = names
        self.lacks = lacks
        """What is missing, so that less is found than should be."""

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Load everything. What is missing or damaged is never used in silence: ``lacks`` says so."""
        names, lacks = _names(folder)
        return cls(engine.build(), names, lacks)

    @property
    def state(self) -> str:
        """What is loaded, in words."""
        wrong = {Lack.NAMES_MISSING: "NAME MODEL MISSING", Lack.NAMES_DAMAGED: "NAME MODEL DAMAGED"}
        without = next((words for lack, words in wrong.items() if lack in self.lacks), "")
        return f"details: rules alone, {without}" if without else f"details: rules + names ({models.MODEL_NAME})"

    def examine(
        self, text: str, *, before: Sequence[str] = (), profile_names: Collection[str] = ()
    ) -> tuple[Finding, ...]:
        """The identifying details in a message. ``before`` holds the same sender's previous messages."""
        found: list[Finding] = []
        for start, piece in _pieces(text):
            far = start > 0  # what is learnt reads the first piece alone, so that a very long message takes no time
            tagger = self._names.tag if self._names is not None and not far else None
            reading = Reading(piece, tagger=tagger, before=before, names=profile_names, far=far)
            for one in engine.analyze(self._analyzer, reading):
                moved = Finding(one.start + start, one.end + start, one.kind, one.confidence, one.why)
                if not any(moved.start < other.end and other.start < moved.end for other in found[-RECENT:]):
                    found.append(moved)
        both = self._split(text, before, profile_names)
        alone = [one for one in found if not any(one.start < other.end and other.start < one.end for other in both)]
        return tuple(sorted((*both, *alone), key=lambda one: one.start))

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


def _names(folder: Path | None) -> tuple[NameModel | None, frozenset[Lack]]:
    """The name model, or why there is none."""
    try:
        found = models.locate(folder)
        return (NameModel(found), frozenset()) if found is not None else (None, frozenset({Lack.NAMES_MISSING}))
    except Exception:  # noqa: BLE001 - whatever is wrong with it: the rules work alone then, and it is told
        return None, frozenset({Lack.NAMES_DAMAGED})


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
