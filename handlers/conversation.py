"""Where people talk with the guide: in private with plain words, and by command wherever a command is typed."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Reaction
from fourwalls.group.look import Look
from fourwalls.group.people import RoomKind
from fourwalls.group.phrase import phrase
from handlers import details
from handlers.commands import everyday, roster, sessions
from handlers.commands.registry import SIGN, Order, Registry

REGISTRY = Registry((*everyday.COMMANDS, *sessions.COMMANDS, *roster.COMMANDS))

_VARIATION = "\ufe0f"  # the invisible character that some keyboards put behind ✂


def answer(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a private room: a word, a command, or something that is kindly not understood."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or message.sender != room.person or message.replaces is not None:
        return
    if message.text.startswith(SIGN):
        yield from REGISTRY.obey(message.text.removeprefix(SIGN), message, room, look)
        return
    said = message.text.replace(_VARIATION, "").strip().casefold().rstrip(".!")
    word = everyday.EVERYDAY.get(said)
    if word is None:
        if not (examined.failed or (examined.reading is not None and examined.reading.flag)):
            yield Whisper(message.sender, phrase("not-understood"))
    else:  # these words do no harm even if they were forged, so they are answered from any device
        yield from word(Order(message.sender, room, (), message), look)


def command(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a group's room or the manager room: obeyed only when it begins with the command's sign."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or not message.text.startswith(SIGN) or message.replaces is not None:
        return
    if look.is_bot(message.sender) or not message.text[1:2].isalpha():
        return
    if room.kind is RoomKind.MANAGER and message.text.strip().casefold() == "!ack":
        return  # the lookout's
    yield from REGISTRY.obey(message.text.removeprefix(SIGN), message, room, look)


def tapped(examined: Examined, look: Look) -> Iterator[Effect]:
    """A reaction in a private room. It could be forged, so it answers only what is harmless: a warning."""
    reaction = examined.heard
    assert isinstance(reaction, Reaction)
    room = look.room(reaction.room)
    if room is None or reaction.sender != room.person or look.unanswered_warning(reaction.sender) is None:
        return
    match reaction.key.replace(_VARIATION, ""):
        case "✂":
            yield from details.remove(reaction.sender, look)
        case "👍":
            yield from details.keep(reaction.sender, look)
        case _:
            return
