"""What everybody can say to the guide in plain words: ``help``, ``remove``, ``keep``, ``transcripts``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Whisper
from fourwalls.group.look import Look
from fourwalls.group.people import Role
from fourwalls.group.phrase import phrase
from handlers import details
from handlers.commands.registry import Command, Order, facilitated
from handlers.entitled import is_online_manager


def help_(order: Order, look: Look) -> Iterator[Effect]:
    """People to turn to first, then what can be said here."""
    if is_online_manager(order.by, look):
        name = "help-manager"
    elif facilitated(order.by, look):
        name = "help-facilitator"
    else:
        name = "help-member"
    yield Whisper(order.by, phrase(name))


def remove_words(order: Order, look: Look) -> Iterator[Effect]:
    """Remove the message that the latest warning was about."""
    yield from details.remove(order.by, look)


def keep(order: Order, look: Look) -> Iterator[Effect]:
    """Leave the message as it is."""
    yield from details.keep(order.by, look)


def transcripts(order: Order, look: Look) -> Iterator[Effect]:
    """Where the transcripts can be read."""
    if not look.groups_of(order.by):
        yield Whisper(order.by, phrase("transcripts-none"))
    else:
        yield Whisper(order.by, phrase("transcripts-link"))


EVERYDAY = {
    "help": help_,
    "remove": remove_words,
    "✂": remove_words,
    "keep": keep,
    "👍": keep,
    "transcripts": transcripts,
}
"""Plain words of the private room, without any sign in front."""

COMMANDS = (
    Command("help", Role.MEMBER, "help", help_),
    Command("keep", Role.MEMBER, "keep", keep),
    Command("transcripts", Role.MEMBER, "transcripts", transcripts),
)
"""The same words with the command's sign. ``!remove`` is another thing: it takes a person out of a group."""
