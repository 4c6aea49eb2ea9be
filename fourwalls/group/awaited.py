"""What the guide waits for from somebody, after a word that needs another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fourwalls.group.people import GroupId
from fourwalls.group.share import DRAFTS_LIVE


class Wanted(StrEnum):
    """What the next word may be."""

    WORRY = "worry"
    """The next message is what somebody is worried about."""
    LEAVING = "leaving"
    """``confirm`` takes them off the rosters of these groups."""
    NAMING = "naming"
    """``confirm`` makes a group although its name may tell who somebody is. About: name, room, layout."""
    CONFIRM = "confirm"
    """``confirm`` does what a command would do (``handlers.commands.confirming``)."""
    PERSON = "person"
    """A number says which of several people a command means (``handlers.commands.choosing``)."""
    SHARING = "sharing"
    """The next message goes on with their request to share (``fourwalls.group.share.Draft``)."""
    ASK = "ask"
    """The next message is a question to the Online Manager."""
    REPORT = "report"
    """The next message is an answer in a report; ``about`` is the draft (``handlers.commands.report``)."""
    ADOPTION = "adoption"
    """What becomes of a room that was there before us. ``about``: its id, the name of the group, who was named."""


_PATIENCE = {
    Wanted.WORRY: timedelta(minutes=30),
    Wanted.LEAVING: timedelta(minutes=10),
    Wanted.NAMING: timedelta(minutes=10),
    Wanted.CONFIRM: timedelta(minutes=10),
    Wanted.PERSON: timedelta(minutes=10),
    Wanted.SHARING: DRAFTS_LIVE,
    Wanted.ASK: timedelta(minutes=30),
    Wanted.REPORT: timedelta(hours=12),  # somebody may have to sleep over it
    Wanted.ADOPTION: timedelta(minutes=30),
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
