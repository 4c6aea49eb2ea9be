"""Answers to a device that nobody vouches for: the one place where words are allowed to reach it.

Somebody with a new phone must be able to read what has happened and what still works. So an answer may be opened by
the very device that asked, if it is one of the sentences that are for anybody (``fourwalls.group.phrase``). No other
device of that account gets it, and nothing else ever reaches one that is not believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import wraps

from fourwalls.group.effects import Effect, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard
from fourwalls.group.look import Look
from fourwalls.group.phrase import is_for_anybody

Handler = Callable[[Examined, Look], Iterable[Effect]]


def to_the_asker(handler: Handler) -> Callable[[Examined, Look], Iterator[Effect]]:
    """A handler whose sentences for anybody reach the device that it heard, whoever vouches for it."""

    @wraps(handler)
    def answering(examined: Examined, look: Look) -> Iterator[Effect]:
        for effect in handler(examined, look):
            yield _addressed(effect, examined.heard)

    return answering


def _addressed(effect: Effect, heard: Heard) -> Effect:
    if heard.doubted is None or not isinstance(effect, Whisper):
        return effect
    if effect.to != heard.sender or not is_for_anybody(effect.words):
        return effect
    return replace(effect, device=heard.doubted.device)
