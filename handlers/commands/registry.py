"""What a command is, how one is read from a message, and how it is answered: always in private."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Await, Refused
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, GroupId, PersonId, Role, Room
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.naming import NotAllowedError, SeveralMeantError, facilitated, with_ids
from handlers.entitled import is_online_manager, one_line, shown_name
from handlers.plainwords import SIGN

_LONGEST_WORD = 40
_MOST_NEAREST = 3
_MOST_NUMBERED = 9
_TRIES = 3
_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was given: who, where, and the words after the command's own."""

    by: PersonId
    room: Room
    words: tuple[str, ...]
    message: Message
    word: str = ""
    """The command's own word."""
    group: GroupId | None = None
    """The group, where the order was asked back and its group is settled."""
    shown: str = ""
    """What its giver was shown before they said ``confirm`` (``handlers.commands.confirming``)."""


Run = Callable[[Order, Look], Iterable[Effect]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``usage`` is what ``wrong-arguments`` shows; ``does`` and ``confirm`` stand in docs/commands.md.

    What every member may say only answers in private, or looks at the proof itself: it is heard from any device.
    """

    word: str
    who: Role
    usage: str
    run: Run
    does: str = ""
    """What it does, in one line without a full stop."""
    confirm: str = ""
    """When it waits for the word ``confirm``; empty: never."""


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
        else:
            yield from self._run(command, Order(sender, room, words, message, word), look)

    def again(self, order: Order, look: Look) -> Iterator[Effect]:
        """Run an order that was asked back, as if it were given now: still allowed? still so?"""
        command = self.commands.get(order.word)
        if command is None:  # the house was renewed meanwhile, and does not know it any more
            yield from self._unknown(order.word, order.by, order.room, look)
        else:
            yield from self._run(command, order, look)

    def _run(self, command: Command, order: Order, look: Look) -> Iterator[Effect]:
        if not _may(command.who, order.by, look):
            yield from _not_allowed(order, look)
            return
        try:
            yield from command.run(order, look)
        except WrongArgumentsError:
            yield Whisper(order.by, phrase("wrong-arguments", usage=command.usage))
        except NotAllowedError:
            yield from _not_allowed(order, look)
        except SeveralMeantError as several:
            yield from _which(order, several, look)

    def entrusted(self, message: Message, look: Look) -> bool:
        """Whether it gives a command that is not everybody's, and its sender is somebody who may give it."""
        command = self.commands.get(_split(message)[0])
        return command is not None and command.who is not Role.MEMBER and _may(command.who, message.sender, look)

    def is_given(self, message: Message) -> bool:
        """Whether these words give a command that there is."""
        return _split(message)[0] in self.commands

    def _unknown(self, word: str, sender: PersonId, room: Room, look: Look) -> Iterator[Effect]:
        known = [command.word for command in self.commands.values() if _may(command.who, sender, look)]
        nearest = difflib.get_close_matches(word[:_LONGEST_WORD], known, n=_MOST_NEAREST)
        if nearest or room.group is None:  # among members, "!phew" is no command
            near = ", ".join(self.commands[each].usage.split()[0] for each in nearest or ["help"])
            yield Whisper(sender, phrase("unknown-command", word=one_line(word, _LONGEST_WORD), nearest=near))


def refusal(message: Message) -> Phrase:
    """Why something is not done for whoever this is, and what can be done about it."""
    changed = message.proof is Proof.CHANGED_IDENTITY
    return phrase("identity-changed-refused" if changed else "signed-device-needed")


def _not_allowed(order: Order, look: Look) -> Iterator[Effect]:
    """Say in private that it is not theirs to do. At the third time within an hour the managers hear of it."""
    at = order.message.sent_at
    before = look.refusals_since(order.by, at - _WITHIN)
    yield Refused(order.by, at)
    yield Whisper(order.by, phrase("no-permission"))
    if before + 1 >= _TRIES:
        words = phrase("refused-often", who=shown_name(order.by, look), id=order.by)
        yield TellManagers(Bot.GUIDE, words, once=f"refused {order.by} {at:%Y-%m-%d}")


def _which(order: Order, several: SeveralMeantError, look: Look) -> Iterator[Effect]:
    """Ask who of several is meant; of a few, a number says it (``handlers.commands.choosing``)."""
    shown = [f"{shown_name(person, look)} ({person})" for person in several.people]
    if len(shown) > _MOST_NUMBERED:
        yield Whisper(order.by, phrase("who-is-meant-many", given=several.given))
        return
    about = (order.word, order.room.id, *(" ".join(words) for words in several.words))
    yield Await(order.by, Awaited(Wanted.PERSON, order.message.sent_at, groups=(several.group,), about=about))
    people = "\n".join(f"{number}. {who}" for number, who in enumerate(shown, 1))
    yield Whisper(order.by, phrase("who-is-meant", given=several.given, people=people))


def _unknown_from_doubted(room: Room, sender: PersonId) -> Iterator[Effect]:
    """Which words somebody may use is told to no device that may be somebody else's."""
    if room.group is None:
        yield Whisper(sender, phrase("not-understood"))


def _split(message: Message) -> tuple[str, tuple[str, ...]]:
    word, *words = with_ids(message.text).lstrip().removeprefix(SIGN).split() or [""]
    return word.casefold().rstrip(".!?,"), tuple(words)


def _may(who: Role, person: PersonId, look: Look) -> bool:
    match who:
        case Role.MEMBER:
            return True
        case Role.FACILITATOR:
            return bool(facilitated(person, look))
        case Role.ONLINE_MANAGER:
            return is_online_manager(person, look)
