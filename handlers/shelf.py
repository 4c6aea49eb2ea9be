"""A group's space: which rooms it holds is a wall like any other, since whatever it shows looks like one of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fourwalls.group.effects import Effect, Priority, Repair, TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import SettingChanged
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Room, RoomKind
from fourwalls.group.phrase import phrase
from handlers.entitled import place_name, shown_name

CHILD = "m.space.child"


def via(person: PersonId | str) -> dict[str, Any]:
    """What says that a room is inside: the server by which to come there, that of whoever made it."""
    return {"via": [person.partition(":")[2]]}


class Shelf:
    """Keeps what is inside spaces. ``maker``: the bot that makes rooms."""

    def __init__(self, maker: PersonId) -> None:
        self._via = via(maker)

    def changed(self, examined: Examined, look: Look) -> Iterator[Effect]:
        """Something was put into a space, or taken out of it."""
        event = examined.heard
        assert isinstance(event, SettingChanged)
        room = look.room(event.room)
        if room is None or event.type != CHILD:
            return
        wanted = self._wanted(room, look).get(event.state_key, {})
        if event.content != wanted and (wanted or event.content.get("via")):
            yield from _put_back(room, event.state_key, wanted, look, shown_name(event.sender, look))

    def inspected(self, room: Room, current: Mapping[tuple[str, str], Mapping[str, Any]], look: Look) -> list[Effect]:
        """The whole state of a space was looked at."""
        if room.kind is not RoomKind.SPACE:
            return []
        wanted = self._wanted(room, look)
        there = {key: content for (type_, key), content in current.items() if type_ == CHILD and content.get("via")}
        wrong = [key for key in sorted({*wanted, *there}) if there.get(key) != wanted.get(key)]
        return [effect for key in wrong for effect in _put_back(room, key, wanted.get(key, {}), look)]

    def _wanted(self, room: Room, look: Look) -> dict[str, dict[str, Any]]:
        """The group's other rooms, each with the way there."""
        others = look.rooms_of(room.group) if room.group is not None else ()
        return {one.id: self._via for one in others if one.kind is not RoomKind.SPACE}


def _put_back(room: Room, key: str, wanted: dict[str, Any], look: Look, who: str = "") -> Iterator[Effect]:
    yield Repair(room.id, CHILD, key, wanted)
    words = phrase("setting-repaired", group=place_name(room, look), setting=CHILD, who=who, since="", grave="no")
    yield TellManagers(Bot.WARDEN, words, Priority.EVICTION)
