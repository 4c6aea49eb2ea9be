"""Signs of risk: brought to people, never acted upon."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Priority, RaiseFlag, TellManagers, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.finding import RiskKind, Severity
from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, RoomKind
from fourwalls.group.phrase import phrase
from handlers.entitled import place_name, shown_name


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in a group or to the guide: a sign of risk opens a case in the manager room."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or look.is_bot(message.sender):
        return
    if examined.failed:
        performer = Bot.GUIDE if room.kind is RoomKind.PRIVATE else Bot.LOOKOUT
        yield TellManagers(performer, phrase("unexamined", place=place_name(room, look)), Priority.FLAG)
        return
    reading = examined.reading
    if reading is None or not reading.flag:
        return
    yield RaiseFlag(
        message.sender,
        shown_name(message.sender, look),
        room.id,
        message.event,
        place_name(room, look),
        message.text,
        reading,
        message.sent_at,
    )
    if room.kind is RoomKind.PRIVATE and reading.kind is RiskKind.SELF_HARM and reading.severity >= Severity.HIGH:
        yield Whisper(message.sender, phrase("risk-private-word"), Priority.FLAG)
