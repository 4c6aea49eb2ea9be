"""A talk between a member and the Online Manager, as the guide hears it."""

from __future__ import annotations

from typing import Any

from bots import guide
from fourwalls.group.effects.done import Relay
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Redaction
from fourwalls.group.people import EventId, RoomKind
from tests.handlers.happened import NO_RISK, WORDING, decided, risk
from tests.support.records import Paper


def heard(what: Message | Redaction, records: Paper, *, risky: bool = False, **more: Any) -> list[Any]:
    """Everything that the guide does about it, by its own switchboard."""
    room = records.room(what.room)
    assert room is not None
    reading = (risk() if risky else NO_RISK) if room.kind is RoomKind.PRIVATE else None
    examined = Examined(what, reading=reading, **more)
    handlers = guide.duties().answers[room.kind, type(what)]
    return [effect for handler in handlers for effect in decided(handler, examined, records)]


def passed(effects: list[Any]) -> list[tuple[EventId, str, str]]:
    """What goes to the other side: for which event, by the name of the sentence, and in words."""
    relays = [effect for effect in effects if isinstance(effect, Relay)]
    return [(effect.event, effect.words.name, WORDING.say(effect.words)) for effect in relays]


def names(effects: list[Any]) -> list[str]:
    """By which sentences."""
    return [name for _, name, _ in passed(effects)]
