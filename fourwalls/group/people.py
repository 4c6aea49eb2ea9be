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
    """Where a group meets: its session room, or its only one. Sessions are recorded here and nowhere else."""
    CONVERSATION = "conversation"
    """Where a group talks between its meetings; nothing is recorded here."""
    SPACE = "space"
    """What a group's rooms are kept together in by people's apps; nobody speaks in it."""
    OPEN = "open"
    """A public conversation: no roster, nobody is led out; only identifying details are looked for."""
    PRIVATE = "private"
    MANAGER = "manager"

    @property
    def keeper(self) -> Bot:
        """The bot that keeps the walls of such rooms: it made them, and nobody else may change them."""
        return Bot.GUIDE if self is RoomKind.PRIVATE else Bot.WARDEN


class Layout(StrEnum):
    """Which rooms a group has."""

    ONE = "one"
    """One for everything."""
    TWO = "two"
    """One for its meetings, and one to talk in between."""
    SPACE = "space"
    """The same two, inside a space."""

    @property
    def kinds(self) -> tuple[RoomKind, ...]:
        """The kinds of room that this is made of, first where the group meets."""
        return _ROOMS[self]


_ROOMS = {
    Layout.ONE: (RoomKind.GROUP,),
    Layout.TWO: (RoomKind.GROUP, RoomKind.CONVERSATION),
    Layout.SPACE: (RoomKind.GROUP, RoomKind.CONVERSATION, RoomKind.SPACE),
}

ROOMS_OF_A_GROUP = _ROOMS[Layout.SPACE]
"""The kinds of room whose door a group's roster keeps."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room of the house: what it is for and whose it is."""

    id: RoomId
    kind: RoomKind
    group: GroupId | None = None
    """The group it belongs to (only the kinds of ``ROOMS_OF_A_GROUP``)."""
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
    RESTING = "resting"
    """Of a closed group: they may read its transcripts again once they agree to the policy in force."""
    REMOVED = "removed"


LET_IN = frozenset({Standing.INVITED, Standing.INSIDE})
"""The standings in which somebody may be inside."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One line of a roster: who may be inside, in which role, since when, on whose word."""

    person: PersonId
    group: GroupId
    role: Role
    standing: Standing
    since: datetime
    """When they came onto the list, or off it."""
    profile_name: str = ""
    """The name others see; empty while unknown. It is a person's own choice and never identifying by policy."""
    until: datetime | None = None
    """When a suspension ends."""
    by: PersonId | None = None
    """On whose word they came onto the list, or off it; ``None``: that was not kept yet."""
    came_at: datetime | None = None
    """When they were first inside since they came onto the list; ``None``: they were not yet."""

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
    """A support group: its id, the name that its people call it by, and the rooms that it should have."""

    id: GroupId
    name: str
    layout: Layout = Layout.ONE
    closed_at: datetime | None = None
    """When it was closed for good: nobody has a place inside any more, and its transcripts stay."""

    @property
    def is_closed(self) -> bool:
        """Whether the group is no more."""
        return self.closed_at is not None


HOUSE = GroupId("house")
"""The organisation itself, as a group of its own: its roster holds the Online Manager and nobody else."""
