"""Who is who: the roles, and the ids that every other noun refers to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
"""A full Matrix id (``@name:server``). Never logged, never in a plain column."""

RoomId = NewType("RoomId", str)
"""A Matrix room id. In room version 12 it has no server part."""

EventId = NewType("EventId", str)
"""A Matrix event id (``$…``)."""

GroupId = NewType("GroupId", str)
"""Our own random id of a group; carries no meaning, so it may stand in logs and plain columns."""


class Role(StrEnum):
    """What somebody may do. The policy knows members, facilitators and the Online Manager."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    ONLINE_MANAGER = "online_manager"


class Bot(StrEnum):
    """The four bots; each is a Matrix account of its own."""

    WARDEN = "warden"
    GUIDE = "guide"
    SCRIBE = "scribe"
    LOOKOUT = "lookout"


class RoomKind(StrEnum):
    """The kinds of room the house serves; each has a contract in ``config/walls.toml``."""

    GROUP = "group"
    PRIVATE = "private"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the house: what it is for and whose it is."""

    id: RoomId
    kind: RoomKind
    group: GroupId | None = None
    """The group it belongs to (``GROUP`` rooms only)."""
    person: PersonId | None = None
    """Whose private room with the guide it is (``PRIVATE`` rooms only)."""
    adopted: bool = False
    """It was there before us: the warden did not make it, and has the power in it that somebody gave it."""


class Standing(StrEnum):
    """Where somebody stands on a roster."""

    ASKED = "asked"
    """Asked to agree to the confidentiality policy: not to be inside before they do."""
    INVITED = "invited"
    INSIDE = "inside"
    SUSPENDED = "suspended"
    """Out for a set time; they come back by themselves."""
    REMOVED = "removed"


LET_IN = frozenset({Standing.INVITED, Standing.INSIDE})
"""The standings in which somebody may be inside."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of a roster: who may be inside, in which role, since when."""

    person: PersonId
    group: GroupId
    role: Role
    standing: Standing
    since: datetime
    profile_name: str = ""
    """The name others see; empty while unknown. It is a person's own choice and never identifying by policy."""
    until: datetime | None = None
    """When a suspension ends."""

    @property
    def may_be_inside(self) -> bool:
        """Whether the roster lets this person be in the group's rooms."""
        return self.standing in LET_IN

    @property
    def on_the_list(self) -> bool:
        """Whether this person belongs to the group, inside or not."""
        return self.standing is not Standing.REMOVED


@dataclass(frozen=True, slots=True)
class Group:
    """A support group: its id and the name that its people call it by."""

    id: GroupId
    name: str


HOUSE = GroupId("house")
"""The organisation itself, as a group of its own: its roster holds the Online Manager and nobody else."""
