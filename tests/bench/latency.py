"""Round trips, one after the other: a bare echo, a warning and a flag in each round, in a drawn order."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fourwalls.group.people import Bot
from tests.bench import talk
from tests.bench.figures import SEED
from tests.bench.stage import Stage
from tests.support.member import Member
from tests.support.seen import Seen

_RECENT = 12
"""How many of the last messages are looked through for an answer."""
_WARM_UP = 3


class MixedUpError(Exception):
    """An answer was not the answer to what was asked."""


@dataclass(frozen=True, slots=True)
class RoundTrips:
    """Seconds from the author's client being told to send until the answer is on a screen."""

    echo: list[float] = field(default_factory=list)
    warning: list[float] = field(default_factory=list)
    flag: list[float] = field(default_factory=list)


async def measure(stage: Stage, rounds: int) -> RoundTrips:
    """Measure so many rounds; a few rounds before them warm everything up and are not counted."""
    trips = RoundTrips()
    dice = random.Random(SEED)  # noqa: S311 - repeatable chance, not a secret
    kinds = [(_echo, trips.echo), (_warning, trips.warning), (_flag, trips.flag)]
    for number in range(rounds + _WARM_UP):
        for trip, times in dice.sample(kinds, len(kinds)):
            seconds = await trip(stage, number)
            if number >= _WARM_UP:
                times.append(seconds)
    return trips


async def _echo(stage: Stage, number: int) -> float:
    words = talk.ordinary(number)
    begun = time.perf_counter()
    await stage.author.send(stage.echo_room, words)
    await _answer(stage.author, lambda seen: seen.body == f"echo of {words}")
    return time.perf_counter() - begun


async def _warning(stage: Stage, number: int) -> float:
    author, room = stage.author, stage.evening.private[stage.author.user_id]
    begun = time.perf_counter()
    await author.send(stage.evening.room, talk.slip(number))
    await _answer(author, lambda seen: seen.room == room and f"no. {number}:" in seen.body and "«" in seen.body)
    return time.perf_counter() - begun


async def _flag(stage: Stage, number: int) -> float:
    """The root of the case's thread is what is timed; the word in the thread proves that it is of this message."""
    manager, desk = stage.evening.manager, stage.evening.desk
    lookout = stage.site.settings.users[Bot.LOOKOUT]
    known = {seen.event_id for seen in _recent(manager)}
    begun = time.perf_counter()
    await stage.author.send(stage.evening.room, talk.cry(number))
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
