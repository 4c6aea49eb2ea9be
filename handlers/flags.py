"""Signs of risk: brought to people, never acted upon."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import RaiseFlag, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.finding import RiskKind, Severity
from fourwalls.group.heard import Message, words_of
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Room, RoomKind
from fourwalls.group.phrase import phrase
from handlers.asker import to_the_asker
from handlers.entitled import place_name, said_by_bot, shown_name


@to_the_asker
def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in a group or to the guide: a sign of risk opens a case in the manager room."""
    message = words_of(examined.heard)
    room = look.room(examined.heard.room)
    if message is None or room is None or said_by_bot(message, look):
        return
    if examined.failed:
        yield from _unexamined(message, room, look)
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
    if message.sender == room.person:
        grave = reading.kind is RiskKind.SELF_HARM and reading.severity >= Severity.HIGH
        words = phrase("risk-private-word" if grave else "risk-private-heard")
        yield Whisper(message.sender, words, Priority.FLAG)


def _unexamined(message: Message, room: Room, look: Look) -> Iterator[Effect]:
    """Managers can read a group's room themselves, but not a private one: there they must be told whose it is."""
    if room.kind is RoomKind.PRIVATE:
        words = phrase("unexamined-private", who=shown_name(message.sender, look))
        yield TellManagers(Bot.GUIDE, words, Priority.FLAG)
        if message.sender == room.person:
            yield Whisper(message.sender, phrase("unexamined-told"), Priority.FLAG)
    else:
        yield TellManagers(Bot.LOOKOUT, phrase("unexamined", place=place_name(room, look)), Priority.FLAG)
