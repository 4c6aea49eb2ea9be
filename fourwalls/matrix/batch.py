"""What one answer of ``/sync`` brings, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourwalls.group.heard import Heard, Unreadable


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
    gaps: tuple[str, ...]
    """Rooms in which something was said that the server no longer gives us."""
