"""What a command is, how one is read from a message, and how it is answered: always in private."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fourwalls.group.effects import Effect, Whisper
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Group, PersonId, Role, Room, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers.entitled import facilitates, is_online_manager

SIGN = "!"


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was given: who, where, and the words after the command's own."""

    by: PersonId
    room: Room
    words: tuple[str, ...]
    message: Message


Run = Callable[[Order, Look], Iterable[Effect]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``usage`` is what ``wrong-arguments`` shows."""

    word: str
    who: Role
    usage: str
    run: Run


class WrongArgumentsError(ValueError):
    """The words after the command are not what it takes."""


class Registry:
    """All commands by word, and who may use them."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands: Mapping[str, Command] = {command.word: command for command in commands}

    def obey(self, order_text: str, message: Message, room: Room, look: Look) -> Iterator[Effect]:
        """Run the command that a message gives, or say in private why not."""
        word, *words = order_text.split() or [""]
        command = self.commands.get(word.casefold())
        sender = message.sender
        if command is None:
            nearest = difflib.get_close_matches(word.casefold(), self.commands, n=1)
            yield Whisper(sender, phrase("unknown-command", word=word[:40], nearest=nearest[0] if nearest else "help"))
        elif message.proof is not Proof.SIGNED:
            yield Whisper(sender, phrase("signed-device-needed"))
        elif not _may(command.who, sender, look):
            yield Whisper(sender, phrase("no-permission"))
        else:
            try:
                yield from command.run(Order(sender, room, tuple(words), message), look)
            except WrongArgumentsError:
                yield Whisper(sender, phrase("wrong-arguments", usage=command.usage))


def _may(who: Role, person: PersonId, look: Look) -> bool:
    match who:
        case Role.MEMBER:
            return True
        case Role.FACILITATOR:
            return bool(facilitated(person, look))
        case Role.ONLINE_MANAGER:
            return is_online_manager(person, look)


def facilitated(person: PersonId, look: Look) -> list[Group]:
    """The groups that this person may act for."""
    return [group for group in look.groups() if group.id != HOUSE and facilitates(person, group.id, look)]


def group_meant(order: Order, look: Look) -> Group | Phrase:
    """The group that an order is about: the room's own, or the only one the person acts for; else a question."""
    if order.room.kind is RoomKind.GROUP and order.room.group is not None:
        if facilitates(order.by, order.room.group, look):
            return look.group(order.room.group)
        return phrase("no-permission")
    groups = facilitated(order.by, look)
    if len(groups) == 1:
        return groups[0]
    return phrase("which-group", groups=", ".join(group.name for group in groups))
