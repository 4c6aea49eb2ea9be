"""A bare line to the homeserver: plain requests, and what a long poll shows, with the moment at which it did."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

import aiohttp

CLIENT = "/_matrix/client/v3"
_POLL_MS = 30_000
_FILTER = '{"presence":{"types":[]},"account_data":{"types":[]},"room":{"ephemeral":{"types":[]}}}'

Event = dict[str, Any]


class LineError(Exception):
    """The homeserver said no."""


@dataclass(frozen=True, slots=True)
class Sight:
    """An event, and when a sync answer brought it (``time.monotonic``)."""

    event: Event
    at: float


class Line:
    """One device without keys, for one account. It sees state, and no words."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str, user_id: str, token: str) -> None:
        self._session = session
        self._base_url = base_url
        self.user_id = user_id
        self._token = token
        self._seen: list[Sight] = []
        self._news = asyncio.Condition()

    @classmethod
    async def log_in(cls, session: aiohttp.ClientSession, base_url: str, name: str, password: str) -> Self:
        """Log in as a new device."""
        line = cls(session, base_url, "", "")
        identifier = {"type": "m.id.user", "user": name}
        body = {"type": "m.login.password", "identifier": identifier, "password": password}
        answer = await line.call("POST", f"{CLIENT}/login", body)
        return cls(session, base_url, answer["user_id"], answer["access_token"])

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request.

        Raises:
            LineError: the answer is an error.
        """
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        url = f"{self._base_url}{path}"
        async with self._session.request(method, url, json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
        if "errcode" in answer:
            raise LineError(answer["errcode"])
        return answer

    async def put_state(self, room: str, type_: str, content: dict[str, Any], state_key: str = "") -> str:
        """Set a state; returns the event's id."""
        path = f"{CLIENT}/rooms/{quote(room)}/state/{type_}/{quote(state_key)}"
        return str((await self.call("PUT", path, content))["event_id"])

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Sync until the block ends; ``seen`` tells what came."""
        since = (await self._sync(None))["next_batch"]
        task = asyncio.create_task(self._watch(since))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self, since: str) -> None:
        while True:
            answer = await self._sync(since)
            at, since = time.monotonic(), answer["next_batch"]
            rooms = answer.get("rooms", {}).get("join", {}).values()
            events = [event for room in rooms for part in ("state", "timeline") for event in room[part]["events"]]
            async with self._news:
                self._seen += [Sight(event, at) for event in events]
                self._news.notify_all()

    async def _sync(self, since: str | None) -> dict[str, Any]:
        after = f"&timeout={_POLL_MS}&since={since}" if since else ""
        return await self.call("GET", f"{CLIENT}/sync?filter={quote(_FILTER)}{after}")

    def mark(self) -> int:
        """A place in what was seen: what comes after it is new."""
        return len(self._seen)

    async def seen(self, fits: Callable[[Event], bool], after: int, deadline: float = 60.0) -> Sight:
        """Wait for a state event that fits among what came after a mark.

        Raises:
            TimeoutError: none came.
        """

        def found() -> Sight | None:
            return next((each for each in self._seen[after:] if "state_key" in each.event and fits(each.event)), None)

        async with asyncio.timeout(deadline), self._news:
            await self._news.wait_for(lambda: found() is not None)
        sight = found()
        assert sight is not None
        return sight
