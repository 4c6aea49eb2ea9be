"""Many messages: live, as fast as members can send them, and after an absence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fourwalls.group.people import Bot, EventId
from fourwalls.storage import tally
from fourwalls.storage.keyfiles import load_operational_keys
from tests.bench import talk
from tests.bench.processes import Peak, cpu, memory
from tests.bench.stage import Side, Stage
from tests.bench.watching import WANTED, NotDoneError, Progress, Watch
from tests.support.member import Member

_DONE_SECONDS = 300.0
_LOOK_SECONDS = 0.05
_LOOK_SECONDS_AT_MANY = 0.2


@dataclass(frozen=True, slots=True)
class Live:
    """Members sent as fast as they could, and the suite worked meanwhile."""

    seconds: float
    sent: int
    delays: list[float]
    """For each message, from the homeserver's stamp until the three bots that listen were seen to be done with it."""
    done_seconds: float
    """From the first message sent until the last was done."""
    most_waiting: int
    memory_mb: float
    """The most that the suite was seen to hold."""

    @property
    def rate(self) -> float:
        """Messages sent a second."""
        return self.sent / self.seconds

    @property
    def done_rate(self) -> float:
        """Messages received, examined and recorded a second."""
        return self.sent / self.done_seconds


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The same messages, missed by the bare receiver and by the suite, caught up one after the other."""

    missed: int
    send_rate: float
    """Messages a second that the members sent while no bot was there."""
    bare_seconds: float
    bare_mb: float
    done_by: dict[str, float]
    """For each bot, seconds from having loaded (before it signs in) until it was done with the last message."""
    from_start: float
    """Seconds from making the process until all was done."""
    memory_mb: float
    """The most that the suite was seen to hold."""
    memory_end_mb: float
    cpu_seconds: float
    """CPU that the suite took from having loaded until all was done, in all of its processes."""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU a message, in the suite."""
        return self.cpu_seconds * 1000 / self.missed

    @property
    def bare_rate(self) -> float:
        """Messages received a second by the bare receiver."""
        return self.missed / self.bare_seconds

    def rate(self, *bots: Bot) -> float:
        """Messages a second that all of these bots were done with."""
        return self.missed / max(self.done_by[bot.value] for bot in bots)


async def live(side: Side, seconds: float) -> Live:
    """Send as fast as possible for so long, and follow each message."""
    begun = time.time()
    async with _watch(side, _LOOK_SECONDS) as watch, Peak(side.suite.pid) as peak:
        all_sent = asyncio.Event()
        looking = asyncio.create_task(watch.until_done(all_sent, _DONE_SECONDS))
        try:
            until = time.monotonic() + seconds
            sent = await _send_all(side, lambda _number: time.monotonic() < until, watch.follow)
            took = time.time() - begun
        finally:
            all_sent.set()
        await looking
    done = watch.done
    last = max(progress.all_done_at for progress in done)
    return Live(took, sent, [progress.delay for progress in done], last - begun, watch.most_waiting, peak.mb)


async def catch_up(stage: Stage, side: Side, messages: int) -> CatchUp:
    """Send while nobody hears; then let the bare receiver catch up, alone, and after it one suite, alone."""
    events: list[str] = []
    for each in stage.sides:
        await each.suite.stop()
    await stage.receiver.program.do("listen")
    await stage.receiver.program.do("be_away")
    begun = time.monotonic()
    await _send_all(side, lambda number: number < messages, events.append)
    send_rate = messages / (time.monotonic() - begun)
    bare_seconds = await _bare_catches_up(stage, side, messages)
    async with _watch(side, _LOOK_SECONDS_AT_MANY) as watch:
        for event in events:
            watch.follow(event)
        await side.suite.start()
        connecting = await side.suite.wait_connecting()
        loading = cpu(side.suite.pid)
        all_sent = asyncio.Event()
        all_sent.set()
        async with Peak(side.suite.pid) as peak:
            await watch.until_done(all_sent, _DONE_SECONDS)
            took, worked = time.monotonic() - side.suite.started_at, cpu(side.suite.pid) - loading
            await side.suite.wait_ready()
    await asyncio.to_thread(_check_records, side, events)
    return CatchUp(
        missed=messages,
        send_rate=send_rate,
        bare_seconds=bare_seconds,
        bare_mb=memory(stage.receiver.pid),
        done_by={bot.value: _last(watch.done, bot) - connecting for bot in WANTED},
        from_start=took,
        memory_mb=peak.mb,
        memory_end_mb=memory(side.suite.pid),
        cpu_seconds=worked,
    )


async def _bare_catches_up(stage: Stage, side: Side, messages: int) -> float:
    caught = await stage.receiver.program.do("catch_up", room=side.evening.room)
    if caught["read"] != messages:
        raise NotDoneError(f"the bare receiver read {caught['read']} of {messages} missed messages")
    return float(caught["seconds"])


def _last(done: list[Progress], bot: Bot) -> float:
    return max(progress.done_at[bot] for progress in done)


def _check_records(side: Side, events: list[str]) -> None:
    """Everything examined, everything sealed, and a warning for every slip."""
    keys = load_operational_keys(side.site.settings.keys)
    database = side.site.open_database()
    try:
        done = database.run_sync(lambda conn: tally.of_messages(conn, keys, [EventId(event) for event in events]))
    finally:
        database.close()
    missed = len(events)
    if done != tally.Tally(missed, missed, missed, talk.slips(range(missed)), 0):
        raise NotDoneError(f"of {missed} missed messages the records say {done}")


@asynccontextmanager
async def _watch(side: Side, every: float) -> AsyncIterator[Watch]:
    watch = Watch(side.site, every)
    try:
        yield watch
    finally:
        watch.close()


async def _send_all(side: Side, goes_on: Callable[[int], bool], sent: Callable[[str], object]) -> int:
    """All senders send, each the next number as soon as the last is taken by the server; returns how many."""
    count = 0

    async def send_on(member: Member) -> None:
        nonlocal count
        while goes_on(count):
            number, count = count, count + 1
            sent(await member.send(side.evening.room, talk.evening(number)))

    await asyncio.gather(*(send_on(member) for member in side.senders))
    return count
