"""What cannot be taken back is shown first, in private, and done at the word ``confirm``.

A command hands over what it would do (``weighty``). At ``confirm`` the same command runs anew from the beginning, so
that everything is looked at again: whether it is still allowed, whether it still is so. It is done only if it would do
what its giver was shown; if that has changed, they are shown it again.

``confirm`` counts from the same person on a verified device of theirs, within ten minutes: in the private room, or in
the managers' room for what was asked there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from fourwalls.group.people import GroupId
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.registry import Order, Registry
from handlers.plainwords import NEVER_MIND, plain

WORD = "confirm"


def weighty(
    order: Order, would: Phrase, deed: Iterable[Effect], *, meant: tuple[str, ...], group: GroupId | None = None
) -> Iterator[Effect]:
    """Show what an order would do, and wait; or do it, if that is what its giver was shown and has confirmed.

    Args:
        order: the order.
        would: what it would do, in words. It names everybody and everything by what no two have (a Matrix id).
        deed: what is to be done.
        meant: the order's words again, with a Matrix id for each name, so that they mean the same at ``confirm``.
        group: the group that it is about, if any: it needs no name at ``confirm``.
    """
    mark = _mark(would)
    if order.shown == mark:
        yield from deed
        return
    if order.shown:
        yield Whisper(order.by, phrase("confirm-changed"))
    about = (order.word, order.room.id, mark, *meant)
    groups = () if group is None else (group,)
    yield Await(order.by, Awaited(Wanted.CONFIRM, order.message.sent_at, groups=groups, about=about))
    yield Whisper(order.by, would)


def going_on(registry: Registry) -> Callable[[Message, Awaited, Look], Iterator[Effect] | None]:
    """What follows on the message after a weighty command."""

    def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect] | None:
        said = plain(message.text)
        if said == WORD:
            return _confirmed(message, awaited, look, registry)
        return dropped(message) if said in NEVER_MIND else None

    return go_on


def _confirmed(message: Message, awaited: Awaited, look: Look, registry: Registry) -> Iterator[Effect]:
    word, _room, shown, *words = awaited.about
    room = look.room(message.room)
    assert room is not None
    yield Await(message.sender, None)
    group = next(iter(awaited.groups), None)
    yield from registry.again(Order(message.sender, room, tuple(words), message, word, group, shown), look)


def dropped(message: Message) -> Iterator[Effect]:
    """Nothing is done, and nothing is waited for any more."""
    yield Await(message.sender, None)
    yield Whisper(message.sender, phrase("confirm-dropped"))


def _mark(would: Phrase) -> str:
    """A short mark of what was shown; another one as soon as anything of it is different."""
    return sha256(json.dumps([would.name, would.values]).encode()).hexdigest()[:32]
