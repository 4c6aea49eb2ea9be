"""When somebody is told of an identifying detail, and when they are left in peace: one table, without a clock.

A *word* is one private message of the guide. It may be about several messages: what is said within the same minute
comes together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.people import EventId

STRONG = 0.65
"""From this confidence on a detail is told of each time; below it once, and not on the day of another of its kind."""
COOLDOWN = timedelta(hours=24)
"""How long a weak detail waits after the last of its kind that somebody was told of."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What the operator says about how often people are told."""

    together: timedelta = timedelta(minutes=1)
    """Within this time after a word, no second one comes at once; zero: each message has a word of its own."""


DEFAULT_QUIET = Quiet()


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail as far as it matters for whether somebody is told of it. Of its words only a keyed fingerprint stays."""

    kind: DetailKind
    words: str
    strong: bool

    @classmethod
    def of(cls, text: str, finding: Finding) -> Detail:
        """The detail that was found in a text."""
        return cls(finding.kind, text[finding.start : finding.end], finding.confidence >= STRONG)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told before that is like a detail."""

    waved: bool = False
    """They said of this very detail that it is fine."""
    at: datetime | None = None
    """When the word began by which they were told of this very detail last."""
    word: EventId | None = None
    """The event that brought that word."""
    kind_at: datetime | None = None
    """When they were told last of any detail of its kind."""


@dataclass(frozen=True, slots=True)
class Word:
    """The word that somebody was given last."""

    cause: EventId
    """The event that brought it."""
    began: datetime
    waits: bool = False
    """It gathers what comes until its time, and is not said yet."""


class Telling(Enum):
    """What becomes of the details in one message."""

    NOTHING = auto()
    """There is nothing to tell."""
    NOW = auto()
    """A word at once."""
    SAID = auto()
    """The same was told within the minute: the message belongs to that word."""
    LATER = auto()
    """Something new within the minute of a word: told when that is over, with all else that comes until then."""


class WarningAnswer(StrEnum):
    """How a warning ended."""

    REMOVED = "removed"
    KEPT = "kept"
    CHANGED = "changed"
    """Its author took the detail out by an edit."""


def worth_telling(detail: Detail, told: Told, at: datetime) -> bool:
    """Whether a detail is told of at all: strong ones always, weak ones once, and none that was waved through."""
    if told.waved:
        return False
    return detail.strong or (told.at is None and not _is_cooling(told.kind_at, at))


def telling(tolds: Sequence[Told], last: Word | None, at: datetime, quiet: Quiet) -> Telling:
    """What becomes of a message whose details are worth telling, each with what was told before."""
    if not tolds:
        return Telling.NOTHING
    if last is None or not _together(quiet, last.began, at):
        return Telling.NOW
    if all(told.word is not None and _together(quiet, told.at, at) for told in tolds):
        return Telling.SAID
    return Telling.LATER


def _is_cooling(kind_at: datetime | None, at: datetime) -> bool:
    """Whether another of its kind was told of lately, or (what comes late was said earlier) soon after."""
    return kind_at is not None and abs(at - kind_at) < COOLDOWN


def _together(quiet: Quiet, began: datetime | None, at: datetime) -> bool:
    """Whether what is said belongs to the minute of a word; one that gathers begins when that minute is over."""
    return began is not None and timedelta(0) < quiet.together >= abs(at - began)


def plain_detail(words: str) -> str:
    """A detail in the form in which it is recognised: the same however it is spaced, cased and punctuated."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(character for character in folded if character.isalnum()) or folded.strip()


@dataclass(frozen=True, slots=True)
class Gathered:
    """One message of a word that gathers."""

    place: str
    """The name of the group, or of the room where it was said."""
    kinds: tuple[DetailKind, ...]
    marked: str
    """Its author's own words with the details marked."""
    public: bool = False
    """It stands in an open room."""


@dataclass(frozen=True, slots=True)
class WarningCount:
    """How often people were told of one kind of detail in one month, and what they made of it. Nothing of whom."""

    month: str
    """``2026-03``."""
    kind: DetailKind
    given: int = 0
    removed: int = 0
    kept: int = 0
    changed: int = 0
