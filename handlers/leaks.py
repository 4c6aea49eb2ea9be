"""Words from inside a group that turn up in an open room: told to the managers, and acted upon by people alone."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import RememberPassage
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, words_of
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from handlers.entitled import said_by_bot, shown_name
from handlers.shares import quoted

_LONGEST_QUOTE = 1500


def remember(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something inside a group; as long as there is no open room, nothing is kept of it.

    What is not proven to be theirs is not kept: a server could have somebody's words pass for another's.
    """
    message, room = words_of(examined.heard), look.room(examined.heard.room)
    if message is None or room is None or room.group is None or message.proof is not Proof.SIGNED:
        return
    if look.is_bot(message.sender) or not look.has_open_room() or look.seat(message.sender, room.group) is None:
        return
    about = message.replaces or message.event
    yield RememberPassage(room.group, about, message.sender, message.text, message.sent_at)


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in an open room: does it repeat what somebody else said inside a group?

    The same words are a coincidence now and then, and a leak has its reasons: people look, no bot does anything.
    """
    message = words_of(examined.heard)
    if message is None or said_by_bot(message, look):
        return
    group = look.repeats(message.text, message.sender)
    if group is not None:
        who, quote = shown_name(message.sender, look), quoted(message.text[:_LONGEST_QUOTE])
        words = phrase("leak", who=who, id=message.sender, group=look.group(group).name, words=quote)
        yield TellManagers(Bot.GUIDE, words, Priority.FLAG)
