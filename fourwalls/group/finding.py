"""What detection found in a message: spans that could tell who somebody is, and one reading of the risk in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class DetailKind(StrEnum):
    """The kinds of identifying detail that the policy names or implies."""

    FULL_NAME = "full_name"
    ADDRESS = "address"
    WORKPLACE = "workplace"
    DATE_OF_BIRTH = "date_of_birth"
    CLINICIAN = "clinician"
    HEALTH_ID = "health_id"
    CONTACT = "contact"
    ONLINE_ACCOUNT = "online_account"
    OFFICIAL_ID = "official_id"


ReadName = Callable[[str], tuple[DetailKind, ...]]
"""Reads a name that somebody chose: the kinds of detail that it may hold."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One span of a message that could tell who somebody is. Offsets are Python string indices."""

    start: int
    end: int
    kind: DetailKind
    confidence: float
    why: str
    """A short code of the rule or model that found it; never a word of the message."""


class RiskKind(StrEnum):
    """The kinds of significant harm that a human must look at."""

    SELF_HARM = "self_harm"
    HARM_TO_OTHERS = "harm_to_others"
    DANGER_TO_PERSON = "danger_to_person"
    MEDICAL_EMERGENCY = "medical_emergency"
    STAFF_THREAT = "staff_threat"
    SERVICE_SABOTAGE = "service_sabotage"
    TERROR_OR_BOMB = "terror_or_bomb"


class Severity(IntEnum):
    """How soon a human must look; comparable, so that the worst of several is ``max``."""

    NONE = 0
    CONCERN = 1
    """Veiled or passive: look the same day."""
    HIGH = 2
    """Intent or serious danger, without immediacy."""
    IMMEDIATE = 3
    """Act within minutes: plan, means or act under way; danger now."""

    @property
    def word(self) -> str:
        """The severity in lower case, as corpora and configuration write it."""
        return self.name.lower()

    @classmethod
    def of_word(cls, word: str) -> Severity:
        """The severity of that name; ``ValueError`` for any other word."""
        for severity in cls:
            if severity.word == word:
                return severity
        raise ValueError("a severity is one of none, concern, high, immediate")


@dataclass(frozen=True, slots=True)
class Cue:
    """A span of a message that spoke for a risk, under the name of the rule that saw it."""

    start: int
    end: int
    cue: str


@dataclass(frozen=True, slots=True)
class RiskReading:
    """What one message says about significant harm. A reading brings a human; it never acts."""

    severity: Severity
    kind: RiskKind | None
    score: float
    cues: tuple[Cue, ...] = ()
    lowered_by: tuple[str, ...] = ()
    """The guards that lowered the severity (past, quotation, idiom, …)."""

    @property
    def flag(self) -> bool:
        """Whether a human should look."""
        return self.severity is not Severity.NONE
