"""Words that could not be read: people are told, since nobody has examined them and nothing has recorded them."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Priority, TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Unreadable
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Room, RoomKind
from fourwalls.group.phrase import phrase
from handlers.entitled import may_be_inside, place_name, shown_name

_NOTHING_WAS_SAID = {"redacted"}
"""Reasons that mean that there are no words any more."""


def told(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message was malformed, or not what it claimed to be."""
    event = examined.heard
    assert isinstance(event, Unreadable)
    room = look.room(event.room)
    if room is not None and event.reason not in _NOTHING_WAS_SAID and may_be_inside(event.sender, room, look):
        yield notice(room, event.sender, look)


def notice(room: Room, sender: PersonId, look: Look) -> TellManagers:
    """The word to the managers about somebody's unreadable message."""
    performer = Bot.GUIDE if room.kind is RoomKind.PRIVATE else Bot.LOOKOUT
    words = phrase("unreadable-managers", place=place_name(room, look), who=shown_name(sender, look))
    return TellManagers(performer, words, Priority.FLAG)
