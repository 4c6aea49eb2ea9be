"""Effects on what we know of warnings; else as ``kept``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.group.session import SessionId
from fourwalls.group.warning import Detail, Gathered, WarningAnswer


@dataclass(frozen=True, slots=True)
class Warned:
    """Remember that a warning was given about a message, so that its author can have it removed.

    Of the details only keyed fingerprints are kept.
    """

    person: PersonId
    room: RoomId
    event: EventId
    details: tuple[Detail, ...]
    at: datetime
    word: EventId | None = None
    """The event that brought the word (an edit, or an earlier message); ``None``: the message itself."""
    began: datetime | None = None
    """When that word began; ``None``: now."""
    gathered: Gathered | None = None
    """What the word will say of this message; ``None``: it is said already, or is said at once."""
    edited: EventId | None = None
    """The message that this one edits, where it is not known to be the same person's."""


@dataclass(frozen=True, slots=True)
class WarningAnswered:
    """Remember what became of a warning. What was kept is waved through: it is not asked about again."""

    event: EventId
    answer: WarningAnswer


@dataclass(frozen=True, slots=True)
class PauseWarnings:
    """Give no warnings about what is said in a session, until it is over or they are taken up again."""

    session: SessionId


@dataclass(frozen=True, slots=True)
class ResumeWarnings:
    """Give them again."""

    session: SessionId
    at: datetime
