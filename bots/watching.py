"""Whether the house does its work, told to machines: ``/health``, ``/metrics``, and a ping that stops when it does not.

Counts and ages only. Nothing here can stop the bots: what fails is logged by its class, and what cannot be looked at
counts as not well.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bots.degraded import Degraded
from bots.health import Detection, Health, Limits, Watched
from bots.house import House
from bots.metrics import CONTENT_TYPE, exposition
from bots.pinging import ping_forever
from bots.pulse import Clock
from fourwalls.group.people import Bot
from fourwalls.portal.app import serving
from fourwalls.storage import backlog
from fourwalls.storage.backlog import Backlog

logger = logging.getLogger(__name__)

Look = Callable[[], Awaitable[Mapping[Bot, Backlog]]]
"""Asks the records what waits."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds."""

    look: float = 5.0
    ping: float = 60.0
    port: float = 60.0
    """Before a port that was taken is asked for again."""


class Watch:
    """Looks at the records now and then, at the bots' pulses at any time, and judges."""

    def __init__(
        self,
        bots: Mapping[Bot, Watched],
        look: Look,
        detection: Detection,
        limits: Limits | None = None,
        *,
        lacking: Collection[Degraded] = (),
        clock: Clock = time.monotonic,
    ) -> None:
        self.bots = bots
        self._look = look
        self._limits = limits or Limits()
        self._detection = detection
        self._lacking = lacking
        self._clock = clock
        self._looked_at: float | None = None

    async def look_forever(self, every: float) -> None:
        """Look, wait. Records that do not answer are only noted; the age of the last look tells of them."""
        told = ""
        while True:
            trouble = await self.look()
            if trouble and trouble != told:
                logger.warning("the records did not answer the watch: %s", trouble)
            told = trouble
            await asyncio.sleep(every)

    async def look(self) -> str:
        """Look once; returns the class of the failure, or nothing."""
        try:
            found = await self._look()
        except Exception as error:  # noqa: BLE001 - the watch never stops what it watches
            return type(error).__name__
        now = self._looked_at = self._clock()
        for bot, one in self.bots.items():
            one.took(found[bot], now)
        return ""

    def health(self) -> Health:
        """How the house is at this moment."""
        now = self._clock()
        records = None if self._looked_at is None else now - self._looked_at
        bots = {bot: one.health(now, self._limits) for bot, one in self.bots.items()}
        seen = records is not None and records <= self._limits.blind
        return Health(
            ok=seen and self._detection.able and not any(one.troubles for one in bots.values()),
            examining=self._detection.able,
            degraded=self._detection.degraded,
            safe_mode=tuple(sorted(self._lacking)),
            records_seconds=records,
            bots=bots,
        )


@asynccontextmanager
async def watching(
    house: House,
    listen: tuple[str, int] | None,
    ping_url: str,
    limits: Limits | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[int | None]:
    """Watch an open house for as long as the block lasts; gives the port at which its health is told, if it is.

    A port that another program holds is safe mode, and is asked for again now and then.
    """
    pace = pace or Pace()
    tasks: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, tasks)
        watch = watch_of(house, limits)
        port = await _tell_at(listen, watch, house, stack)
        if listen is not None and port is None:
            tasks.append(asyncio.create_task(_tell_later(listen, watch, house, pace.port)))
        if listen is not None or ping_url:
            tasks.append(asyncio.create_task(watch.look_forever(pace.look)))
        if ping_url:
            tasks.append(
                asyncio.create_task(
                    ping_forever(ping_url, watch.health, pace.ping, lambda arrive: _note_pings(house, arrive))
                )
            )
        yield port


async def _tell_at(listen: tuple[str, int] | None, watch: Watch, house: House, stack: AsyncExitStack) -> int | None:
    if listen is None:
        return None
    try:
        port = await stack.enter_async_context(serving(build_app(watch), *listen))
    except OSError as error:
        house.safe.begin(Degraded.HEALTH_PORT, why=os.strerror(error.errno or 0))
        return None
    house.safe.end(Degraded.HEALTH_PORT)
    return port


async def _tell_later(listen: tuple[str, int], watch: Watch, house: House, every: float) -> None:
    async with AsyncExitStack() as stack:
        while True:
            await asyncio.sleep(every)
            if await _tell_at(listen, watch, house, stack) is not None:
                await house.announce()
                await asyncio.Event().wait()


async def _note_pings(house: House, arrive: bool) -> None:
    if arrive:
        house.safe.end(Degraded.PINGS)
    else:
        house.safe.begin(Degraded.PINGS)
    await house.announce()


def watch_of(house: House, limits: Limits | None = None) -> Watch:
    """The watch over the bots of a house."""
    database, bots = house.ground.database, tuple(house.seats)

    async def look() -> Mapping[Bot, Backlog]:
        return await database.run(lambda conn: backlog.of_bots(conn, bots, int(time.time() * 1000)))

    watched = {bot: Watched(seat.ear, seat.hand) for bot, seat in house.seats.items()}
    return Watch(watched, look, house.examining, limits, lacking=house.safe.lacking)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def build_app(watch: Watch) -> web.Application:
    """The two pages for machines."""

    async def health(_: web.Request) -> web.Response:
        found = watch.health()
        return web.json_response(found.plain(), status=200 if found.ok else 503, headers={"Cache-Control": "no-store"})

    async def metrics(_: web.Request) -> web.Response:
        body = exposition(watch.health(), watch.bots)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/metrics", metrics)
    return app
