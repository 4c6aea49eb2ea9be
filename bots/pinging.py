"""A ping to somebody outside, again and again while the house is well, so that its silence is noticed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp

from bots.health import Health

logger = logging.getLogger(__name__)

Note = Callable[[bool], Awaitable[None]]
"""Told whether pings arrive, once that is sure."""

_PING_TIMEOUT = aiohttp.ClientTimeout(total=20)
_REFUSED = 300
_MISSED = 3
"""Pings in a row that do not arrive: one or two are weather."""


async def nobody(_arrives: bool) -> None:
    """Nobody is told."""


async def ping_forever(url: str, look: Callable[[], Health], every: float, note: Note = nobody) -> None:
    """Ask for the address again and again while the house is well, and keep silent while it is not."""
    told: str | None = None
    missed = 0
    async with aiohttp.ClientSession(
        timeout=_PING_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=("User-Agent",)
    ) as http:
        while True:
            health = look()
            trouble = await _ping(http, url) if health.ok else health.why
            if trouble and told is not None and trouble != told:
                logger.warning("pings are out: %s", trouble)
            elif not trouble and trouble != told:
                logger.info("pings go out")
            told = trouble
            if health.ok:
                missed = missed + 1 if trouble else 0
                if missed in {0, _MISSED}:
                    await note(not missed)
            await asyncio.sleep(every)


async def _ping(http: aiohttp.ClientSession, url: str) -> str:
    """Ping once; returns what went wrong, by its class alone, or nothing."""
    try:
        async with http.get(url, allow_redirects=False) as answer:
            return f"status {answer.status}" if answer.status >= _REFUSED else ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns the ping alone
        return type(error).__name__
