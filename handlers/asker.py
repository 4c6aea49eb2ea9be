"""Answers to a device that nobody vouches for: the one place where words are allowed to reach it.

Somebody with a new phone must be able to read what has happened and what still works. So an answer may be opened by
the very device that asked, if it is one of the sentences that are for anybody (``fourwalls.group.phrase``). No other
device of that account gets it, and nothing else ever reaches one that is not believed. (One of these sentences, how to
verify a device, is said to such a device unasked: whoever never speaks would never hear it.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import wraps

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
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


def to_the_device(whisper: Whisper, device: str) -> Whisper:
    """Words that this device of theirs may open, if they are for anybody; else as they are, for proven devices."""
    return replace(whisper, device=device) if is_for_anybody(whisper.words) else whisper


def _addressed(effect: Effect, heard: Heard) -> Effect:
    if heard.doubted is None or not isinstance(effect, Whisper) or effect.to != heard.sender:
        return effect
    return to_the_device(effect, heard.doubted.device)
