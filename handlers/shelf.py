"""A group's space: which rooms it holds is a wall like any other, since whatever it shows looks like one of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fourwalls.group.look import Look
from fourwalls.group.people import PersonId, Room, RoomKind

CHILD = "m.space.child"


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A room that is inside and should not be, or should be and is not; a drift for ``handlers.settings``."""

    state_key: str
    content: dict[str, Any]
    """What must stand there."""
    type: str = CHILD
    grave: bool = False
    """Nobody is let in by it, and nothing can be read."""


def via(person: PersonId | str) -> dict[str, Any]:
    """What says that a room is inside: the server by which to come there, that of whoever made it."""
    return {"via": [person.partition(":")[2]]}


def is_shelf(room: Room, type_: str) -> bool:
    """Whether a setting of this type says what a space holds."""
    return room.kind is RoomKind.SPACE and type_ == CHILD


def drifts(
    room: Room, current: Mapping[tuple[str, str], Mapping[str, Any]], look: Look, maker: PersonId
) -> list[Misplaced]:
    """What must be put in or taken out, given settings of a room by type and key.

    Args:
        room: the room; nothing if it is no space.
        current: what stands there.
        look: the records, which know the group's other rooms.
        maker: the bot that makes rooms.
    """
    if room.kind is not RoomKind.SPACE:
        return []
    others = look.rooms_of(room.group) if room.group is not None else ()
    wanted: dict[str, dict[str, Any]] = {one.id: via(maker) for one in others if one.kind is not RoomKind.SPACE}
    there = {key: content for (type_, key), content in current.items() if type_ == CHILD and content.get("via")}
    wrong = [key for key in sorted({*wanted, *there}) if there.get(key) != wanted.get(key)]
    return [Misplaced(key, wanted.get(key, {})) for key in wrong]
