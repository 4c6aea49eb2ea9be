"""What a command is, how one is read from a message, and how it is answered: always in private."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fourwalls.group.effects import Effect, Whisper
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import PersonId, Role, Room
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.naming import facilitated
from handlers.entitled import is_online_manager
from handlers.plainwords import SIGN

_LONGEST_WORD = 40


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
    """One command. ``usage`` is what ``wrong-arguments`` shows.

    What every member may say only answers in private, or looks at the proof itself: it is heard from any device.
    """

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

    def obey(self, message: Message, room: Room, look: Look) -> Iterator[Effect]:
        """Run the command that a message gives, or say in private why not."""
        word, words = _split(message)
        command = self.commands.get(word)
        sender = message.sender
        if command is None and message.doubted is not None:
            yield from _unknown_from_doubted(room, sender)
        elif command is None:
            yield from self._unknown(word, sender, room, look)
        elif command.who is not Role.MEMBER and message.proof is not Proof.SIGNED:
            yield Whisper(sender, refusal(message))
        elif not _may(command.who, sender, look):
            yield Whisper(sender, phrase("no-permission"))
        else:
            try:
                yield from command.run(Order(sender, room, words, message), look)
            except WrongArgumentsError:
                yield Whisper(sender, phrase("wrong-arguments", usage=command.usage))

    def entrusted(self, message: Message, look: Look) -> bool:
        """Whether it gives a command that is not everybody's, and its sender is somebody who may give it."""
        command = self.commands.get(_split(message)[0])
        return command is not None and command.who is not Role.MEMBER and _may(command.who, message.sender, look)

    def _unknown(self, word: str, sender: PersonId, room: Room, look: Look) -> Iterator[Effect]:
        known = [command.word for command in self.commands.values() if _may(command.who, sender, look)]
        nearest = difflib.get_close_matches(word, known, n=1)
        if nearest or room.group is None:  # among members, "!phew" is no command
            given = word[:_LONGEST_WORD]
            yield Whisper(sender, phrase("unknown-command", word=given, nearest=nearest[0] if nearest else "help"))


def refusal(message: Message) -> Phrase:
    """Why something is not done for whoever this is, and what can be done about it."""
    changed = message.proof is Proof.CHANGED_IDENTITY
    return phrase("identity-changed-refused" if changed else "signed-device-needed")


def _unknown_from_doubted(room: Room, sender: PersonId) -> Iterator[Effect]:
    """Which words somebody may use is told to no device that may be somebody else's."""
    if room.group is None:
        yield Whisper(sender, phrase("not-understood"))


def _split(message: Message) -> tuple[str, tuple[str, ...]]:
    word, *words = message.text.lstrip().removeprefix(SIGN).split() or [""]
    return word.casefold().rstrip(".!?,"), tuple(words)


def _may(who: Role, person: PersonId, look: Look) -> bool:
    match who:
        case Role.MEMBER:
            return True
        case Role.FACILITATOR:
            return bool(facilitated(person, look))
        case Role.ONLINE_MANAGER:
            return is_online_manager(person, look)
