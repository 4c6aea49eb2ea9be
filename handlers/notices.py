"""The pinned notice: what everybody in a group's room should know of it, said anew for whoever comes in.

A newcomer can read nothing from before they came, so a notice that was said once would be pinned for the others only.
Those who come in within the same quarter of an hour share one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Pin, Say
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Marker, Message
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Room, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers.entitled import said_by_bot

QUARTER = timedelta(minutes=15)
_SETTLED = timedelta(minutes=1)
"""By then the guide too has heard of whoever came in at the last moment, and gives them the key."""


def due(room: Room, came_in: datetime) -> Say:
    """The notice that is due when somebody has come in."""
    quarter = int(came_in.timestamp() // QUARTER.total_seconds())
    ends = datetime.fromtimestamp((quarter + 1) * QUARTER.total_seconds(), came_in.tzinfo)
    once = f"notice {room.id} {quarter}"
    return Say(Bot.GUIDE, room.id, _words(room), None, Priority.NEWS, Marker.NOTICE, once, ends + _SETTLED)


def again(room: Room, cause: str) -> Say:
    """The notice, said anew because something else was pinned in its place."""
    return Say(Bot.GUIDE, room.id, _words(room), None, Priority.NEWS, Marker.NOTICE, f"notice again {cause}")


def _words(room: Room) -> Phrase:
    return phrase("notice-conversation" if room.kind is RoomKind.CONVERSATION else "notice")


def said(examined: Examined, look: Look) -> Iterator[Effect]:
    """The guide hears its own notice come back from the server: the warden pins it."""
    message = examined.heard
    assert isinstance(message, Message)
    if message.marker is Marker.NOTICE and message.replaces is None and said_by_bot(message, look):
        yield Pin(message.room, message.event)
