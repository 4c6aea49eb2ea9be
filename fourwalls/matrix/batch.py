"""What one answer of ``/sync`` brings, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourwalls.group.heard import Heard, Unreadable

Explained = tuple[str, str, str, str]
"""Room, session, sender and code of a key that is withheld; room and session are empty where it is so for all."""


@dataclass(frozen=True, slots=True)
class Locked:
    """An encrypted event whose key has not come (yet), as the server sent it, to be tried again."""

    heard: Unreadable
    megolm_session: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A heard event, and the place of its words in their Megolm session (for the replay table)."""

    heard: Heard
    ratchet: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages of a room that are missing: those from the token ``since`` up to the token ``start``."""

    room: str
    start: str
    since: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer of the server brought. The bookmark may move only when all of it is kept."""

    bookmark: str
    spoken: tuple[Spoken, ...]
    locked: tuple[Locked, ...]
    invites: tuple[tuple[str, str], ...]
    """(room id, who invites) of rooms that this account is asked into."""
    left: tuple[str, ...]
    """Rooms that this account is no longer in."""
    keys_arrived: frozenset[str]
    """Megolm sessions that can be opened now: locked events of these can be tried again."""
    gaps: tuple[Gap, ...]
    """Where something was said that the server does not give us now."""
    explained: frozenset[Explained] = frozenset()
    """Why keys are withheld from us, by what the senders' devices say."""
