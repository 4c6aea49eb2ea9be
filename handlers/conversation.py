"""Where people talk with the guide: in private with plain words, and by command wherever a command is typed."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Reaction
from fourwalls.group.look import Look
from fourwalls.group.people import RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers import desk, details
from handlers.commands import everyday, roster, sessions, trust, verify
from handlers.commands.naming import facilitated
from handlers.commands.registry import Order, Registry, Run
from handlers.entitled import is_online_manager, may_be_inside
from handlers.plainwords import SIGN, is_order, is_typed, plain

REGISTRY = Registry((*everyday.COMMANDS, *sessions.COMMANDS, *roster.COMMANDS, *trust.COMMANDS, *verify.COMMANDS))


def answer(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a private room: a word, a command, or something that is kindly not understood.

    Where there is a sign of risk, ``flags.watch`` answers: no menu then, and nothing about words not understood.
    """
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or message.sender != room.person or message.replaces is not None:
        return
    if message.form in {MessageForm.NOTICE, MessageForm.VERIFICATION}:
        return  # automatic words are not answered, or two programs would talk for ever
    flagged = examined.reading is not None and examined.reading.flag
    run = _everyday(message, look)
    if run is not None:  # these words do no harm even if they were forged, so they are answered from any device
        if not (flagged and run is everyday.help_):
            yield from run(Order(message.sender, room, (), message), look)
    elif is_order(message) and (not flagged or REGISTRY.entrusted(message, look)):
        yield from REGISTRY.obey(message, room, look)
    elif not flagged and not examined.failed:
        yield Whisper(message.sender, _unclear(message, look))


def _everyday(message: Message, look: Look) -> Run | None:
    """The everyday word that was typed, if it is one."""
    if not is_typed(message):
        return None
    warned = look.unanswered_warning(message.sender) is not None
    run = everyday.meant_by(message.text, warned=warned)
    signed = message.text.lstrip().startswith(SIGN)
    if run is everyday.remove_words and signed and not warned and facilitated(message.sender, look):
        return None  # with the sign and no warning, a facilitator means a person
    return run


def _unclear(message: Message, look: Look) -> Phrase:
    """The one gentle answer to words that ask for nothing the guide can do."""
    said = plain(message.text) if is_typed(message) else ""
    if said in everyday.UNCLEAR | everyday.THANKS and look.unanswered_warning(message.sender) is not None:
        return phrase("warning-which")
    if said in everyday.THANKS:
        return phrase("thanks")
    if desk.is_acknowledgement(message) and is_online_manager(message.sender, look):
        return phrase("ack-needs-thread")
    return phrase("not-understood")


def command(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a group's room or the manager room: obeyed only when it begins with the command's sign."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or not is_order(message):
        return
    if look.is_bot(message.sender) or not may_be_inside(message.sender, room, look):
        return
    if room.kind is RoomKind.MANAGER and desk.is_acknowledgement(message):
        return  # the lookout's
    yield from REGISTRY.obey(message, room, look)


def tapped(examined: Examined, look: Look) -> Iterator[Effect]:
    """A reaction in a private room. It could be forged, so it answers only what is harmless: a warning."""
    reaction = examined.heard
    assert isinstance(reaction, Reaction)
    room = look.room(reaction.room)
    if room is None or reaction.sender != room.person:
        return
    if look.unanswered_warning(reaction.sender, reaction.target) is None:
        return  # a tap on anything else is only a tap
    match plain(reaction.key):
        case "✂":
            yield from details.remove(reaction.sender, look, reaction.target)
        case "👍":
            yield from details.keep(reaction.sender, look, reaction.target)
        case _:
            return
