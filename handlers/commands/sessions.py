"""``!session open`` and ``!session close``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Priority, Say, Whisper
from fourwalls.group.heard import Marker
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Role
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.registry import Command, Order, WrongArgumentsError, group_meant


def session(order: Order, look: Look) -> Iterator[Effect]:
    """Open or close a session: the scribe says so in the room, and what it says is the beginning or the end."""
    if order.words not in {("open",), ("close",)}:
        raise WrongArgumentsError
    group = group_meant(order, look)
    if isinstance(group, Phrase):
        yield Whisper(order.by, group)
        return
    room = look.group_room(group.id)
    is_open = look.open_session(group.id) is not None
    opening = order.words == ("open",)
    if room is None or is_open == opening:
        yield Whisper(order.by, phrase("session-already-open" if opening else "session-not-open"))
        return
    words = phrase("session-opened" if opening else "session-closed")
    marker = Marker.SESSION_OPEN if opening else Marker.SESSION_CLOSE
    yield Say(Bot.SCRIBE, room.id, words, priority=Priority.ANSWER, marker=marker)


COMMANDS = (Command("session", Role.FACILITATOR, "!session open, !session close", session),)
