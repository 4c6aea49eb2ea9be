"""Whether the house does its work, told to machines: ``/health``, ``/metrics``, and a ping that stops when it does not.

Counts and ages only. Nothing here can stop the bots: what fails is logged by its class, and what cannot be looked at
counts as not well.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bots.health import Detection, Health, Limits, Watched
from bots.house import House
from bots.metrics import CONTENT_TYPE, exposition
from bots.pulse import Clock
from fourwalls.group.people import Bot
from fourwalls.portal.app import serving
from fourwalls.storage import backlog
from fourwalls.storage.backlog import Backlog

logger = logging.getLogger(__name__)

Look = Callable[[], Awaitable[Mapping[Bot, Backlog]]]
"""Asks the records what waits."""

_PING_TIMEOUT = aiohttp.ClientTimeout(total=20)
_REFUSED = 300


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds."""

    look: float = 5.0
    ping: float = 60.0


class Watch:
    """Looks at the records now and then, at the bots' pulses at any time, and judges."""

    def __init__(
        self,
        bots: Mapping[Bot, Watched],
        look: Look,
        detection: Detection,
        limits: Limits | None = None,
        *,
        clock: Clock = time.monotonic,
    ) -> None:
        self.bots = bots
        self._look = look
        self._limits = limits or Limits()
        self._detection = detection
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

    Raises:
        OSError: it cannot listen there.
    """
    pace = pace or Pace()
    tasks: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, tasks)
        watch = watch_of(house, limits)
        port = None if listen is None else await stack.enter_async_context(serving(build_app(watch), *listen))
        if listen is not None or ping_url:
            tasks.append(asyncio.create_task(watch.look_forever(pace.look)))
        if ping_url:
            tasks.append(asyncio.create_task(ping_forever(ping_url, watch, pace.ping)))
        yield port


def watch_of(house: House, limits: Limits | None = None) -> Watch:
    """The watch over the bots of a house."""
    database, bots = house.ground.database, tuple(house.parts)

    async def look() -> Mapping[Bot, Backlog]:
        return await database.run(lambda conn: backlog.of_bots(conn, bots, int(time.time() * 1000)))

    watched = {bot: Watched(parts.hearing.pulse, parts.performing.pulse) for bot, parts in house.parts.items()}
    return Watch(watched, look, house.examining, limits)


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


async def ping_forever(url: str, watch: Watch, every: float) -> None:
    """Ask for the address again and again while the house is well, and keep silent while it is not."""
    told: str | None = None
    async with aiohttp.ClientSession(
        timeout=_PING_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=("User-Agent",)
    ) as http:
        while True:
            health = watch.health()
            trouble = await _ping(http, url) if health.ok else health.why
            if trouble and told is not None and trouble != told:
                logger.warning("pings are out: %s", trouble)
            elif not trouble and trouble != told:
                logger.info("pings go out")
            told = trouble
            await asyncio.sleep(every)


async def _ping(http: aiohttp.ClientSession, url: str) -> str:
    """Ping once; returns what went wrong, by its class alone, or nothing."""
    try:
        async with http.get(url, allow_redirects=False) as answer:
            return f"status {answer.status}" if answer.status >= _REFUSED else ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns the ping alone
        return type(error).__name__
