"""``worried``: a member tells the managers of a worry about themselves, somebody else, or a broken confidence.

It works whoever wrote, from whatever device; what is not proven is marked so. What was said is passed on word for
word, as a case with a thread of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Origin, RaiseFlag, Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.effects.priority import Priority
from fourwalls.group.finding import RiskReading, Severity
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Role, RoomKind
from fourwalls.group.phrase import phrase
from handlers.commands.registry import Command, Order
from handlers.entitled import shown_name
from handlers.plainwords import NEVER_MIND, plain

WORD = "worried"
_NOTHING = NEVER_MIND | {"nothing", "sorry", "it's nothing"}
_NO_PROGRAM_SAW_IT = RiskReading(Severity.CONCERN, None, 0.0)


def begins(text: str) -> bool:
    """Whether these words begin with the word."""
    return plain(text).split(" ", 1)[0].rstrip(".,;:!?…") == WORD


def worried(order: Order, look: Look) -> Iterator[Effect]:
    """What follows the word is passed on; with nothing behind it, the next message is. Never what a whole group saw."""
    message = order.message
    private = order.room.kind is RoomKind.PRIVATE
    whole = " " in plain(message.text)
    speechless = message.proof is not Proof.SIGNED and message.doubted is None  # nobody could go on with it later
    if private and (whole or speechless):
        yield from pass_on(message, look)
        return
    device = message.doubted.device if message.doubted else ""
    yield Await(order.by, Awaited(Wanted.WORRY, message.sent_at, device))
    yield Whisper(order.by, phrase("worried-what"), Priority.WARNING)


def go_on(message: Message, _awaited: Awaited, look: Look) -> Iterator[Effect]:
    """The message after ``worried``."""
    if plain(message.text) in _NOTHING:
        yield Await(message.sender, None)
        yield Whisper(message.sender, phrase("worried-dropped"))
    else:
        yield from pass_on(message, look)


def pass_on(message: Message, look: Look) -> Iterator[Effect]:
    """The managers get it as it was said; its author is thanked, and told whom to turn to meanwhile."""
    yield Await(message.sender, None)
    yield RaiseFlag(
        message.sender,
        shown_name(message.sender, look),
        message.room,
        message.event,
        "",
        message.text,
        _NO_PROGRAM_SAW_IT,
        message.sent_at,
        Origin.WORRY if message.proof is Proof.SIGNED else Origin.WORRY_UNPROVEN,
    )
    yield Whisper(message.sender, phrase("worried-thanks"), Priority.WARNING)


COMMANDS = (Command(WORD, Role.MEMBER, WORD, worried, "tells the Online Manager what worries you"),)
