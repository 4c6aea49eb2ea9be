"""The portal put together, and served."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, tzinfo
from typing import Final

from aiohttp import web

from fourwalls.portal.answers import harden, stay_calm
from fourwalls.portal.forms import LARGEST
from fourwalls.portal.pages import Pages, Say
from fourwalls.portal.portal import PORTAL, Address, Portal
from fourwalls.portal.routes import ROUTES
from fourwalls.portal.throttle import Throttle
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey
from fourwalls.storage.sealing import TranscriptOpener

_IDLE_SECONDS: Final = 30.0
_GOODBYE_SECONDS: Final = 5.0

_silence = logging.getLogger(f"{__name__}.http")
_silence.disabled = True  # it would write the addresses of visitors and what they sent


def build_app(  # noqa: PLR0913  the one place where the portal is wired
    database: Database,
    lookup: LookupKey,
    opener: Callable[[], TranscriptOpener],
    say: Say,
    *,
    public_url: str,
    now_ms: Callable[[], int],
    zone: tzinfo = UTC,
    homeserver: str = "",
) -> web.Application:
    """Put the portal together.

    Args:
        database: with the schema that this program knows.
        lookup: the look-up key, which the bots hold as well.
        opener: makes an opener for one reading, of the portal's own key.
        say: words a phrase.
        public_url: where browsers find the portal; over https, cookies are bound to it.
        now_ms: the clock, in milliseconds since 1970.
        zone: the zone in which people are told the time.
        homeserver: where members' apps find the homeserver; empty: the page for newcomers cannot say.

    Raises:
        ValueError: the address is none.
    """
    app = web.Application(middlewares=[stay_calm], client_max_size=LARGEST)
    server = Address.of(homeserver) if homeserver else None
    app[PORTAL] = Portal(database, lookup, opener, Pages(say), Address.of(public_url), now_ms, zone, Throttle(), server)
    app.on_response_prepare.append(harden)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve the portal for as long as the block lasts, and give the port (its own choice for 0). It logs no visits."""
    runner = web.AppRunner(
        app, access_log=None, logger=_silence, keepalive_timeout=_IDLE_SECONDS, shutdown_timeout=_GOODBYE_SECONDS
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
