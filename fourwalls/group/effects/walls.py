"""What the warden does to whole rooms, and what is looked at there; else as ``done``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, GroupId, PersonId, RoomId


@dataclass(frozen=True, slots=True)
class Repair:
    """Put one setting of a room back to what ``config/walls.toml`` says. ``content`` is the whole new content."""

    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    type: str
    state_key: str
    content: dict[str, Any] = field(hash=False)
    performer: Bot = Bot.WARDEN

    def __hash__(self) -> int:
        """Hash by the canonical JSON of the content, since a dict has no hash."""
        return hash((self.room, self.type, self.state_key, json.dumps(self.content, sort_keys=True)))


@dataclass(frozen=True, slots=True)
class Silence:
    """Let nobody speak in a room any more but its maker: its group is closed."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId


@dataclass(frozen=True, slots=True)
class WithdrawInvites:
    """Take back every invite to a room that is pending: who asked, and what they handed on, is not known."""

    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    performer: Bot = Bot.WARDEN


@dataclass(frozen=True, slots=True)
class Unlist:
    """Take a room out of the public list, and these addresses of it away."""

    priority: ClassVar[Priority] = Priority.EVICTION
    room: RoomId
    addresses: tuple[str, ...]
    performer: Bot = Bot.WARDEN


@dataclass(frozen=True, slots=True)
class Survey:
    """Look at a room that was there before us, and tell who asked what taking it on would mean."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.ANSWER
    room: str
    """Its id or an address."""
    name: str
    """What its group is to be called."""
    by: PersonId


class Taking(StrEnum):
    """What is done with a room that was there before us."""

    CONFIRM = "confirm"
    """It becomes the group's room; whoever is on no list is led out."""
    EVERYBODY = "everybody"
    """The same, and everybody whom the report named is put on the list first."""
    MOVE = "move"
    """It is left as it is, and its people are asked into a new room of the warden's making."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take on a room that was there before us, as a group's room, or move its people into a new one."""

    performer: ClassVar[Bot] = Bot.WARDEN
    priority: ClassVar[Priority] = Priority.ANSWER
    room: RoomId
    name: str
    taking: Taking
    by: PersonId
    shown: tuple[PersonId, ...] = ()
    """Whom the report named: nobody else gets a place by it."""


@dataclass(frozen=True, slots=True)
class ShowDevices:
    """Tell a facilitator who in a group cannot read, and why."""

    performer: ClassVar[Bot] = Bot.GUIDE
    priority: ClassVar[Priority] = Priority.ANSWER
    group: GroupId
    to: PersonId
