"""``!group adopt``: a room that was there before us is looked at, and taken on only at one more word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from fourwalls.group.awaited import Awaited
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.effects.walls import Adopt, Survey, Taking
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import PersonId, RoomId
from fourwalls.group.phrase import phrase
from handlers.commands.registry import Order, WrongArgumentsError
from handlers.entitled import is_online_manager, one_line
from handlers.plainwords import NEVER_MIND, plain

USAGE = "!group adopt !room:server Name"
LONGEST_NAME = 60
_LINK = "https://matrix.to/#/"
_ROOM = re.compile(
    r"(?:![\x21-\x39\x3b-\x7e]{1,250}(?::[A-Za-z0-9.\[\]:-]{1,250})?|#[^\s:]{1,250}:[A-Za-z0-9.\[\]:-]{1,250})"
)


def adopt(order: Order, given: str, look: Look) -> Iterator[Effect]:
    """Have the warden look at a room; what it would change and cannot promise is told by the guide."""
    words = given.split()
    room, name = _room(words[0]) if words else "", one_line(" ".join(words[1:]), LONGEST_NAME)
    if not room or not name:
        raise WrongArgumentsError
    if name.endswith("…") or not any(letter.isalnum() for letter in name):
        yield Whisper(order.by, phrase("group-name-bad", most=LONGEST_NAME))
    elif any(group.name.casefold() == name.casefold() for group in look.closed_groups()):
        yield Whisper(order.by, phrase("group-there-closed", group=name))
    elif room.startswith("!") and look.room(RoomId(room)) is not None and not _of_that_name(RoomId(room), name, look):
        yield Whisper(order.by, phrase("adopt-ours"))
    else:
        yield Survey(room, name, order.by)
        yield Whisper(order.by, phrase("adopt-looking"))


def _room(word: str) -> str:
    """The room's id or address, also out of a link; empty if it is neither."""
    if word.startswith(_LINK):
        word = unquote(word.removeprefix(_LINK).split("?", 1)[0])
    return word if _ROOM.fullmatch(word) else ""


def _of_that_name(room: RoomId, name: str, look: Look) -> bool:
    known = look.room(room)
    return known is not None and known.group is not None and look.group(known.group).name.casefold() == name.casefold()


def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect] | None:
    """The word after the report: ``confirm``, ``everybody`` or ``move``, or ``stop``."""
    word = plain(message.text)
    return _answered(word, message, awaited, look) if word in {*Taking, *NEVER_MIND} else None


def _answered(word: str, message: Message, awaited: Awaited, look: Look) -> Iterator[Effect]:
    person = message.sender
    if message.proof is not Proof.SIGNED or not is_online_manager(person, look):
        return
    yield Await(person, None)
    if word not in set(Taking):
        yield Whisper(person, phrase("adopt-dropped"))
        return
    room, name, *shown = awaited.about
    yield Adopt(RoomId(room), name, Taking(word), person, tuple(PersonId(one) for one in shown))
    yield Whisper(person, phrase("adopt-begun"))
