"""A wall that does not hold: how often it is put back, when it is looked at again, and when a room counts as open.

Two programs that fight over a setting would otherwise change it as fast as the homeserver lets them. So the first few
times a wall is put back at once, after that more and more slowly, and then people know that the room is not protected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fourwalls.group.people import PersonId, RoomId

AT_ONCE = 3
"""How often within an hour a wall is put back at once. Whoever changes it a fourth time means it."""
SECOND_LOOK = timedelta(seconds=5)
"""After this, a wall that was put back is looked at again."""
CALM = timedelta(hours=1)
"""A wall that has held for so long is an ordinary wall again."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=10)

MEMBERS_TOLD_AFTER = timedelta(hours=1)
"""How long a room may be unprotected before its members are told as well."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One setting of one room that somebody changed, and what has come of it."""

    room: RoomId
    type: str
    state_key: str
    by: PersonId | None
    """Who changed it last; ``None``: not known."""
    since: datetime
    """When it was changed first."""
    grave: bool = False
    """Whether words could be read, or somebody let in, while it stood open."""
    repairs: int = 1
    """How often it was put back, since it last held for an hour."""
    withdrawn: tuple[PersonId, ...] = ()
    """Whose pending invites were withdrawn; they are asked in again once it holds."""
    held: bool = False
    """It was seen to hold since it was put back last."""

    @property
    def fought(self) -> bool:
        """Whether somebody goes on changing it."""
        return self.repairs > AT_ONCE


def wait_after(repairs: int) -> timedelta:
    """How long to wait before a wall is looked at again that was put back so often."""
    if repairs <= AT_ONCE:
        return SECOND_LOOK
    times: int = 2 ** min(repairs - AT_ONCE - 1, 16)
    return min(_FIRST_WAIT * times, _LONGEST_WAIT)


class Why(StrEnum):
    """Why a room is not protected."""

    PUT_OUT = "put-out"
    """The warden is not in it any more."""
    POWERLESS = "powerless"
    """The warden may not do what it has to do there."""
    OUTRANKED = "outranked"
    """Somebody has as much power as the warden, who had not when the room was taken on."""
    UNREACHABLE = "unreachable"
    """The homeserver does not let the warden look at it, although it answers otherwise."""
    FOUGHT = "fought"
    """A wall is changed again and again."""
    UNKNOWN = "unknown"
    """The warden fails at it, for a reason that nobody foresaw."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """One reason for which a room is not protected, and since when."""

    room: RoomId
    why: Why
    since: datetime
    members_told: bool = False
