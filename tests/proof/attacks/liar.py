"""A homeserver that lies: between the bots and a real one, it changes answers, and makes up what nobody said.

It knows which bot asks by the token that it saw at the log-in. What it makes up is handed to a bot as a sync answer
of its own; ``tell`` returns when that bot has kept it, which its next question shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web
from yarl import URL

Json = dict[str, Any]
_MARK = "~lie"
_REMEMBERED = 5_000
_KEPT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a bot."""

    user: str
    method: str
    path: str
    body: Any


Lie = Callable[[Asked, Any], Any]
"""Changes an answer, or gives it back as it is."""


@dataclass
class _Line:
    """What one bot is still to be told, and under which bookmarks it was told the first of it."""

    waiting: list[tuple[Json, asyncio.Future[None]]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def asks_from(self, bookmark: str) -> None:
        """The bot has kept what it was told under this bookmark, since it goes on from there."""
        if bookmark in self.told:
            self.told.clear()
            _, kept = self.waiting.pop(0)
            if not kept.done():  # nobody waits for it any more
                kept.set_result(None)


class Liar:
    """Passes everything on until it is told to lie."""

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._lies: list[Lie] = []
        self._names: dict[str, str] = {}
        self._lines: dict[str, _Line] = {}
        self._numbers = itertools.count(1)
        self.base_url = ""
        self.events: OrderedDict[str, tuple[str, Json]] = OrderedDict()
        """Encrypted events as the bots were given them, by id: (room, event)."""
        self.keys_given: set[tuple[str, str, str]] = set()
        """(bot, user, device) of everybody to whom a bot has sent something encrypted."""
        self.sent: list[tuple[str, str, str, Json]] = []
        """The same, one by one, with what was sent: the content of the event."""
        self.said: list[tuple[str, Json]] = []
        """(bot, content) of everything encrypted that a bot has said in a room."""
        self.in_clear = 0
        """How often a bot said something unencrypted in a room."""
        self.joined: list[tuple[str, str]] = []
        """(bot, path) of rooms that a bot went into."""

    async def __aenter__(self) -> Self:
        line = aiohttp.TCPConnector(limit=0, force_close=True)
        self._http = aiohttp.ClientSession(connector=line, timeout=aiohttp.ClientTimeout(total=90))
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._http.close()

    # --- lying ---

    @contextmanager
    def lying(self, lie: Lie) -> Iterator[None]:
        """Change answers until the block ends."""
        self._lies.append(lie)
        try:
            yield
        finally:
            self._lies.remove(lie)

    async def tell(self, bot: str, part: Json) -> None:
        """Hand a bot a made-up sync answer, and return when the bot has kept it."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line = self._line(bot)
        line.waiting.append((part, kept))
        line.news.set()
        async with asyncio.timeout(_KEPT_SECONDS):
            await kept

    async def tell_all(self, bots: Iterable[str], part: Json) -> None:
        """Hand the same to several bots."""
        await asyncio.gather(*(self.tell(bot, part) for bot in bots))

    def _line(self, user: str) -> _Line:
        return self._lines.setdefault(user, _Line())

    # --- passing on ---

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        asked = Asked(self._name(request), request.method, request.path, _json(body))
        self._note(asked)
        try:
            if request.path.endswith("/sync"):
                return await self._sync(request, asked)
            status, kind, raw = await self._ask(request, body, request.raw_path)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return web.Response(status=502)
        if request.path.endswith("/login") and status == 200:
            answer = json.loads(raw)
            self._names[answer["access_token"]] = answer["user_id"]
        return web.Response(status=status, body=self._changed(asked, status, raw), headers={"Content-Type": kind})

    def _name(self, request: web.Request) -> str:
        return self._names.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "")

    def _note(self, asked: Asked) -> None:
        if "/sendToDevice/m.room.encrypted/" in asked.path:
            for user, devices in asked.body["messages"].items():
                self.keys_given |= {(asked.user, user, device) for device in devices}
                self.sent += [(asked.user, user, device, content) for device, content in devices.items()]
        elif "/send/m.room.encrypted/" in asked.path:
            self.said.append((asked.user, asked.body))
        elif "/send/" in asked.path:
            self.in_clear += 1
        elif "/join/" in asked.path:
            self.joined.append((asked.user, asked.path))

    async def _ask(self, request: web.Request, body: bytes, path: str) -> tuple[int, str, bytes]:
        passed_on = ("Authorization", "Content-Type")
        headers = {name: request.headers[name] for name in passed_on if name in request.headers}
        url = URL(self._upstream + path, encoded=True)
        async with self._http.request(request.method, url, data=body or None, headers=headers) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), await answer.read()

    def _changed(self, asked: Asked, status: int, raw: bytes) -> bytes:
        if status != 200 or not self._lies:
            return raw
        answer = json.loads(raw)
        for lie in self._lies:
            answer = lie(asked, answer)
        return json.dumps(answer).encode()

    # --- sync ---

    async def _sync(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        line, since = self._line(asked.user), request.query.get("since", "")
        line.asks_from(since)
        real = request.url.update_query(since=since.partition(_MARK)[0]) if since else request.url
        if not since or "full_state" in request.query:
            return await self._really(request, asked, real.raw_path_qs)
        asking = asyncio.create_task(self._really(request, asked, real.raw_path_qs))
        async with _ended(asyncio.create_task(self._news(line)), asking) as news:
            await asyncio.wait({asking, news}, return_when=asyncio.FIRST_COMPLETED)
            return self._made_up(line, since) if line.waiting else asking.result()

    async def _news(self, line: _Line) -> None:
        while not line.waiting:
            line.news.clear()
            await line.news.wait()

    def _made_up(self, line: _Line, since: str) -> web.Response:
        """The first of what waits. It stays until the bot has kept it: it may ask again with the bookmark of before."""
        part, _ = line.waiting[0]
        bookmark = f"{since.partition(_MARK)[0]}{_MARK}{next(self._numbers)}"
        line.told.add(bookmark)
        return web.json_response({"next_batch": bookmark, **part})

    async def _really(self, request: web.Request, asked: Asked, path: str) -> web.Response:
        try:
            status, kind, raw = await self._ask(request, b"", path)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return web.Response(status=502)
        raw = self._changed(asked, status, raw)
        self._remember(raw)
        return web.Response(status=status, body=raw, headers={"Content-Type": kind})

    def _remember(self, raw: bytes) -> None:
        with contextlib.suppress(ValueError, AttributeError, TypeError, KeyError):
            for room_id, part in json.loads(raw)["rooms"]["join"].items():
                for event in part["timeline"]["events"]:
                    if event["type"] == "m.room.encrypted":
                        self.events[event["event_id"]] = (room_id, event)
        while len(self.events) > _REMEMBERED:
            self.events.popitem(last=False)


@asynccontextmanager
async def _ended(news: asyncio.Task[None], asking: asyncio.Task[web.Response]) -> AsyncIterator[asyncio.Task[None]]:
    """Both are over when the block ends."""
    try:
        yield news
    finally:
        news.cancel()
        asking.cancel()
        await asyncio.wait({news, asking})


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


# --- what a sync answer can hold


def in_room(room: str, *events: Json) -> Json:
    """Events in a room's timeline."""
    timeline = {"events": list(events), "limited": False, "prev_batch": "p"}
    return {"rooms": {"join": {room: {"timeline": timeline}}}}


def to_device(*events: Any) -> Json:
    """Messages from device to device."""
    return {"to_device": {"events": list(events)}}


def changed_keys(*users: str) -> Json:
    """The news that somebody's devices have changed."""
    return {"device_lists": {"changed": list(users)}}
