"""A number that says which of several people a command means; the command then goes on with that person."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fourwalls.group.awaited import Awaited
from fourwalls.group.effects import Effect
from fourwalls.group.effects.kept import Await
from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from handlers.commands.confirming import dropped
from handlers.commands.registry import Order, Registry
from handlers.plainwords import NEVER_MIND, plain


def going_on(registry: Registry) -> Callable[[Message, Awaited, Look], Iterator[Effect] | None]:
    """What follows on the message after "who is meant?"."""

    def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect] | None:
        word, _room, *orders = awaited.about
        said = plain(message.text)
        if said in NEVER_MIND:
            return dropped(message)
        numbered = {str(number): words for number, words in enumerate(orders, 1)}
        words = numbered.get(said.removeprefix("number "))
        return None if words is None else _chosen(message, word, words, awaited, look)

    def _chosen(message: Message, word: str, words: str, awaited: Awaited, look: Look) -> Iterator[Effect]:
        room = look.room(message.room)
        assert room is not None
        yield Await(message.sender, None)
        group = next(iter(awaited.groups), None)
        yield from registry.again(Order(message.sender, room, tuple(words.split()), message, word, group), look)

    return go_on
