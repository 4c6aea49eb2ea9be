"""What the guide waits for from somebody, after a word that needs another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fourwalls.group.people import GroupId


class Wanted(StrEnum):
    """What the next word may be."""

    WORRY = "worry"
    """The next message is what somebody is worried about."""
    LEAVING = "leaving"
    """``confirm`` takes them off the rosters of these groups."""
    CLOSING = "closing"
    """``confirm`` closes this group for good."""
    NAMING = "naming"
    """``confirm`` makes a group although its name looks as if it could tell who somebody is. About: name, layout."""


_PATIENCE = {
    Wanted.WORRY: timedelta(minutes=30),
    Wanted.LEAVING: timedelta(minutes=10),
    Wanted.CLOSING: timedelta(minutes=10),
    Wanted.NAMING: timedelta(minutes=10),
}


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing waited for. ``device`` is the identity key of a doubted device; empty: the person is proven.

    What one device began, no other device goes on with: else somebody in a person's name could have the person's own
    next words passed on.
    """

    what: Wanted
    at: datetime
    device: str = ""
    groups: tuple[GroupId, ...] = ()
    about: tuple[str, ...] = ()
    """What else has to be known to go on; each thing that is waited for says what its parts are."""

    def is_over(self, now: datetime) -> bool:
        """Whether it has been too long."""
        return now - self.at > _PATIENCE[self.what]
