"""A bare bot on stock nio, a program of its own: what a bot costs that only echoes, or only receives.

Written as nio's own examples are: ``AsyncClient``, callbacks, ``sync_forever``, every device trusted, nothing kept
but nio's own store. It takes commands as JSON lines on standard input and ends when that is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from nio import (
    AsyncClient,
    AsyncClientConfig,
    InviteMemberEvent,
    LoginResponse,
    MatrixRoom,
    MessageDirection,
    RoomMessagesResponse,
    RoomMessageText,
    SyncResponse,
)

_POLL_MS = 30_000
_PAGE = 100
_FILTER = {"room": {"timeline": {"limit": _PAGE}}}


Commands = dict[str, Callable[..., Awaitable[Any]]]


class BareError(Exception):
    """The homeserver refused something."""


class Bare:
    """One bare bot."""

    def __init__(self) -> None:
        self._client: AsyncClient | None = None
        self._syncing: asyncio.Task[None] | None = None
        self._token = ""

    async def login(self, base_url: str, user: str, password: str, store: str, *, echo: bool) -> dict[str, Any]:
        """Sign in with a new device, accept every invitation from now on, and echo if asked to."""
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        client = self._client = AsyncClient(base_url, user, store_path=store, config=config)
        answer = await client.login(password)
        if not isinstance(answer, LoginResponse):
            raise BareError(str(answer))
        if client.should_upload_keys:
            await client.keys_upload()
        client.add_event_callback(self._come_in, InviteMemberEvent)
        if echo:
            client.add_event_callback(self._echo, RoomMessageText)
        await self.listen()
        return {"userId": client.user_id, "deviceId": client.device_id, "pid": os.getpid()}

    async def listen(self) -> None:
        """Sync from where it stopped, until told to stop."""
        assert self._client is not None
        self._syncing = asyncio.create_task(self._client.sync_forever(_POLL_MS, _FILTER, full_state=True))
        await self._client.synced.wait()

    async def be_away(self) -> None:
        """Stop syncing; what is said from now on is missed."""
        assert self._client is not None
        assert self._syncing is not None
        self._syncing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._syncing
        self._token = self._client.next_batch

    async def catch_up(self, room: str) -> dict[str, Any]:
        """Receive and decrypt what was missed in one room: one sync for the keys, then the pages of its history."""
        assert self._client is not None
        begun = time.monotonic()
        answer = await self._client.sync(0, _FILTER, since=self._token)
        if not isinstance(answer, SyncResponse):
            raise BareError(str(answer))
        timeline = answer.rooms.join[room].timeline
        read = sum(isinstance(event, RoomMessageText) for event in timeline.events)
        start = timeline.prev_batch if timeline.limited else None
        while start:
            page = await self._client.room_messages(room, start, self._token, MessageDirection.back, _PAGE)
            if not isinstance(page, RoomMessagesResponse):
                raise BareError(str(page))
            read += sum(isinstance(event, RoomMessageText) for event in page.chunk)
            start = page.end
        return {"read": read, "seconds": time.monotonic() - begun}

    async def close(self) -> None:
        """End."""
        if self._client is not None:
            if self._syncing is not None and not self._syncing.done():
                await self.be_away()
            await self._client.close()

    async def _come_in(self, room: MatrixRoom, event: InviteMemberEvent) -> None:
        assert self._client is not None
        if event.state_key == self._client.user_id:
            await self._client.join(room.room_id)

    async def _echo(self, room: MatrixRoom, event: RoomMessageText) -> None:
        assert self._client is not None
        if event.sender != self._client.user_id:
            said = {"msgtype": "m.text", "body": f"echo of {event.body}"}
            await self._client.room_send(room.room_id, "m.room.message", said, ignore_unverified_devices=True)


async def _answer(line: bytes, commands: Commands) -> dict[str, Any]:
    given = json.loads(line)
    number, command = given.pop("id"), given.pop("command")
    try:
        return {"id": number, "ok": await commands[command](**given)}
    except Exception as error:  # noqa: BLE001 - the bench is told of whatever goes wrong, and ends
        return {"id": number, "error": {"code": type(error).__name__, "message": str(error)}}


async def _serve() -> None:
    bare, lines = Bare(), asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    commands: Commands = {
        "login": bare.login,
        "be_away": bare.be_away,
        "catch_up": bare.catch_up,
        "listen": bare.listen,
    }
    async for line in lines:
        sys.stdout.write(json.dumps(await _answer(line, commands)) + "\n")
        sys.stdout.flush()
    await bare.close()


if __name__ == "__main__":
    asyncio.run(_serve())
