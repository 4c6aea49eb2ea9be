"""Late keys: what is said reaches the bots at once, and its key seconds or minutes later, over kills and stops."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fourwalls.group.people import Bot
from tests.bench.figures import quantile
from tests.bench.watching import WANTED, NotDoneError, Progress, Watch
from tests.proof.holding import Held, KeyHolder
from tests.proof.plan import Kind, Words
from tests.proof.proving import Say, to_stderr
from tests.proof.scene import Scene, in_session
from tests.support.member import Member
from tests.support.synapse import running_homeserver

_LOOK_SECONDS = 0.05
_DONE_SECONDS = 120.0
_SAID_WITH_EACH_KEY = 3
_SECONDS_BETWEEN_KEYS = 1.0
_KEYS_TO_A_KILL = 10
"""One kill to so many keys; after every other one the bots stay away until something has come for them."""
_TOLD = "its key has not come"


@dataclass(slots=True)
class LateWords:
    """One message and its key."""

    progress: Progress
    said_at: float
    key_at: float = 0.0
    """When the homeserver had the key for the bots."""
    bots_there: bool = True
    """Whether the bots were running then, and until it was done."""

    @property
    def seconds(self) -> float:
        """From the key's arrival until the message was examined twice and recorded."""
        return max(0.0, self.progress.all_done_at - self.key_at)

    @property
    def recovered(self) -> bool:
        """Whether all of that was done, and not before the key was there."""
        return self.progress.done_at.keys() >= WANTED.keys()


@dataclass(frozen=True, slots=True)
class Late:
    """What came of it."""

    words: tuple[LateWords, ...]
    kills: int
    told: int
    """How often the managers were told of messages without a key, which they are after a minute."""

    @property
    def recovered(self) -> list[LateWords]:
        """Those that were examined and recorded after all."""
        return [each for each in self.words if each.recovered]

    @property
    def percent(self) -> float:
        """How many of all."""
        return 100 * len(self.recovered) / len(self.words)

    def seconds(self, *, bots_there: bool) -> list[float]:
        """From key to done, of those whose key came while the bots were there (or not)."""
        return [each.seconds for each in self.recovered if each.bots_there is bots_there]

    @property
    def held(self) -> list[float]:
        """How long the keys were held."""
        return [each.key_at - each.said_at for each in self.words]

    def lines(self) -> list[str]:
        """All of it in sentences."""
        held, said = self.held, len(self.words)
        span = f"{min(held):.0f} to {max(held):.0f} s (median {quantile(held, 0.5):.0f} s)"
        return [
            f"{said} messages, their keys held {span}; {self.kills} kills meanwhile",
            f"recovered {len(self.recovered)} of {said} ({self.percent:.1f} %)",
            f"the managers were told of missing keys {self.told} times",
            *(f"{name}: {times}" for name, times in self.times().items()),
        ]

    def times(self) -> dict[str, str]:
        """From the key's arrival until the message was examined and recorded, in words."""
        named = {True: "key there to done, the bots running", False: "key there to done, the bots killed or down"}
        taken = {name: self.seconds(bots_there=there) for there, name in named.items()}
        return {name: _spread(seconds) for name, seconds in taken.items() if seconds}


def _spread(seconds: list[float]) -> str:
    return f"median {quantile(seconds, 0.5):.2f} s, p99 {quantile(seconds, 0.99):.2f} s, n = {len(seconds)}"


class _Lateness:
    """Says words, holds keys, ends the bots, and notes when what happened."""

    def __init__(self, scene: Scene, holder: KeyHolder, watch: Watch, seed: int, longest: float) -> None:
        self._scene = scene
        self._holder = holder
        self._watch = watch
        self._dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
        self._longest = longest
        self._down: list[tuple[float, float]] = []
        self._came = asyncio.Event()
        self._on_their_way = 0
        self._turn = asyncio.Lock()
        self.words: list[LateWords] = []
        self.kills = 0

    async def play(self, keys: int) -> None:
        """So many keys; returns when the last has been delivered and the bots are there."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(max(1, keys // _KEYS_TO_A_KILL)):
                tasks.create_task(self._kill(self._dice.uniform(0.0, self._longest), wait=number % 2 == 0))
            for number in range(keys):
                speaker = self._scene.speakers[number % len(self._scene.speakers)]
                spoken = await self._speak(speaker, number)
                held = self._holder.take()
                tasks.create_task(self._deliver(held, spoken, self._dice.uniform(1.0, self._longest)))
                await asyncio.sleep(_SECONDS_BETWEEN_KEYS)

    async def _speak(self, speaker: Member, number: int) -> list[LateWords]:
        room = self._scene.evening.room
        await speaker.begin_new_key(room)
        spoken = []
        for each in range(_SAID_WITH_EACH_KEY):
            words = Words(number * _SAID_WITH_EACH_KEY + each, Kind.QUIET)
            event = await speaker.send(room, words.text)
            spoken.append(LateWords(self._watch.follow(event), time.time()))
        self.words += spoken
        return spoken

    async def _deliver(self, held: list[Held], spoken: list[LateWords], seconds: float) -> None:
        self._on_their_way += 1
        await asyncio.sleep(seconds)
        await self._holder.deliver(held)
        self._on_their_way -= 1
        for each in spoken:
            each.key_at = time.time()
        self._came.set()

    async def _kill(self, after: float, *, wait: bool) -> None:
        """Kill the bots at some moment and start them again, at once or when something has come for them."""
        await asyncio.sleep(after)
        async with self._turn:
            self.kills += 1
            began = time.time()
            await self._scene.suite.kill()
            if wait and self._on_their_way:
                self._came.clear()
                await self._came.wait()
            await self._scene.suite.start()
            await self._scene.suite.wait_ready()
            self._down.append((began, time.time()))

    def judge(self) -> tuple[LateWords, ...]:
        """The words, each with whether the bots were there when its key came."""
        for each in self.words:
            done = each.progress.all_done_at if each.recovered else each.key_at
            each.bots_there = not any(began < done and each.key_at < ended for began, ended in self._down)
        return tuple(self.words)


async def measure(
    scene: Scene, holder: KeyHolder, *, keys: int, longest: float, seed: int, say: Say = lambda _line: None
) -> Late:
    """Say three messages with each of so many keys, hold each key for up to ``longest`` seconds, and follow them."""
    holder.held_from = {str(scene.site.settings.users[bot]) for bot in Bot}
    watch = Watch(scene.site, _LOOK_SECONDS)
    lateness = _Lateness(scene, holder, watch, seed, longest)
    say(f"{keys} keys, each held for up to {longest:.0f} s")
    all_said = asyncio.Event()
    looking = asyncio.create_task(watch.until_done(all_said, _DONE_SECONDS))
    try:
        await lateness.play(keys)
        all_said.set()
        await looking
    except NotDoneError as error:
        say(f"{error}")  # told by the percentage
    finally:
        holder.held_from = ()
        looking.cancel()
        watch.close()
    evening = scene.evening
    told = sum(_TOLD in seen.body for seen in evening.manager.messages(evening.desk))
    return Late(lateness.judge(), lateness.kills, told)


async def alone(keys: int, longest: float, seed: int, say: Say) -> Late:
    """Measure on a homeserver of its own."""
    with tempfile.TemporaryDirectory(prefix="fourwalls-late-") as folder:
        async with (
            running_homeserver(Path(folder) / "homeserver", limits="off") as homeserver,
            KeyHolder(homeserver.base_url) as holder,
            in_session(homeserver, Path(folder), holder.base_url) as scene,
        ):
            return await measure(scene, holder, keys=keys, longest=longest, seed=seed, say=say)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    *,
    keys: Annotated[int, typer.Option(help="Room keys that come late, three messages each.", min=1)] = 60,
    longest: Annotated[float, typer.Option(help="Seconds that a key is held at most.", min=1)] = 150.0,
    seed: Annotated[int, typer.Option(help="What the waits are dealt from.")] = 1,
) -> None:
    """Measure how many messages with late keys are recovered, and how fast."""
    late = asyncio.run(alone(keys, longest, seed, to_stderr))
    for line in late.lines():
        typer.echo(line)
    raise typer.Exit(0 if len(late.recovered) == len(late.words) else 1)


if __name__ == "__main__":
    app()
