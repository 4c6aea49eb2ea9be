"""A line to the homeserver that fails on purpose: HTTP on loopback, one bad thing at a time or several."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web
from yarl import URL

from tests.proof.overheard import Overheard
from tests.proof.troubles import Fault

_HIT = 0.7
"""How many of the requests within a fault suffer it."""
_LONGEST_HOLD = 1.0
_BEFORE = frozenset(
    {Fault.DELAY, Fault.DROP_BEFORE, Fault.LIMITED, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.TWICE, Fault.CUT}
)
_AFTER = frozenset({Fault.REORDER, Fault.DROP_AFTER, Fault.RESET, Fault.TRUNCATE, Fault.CUT})
_PASSED_ON = ("Authorization", "Content-Type")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the homeserver said."""

    status: int
    kind: str
    body: bytes


class FaultProxy:
    """Stands between the bots and the homeserver. Does no harm until ``begin``."""

    def __init__(self, upstream: str, seed: int) -> None:
        self._upstream = upstream
        self._dice = random.Random(seed)  # noqa: S311 - chance, not a secret
        self._now: Counter[Fault] = Counter()
        self._open: list[web.Request] = []
        self.done: Counter[Fault] = Counter()
        """How often each fault has hit a request."""
        self.overheard = Overheard()
        self.base_url = ""

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True), timeout=aiohttp.ClientTimeout(total=90)
        )
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up_all()
        await self._http.close()
        await self._runner.cleanup()

    def begin(self, fault: Fault) -> None:
        """From now on."""
        self._now[fault] += 1
        if fault is Fault.CUT:
            self.done[fault] += len(self._open)
            self._hang_up_all()

    def end(self, fault: Fault) -> None:
        """No more."""
        self._now[fault] -= 1

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        self._open.append(request)
        try:
            return await self._passed(request, await request.read())
        finally:
            self._open.remove(request)

    async def _passed(self, request: web.Request, body: bytes) -> web.StreamResponse:
        before = self._strikes(_BEFORE, request)
        match before:
            case Fault.DELAY:
                await self._hold()
            case Fault.DROP_BEFORE | Fault.CUT:
                return _hang_up(request)
            case Fault.LIMITED:
                wait = self._dice.randint(100, 1500)
                return web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": wait}, status=429)
            case Fault.BAD_GATEWAY:
                return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
            case Fault.UNAVAILABLE:
                return web.Response(status=503)
        try:
            answer = await self._ask(request, body, twice=before is Fault.TWICE)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
        self.overheard.answered(request, answer.status, answer.body)
        return await self._answered(request, answer)

    async def _answered(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        match self._strikes(_AFTER, request):
            case Fault.REORDER:
                await self._hold()
            case Fault.DROP_AFTER | Fault.CUT:
                return _hang_up(request)
            case Fault.RESET:
                return _hang_up(request, reset=True)
            case Fault.TRUNCATE:
                return await _half(request, answer)
        return web.Response(status=answer.status, body=answer.body, headers={"Content-Type": answer.kind})

    async def _ask(self, request: web.Request, body: bytes, *, twice: bool) -> Answer:
        asked = [self._ask_once(request, body) for _ in range(2 if twice else 1)]
        return self._dice.choice(await asyncio.gather(*asked))

    async def _ask_once(self, request: web.Request, body: bytes) -> Answer:
        url = URL(self._upstream + request.raw_path, encoded=True)
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        async with self._http.request(request.method, url, data=body or None, headers=headers) as response:
            return Answer(response.status, response.headers.get("Content-Type", ""), await response.read())

    def _strikes(self, kinds: frozenset[Fault], request: web.Request) -> Fault | None:
        active = [fault for fault in Fault if fault in kinds and self._now[fault] > 0]
        if not active or (Fault.CUT not in active and self._dice.random() > _HIT):
            return None
        struck = Fault.CUT if Fault.CUT in active else self._dice.choice(active)
        self.done[struck] += 1
        self.overheard.struck(request)
        return struck

    async def _hold(self) -> None:
        await asyncio.sleep(self._dice.uniform(0.05, _LONGEST_HOLD))

    def _hang_up_all(self) -> None:
        for request in list(self._open):
            _hang_up(request, reset=True)


def _hang_up(request: web.Request, *, reset: bool = False) -> web.Response:
    transport = request.transport
    if transport is not None and not transport.is_closing():
        if reset:
            linger = struct.pack("ii", 1, 0)  # closing sends RST at once
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        assert isinstance(transport, asyncio.Transport)
        transport.abort()
    return web.Response()  # goes nowhere


async def _half(request: web.Request, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.kind})
    response.content_length = len(answer.body)
    with suppress(ConnectionError):  # whoever asked has gone, as the killed do
        await response.prepare(request)
        await response.write(answer.body[: len(answer.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
