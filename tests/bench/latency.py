"""Round trips, one after the other: a bare echo, a warning and a flag in each round, in a drawn order."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from fourwalls.group.people import Bot
from tests.bench import talk
from tests.bench.figures import SEED
from tests.bench.stage import Side, Stage
from tests.support.member import Member
from tests.support.seen import Seen

_RECENT = 12
"""How many of the last messages are looked through for an answer."""
_WARM_UP = 3


Trip = Callable[[int], Awaitable[float]]
"""Makes the round trip of this number; returns its seconds."""


class MixedUpError(Exception):
    """An answer was not the answer to what was asked."""


@dataclass(frozen=True, slots=True)
class RoundTrips:
    """Seconds from the author's client being told to send until the answer is on a screen."""

    warning: list[float] = field(default_factory=list)
    flag: list[float] = field(default_factory=list)


async def measure(stage: Stage, rounds: int) -> tuple[list[float], list[RoundTrips]]:
    """Measure so many rounds: the bare echo's times, and each side's.

    A few rounds before them warm everything up and are not counted.
    """
    echo: list[float] = []
    sides = [(side, RoundTrips()) for side in stage.sides]
    kinds: list[tuple[Trip, list[float]]] = [(partial(_echo, stage), echo)]
    for side, trips in sides:
        kinds += [(partial(_warning, side), trips.warning), (partial(_flag, side), trips.flag)]
    dice = random.Random(SEED)  # noqa: S311 - repeatable chance, not a secret
    for number in range(rounds + _WARM_UP):
        for trip, times in dice.sample(kinds, len(kinds)):
            seconds = await trip(number)
            if number >= _WARM_UP:
                times.append(seconds)
    return echo, [trips for _, trips in sides]


async def _echo(stage: Stage, number: int) -> float:
    author, words = stage.now.author, talk.ordinary(number)
    begun = time.perf_counter()
    await author.send(stage.echo_room, words)
    await _answer(author, lambda seen: seen.body == f"echo of {words}")
    return time.perf_counter() - begun


async def _warning(side: Side, number: int) -> float:
    author, room = side.author, side.evening.private[side.author.user_id]
    begun = time.perf_counter()
    await author.send(side.evening.room, talk.slip(number))
    await _answer(author, lambda seen: seen.room == room and f"no. {number}:" in seen.body and "«" in seen.body)
    return time.perf_counter() - begun


async def _flag(side: Side, number: int) -> float:
    """The root of the case's thread is what is timed; the word in the thread proves that it is of this message."""
    manager, desk = side.evening.manager, side.evening.desk
    lookout = side.site.settings.users[Bot.LOOKOUT]
    known = {seen.event_id for seen in _recent(manager)}
    begun = time.perf_counter()
    await side.author.send(side.evening.room, talk.cry(number))
    root = await _answer(
        manager,
        lambda seen: (
            (seen.room, seen.sender, seen.thread_root) == (desk, lookout, "")
            and seen.event_id not in known
            and "Case" in seen.body
        ),
    )
    seconds = time.perf_counter() - begun
    why = await _answer(manager, lambda seen: seen.room == desk and f"no. {number}:" in seen.body)
    if why.thread_root != root.event_id:
        raise MixedUpError("a case was raised that is not of the message that was sent")
    return seconds


async def _answer(member: Member, fits: Callable[[Seen], bool]) -> Seen:
    return await member.until(
        lambda: next((seen for seen in _recent(member) if fits(seen)), None), "the answer", timeout=30.0
    )


def _recent(member: Member) -> list[Seen]:
    newest = reversed(member.sight.messages.values())
    return [seen for seen, _ in zip(newest, range(_RECENT), strict=False)]
