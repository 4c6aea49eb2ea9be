"""The orchestra: presidio's analyzer with our own recognizers and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.nlp_engine.no_op_nlp_engine import NoOpNlpEngine

from fourwalls.detection.details import (
    address,
    clinician,
    contact,
    date_of_birth,
    full_name,
    health_id,
    official_id,
    online_account,
    workplace,
)  # fmt: skip
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.group.finding import DetailKind, Finding

KINDS: tuple[ModuleType, ...] = (
    full_name, address, workplace, date_of_birth, clinician, health_id, contact, online_account, official_id,
)  # fmt: skip
"""Every kind of detail. A new kind is a new file and a word here."""

THRESHOLD = 0.5


class DetailRecognizer(EntityRecognizer):
    """One kind of detail, as presidio wants to see it."""

    def __init__(self, kind: DetailKind, find: Callable[[Reading], Iterator[Found]]) -> None:
        self._find = find
        self._kind = kind
        super().__init__(supported_entities=[kind.value], name=kind.value, supported_language="en")

    def load(self) -> None:
        """Nothing to load: the lists and the model belong to the reading."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """The details of this kind in a reading."""
        del text, entities
        if not isinstance(nlp_artifacts, Reading):
            raise TypeError("details are looked for in a Reading")
        return [self._result(found) for found in self._find(nlp_artifacts)]

    def _result(self, found: Found) -> RecognizerResult:
        """A span in presidio's form; the code of the rule travels as metadata."""
        return RecognizerResult(
            self._kind.value, found.start, found.end, found.score,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self._kind.value,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                "why": found.why,
            },
        )  # fmt: skip


def build() -> AnalyzerEngine:
    """An analyzer that knows our kinds of detail alone: no built-in recognizer that could time out or go online."""
    engine = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}])
    recognizers = [DetailRecognizer(module.KIND, module.find) for module in KINDS]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["en"])
    return AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=["en"], log_decision_process=False,
        default_score_threshold=THRESHOLD,
    )  # fmt: skip


def analyze(engine: AnalyzerEngine, reading: Reading) -> tuple[Finding, ...]:
    """The findings of a reading, in order of place, none of them within another."""
    results = engine.analyze(reading.original, language="en", nlp_artifacts=reading)
    ranked = sorted(results, key=lambda result: (-_weight(result), result.start))
    kept: list[RecognizerResult] = []
    for result in ranked:
        if not any(result.start < other.end and other.start < result.end for other in kept):
            kept.append(result)
    return tuple(
        Finding(
            one.start, one.end, DetailKind(one.entity_type), round(one.score, 2),
            str((one.recognition_metadata or {}).get("why", "")),
        )
        for one in sorted(kept, key=lambda result: result.start)
    )  # fmt: skip


def _weight(result: RecognizerResult) -> float:
    """Which of two overlapping findings stands: the surer one, and of equals the longer."""
    return float(result.score) + min(result.end - result.start, 60) / 150
