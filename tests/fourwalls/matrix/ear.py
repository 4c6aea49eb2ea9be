"""A connection that writes down what it hears, on a real homeserver, remembering in memory alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from fourwalls.group.heard import Heard, Message
from fourwalls.matrix.batch import Batch, Locked, Spoken
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import CLIENT, segment
from fourwalls.matrix.memory import InMemory
from fourwalls.matrix.roomstate import RoomState
from tests.support.synapse import PASSWORD, Account

PICKLE_KEY = b"k" * 32
T = TypeVar("T")
Json = dict[str, Any]


class CrashError(Exception):
    """The process dies between reading and keeping."""


class Ear:
    """One run of a connection; what is heard is kept with the memory, as one transaction would."""

    def __init__(self, connection: Connection, memory: InMemory) -> None:
        self.connection = connection
        self.memory = memory
        self.heard: list[Heard] = []
        self.ratchets: list[str | None] = []
        self.locked: list[Locked] = []
        self.batches: list[Batch] = []
        self.crash_on: str | None = None
        self._news = asyncio.Condition()

    async def hear(self, batch: Batch) -> None:
        """Take in a batch as the house does: late words first, then the new ones, then all is kept at once."""
        tried = [(each, await self.connection.read_again(each.raw)) for each in self.locked if self._due(each, batch)]
        late = [found for _, found in tried if isinstance(found, Spoken)]
        opened = {id(each) for each, found in tried if isinstance(found, Spoken)}
        spoken = (*late, *batch.spoken)
        if self.crash_on and any(isinstance(it.heard, Message) and it.heard.text == self.crash_on for it in spoken):
            raise CrashError
        await self.memory.keep_vault(self.connection.take_crypto_changes())
        self.memory.bookmark = batch.bookmark
        async with self._news:
            self.locked = [*(each for each in self.locked if id(each) not in opened), *batch.locked]
            self.heard += [each.heard for each in spoken]
            self.ratchets += [each.ratchet for each in spoken]
            self.batches.append(batch)
            self._news.notify_all()

    @staticmethod
    def _due(locked: Locked, batch: Batch) -> bool:
        return locked.megolm_session in batch.keys_arrived

    @property
    def messages(self) -> list[Message]:
        """The words heard, in order."""
        return [heard for heard in self.heard if isinstance(heard, Message)]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def until(self, find: Callable[[], T | None], seconds: float = 20.0) -> T:
        """Wait until something is found, looking after each batch."""
        async with asyncio.timeout(seconds), self._news:
            while (found := find()) is None:
                await self._news.wait()
            return found

    async def message(self, text: str) -> Message:
        """Wait for words."""
        return await self.until(lambda: next((it for it in self.messages if it.text == text), None))

    async def room(self, room_id: str, *inside: str) -> RoomState:
        """Wait until we are in an encrypted room with these people."""

        def find() -> RoomState | None:
            room = self.connection.rooms.get(room_id)
            ready = room is not None and room.encrypted and room.joined.issuperset(inside)
            return room if ready else None

        return await self.until(find)

    async def say(self, room_id: str, text: str) -> str:
        """Say words."""
        content = {"msgtype": "m.text", "body": text}
        return await self.connection.send(room_id, content, f"txn {room_id} {text}")

    async def say_raw(self, room: RoomState, inner: Json) -> str:
        """Encrypt anything at all as one event, as a member with a client of their own making could."""
        session = await self.connection._outgoing._shared_session(room, None)
        outer = self.connection._engine.room_encrypt(session, inner)
        path = f"{CLIENT}/rooms/{segment(room.id)}/send/m.room.encrypted/{segment(str(len(str(inner))))}"
        answer = await self.connection._server.call("PUT", path, outer)
        return str(answer["event_id"])


async def open_ear(account: Account, memory: InMemory | None = None) -> Ear:
    """Connect, without listening."""
    memory = memory or InMemory()
    connection = await Connection.open(account.base_url, account.user_id, memory, PICKLE_KEY, PASSWORD)
    return Ear(connection, memory)


@asynccontextmanager
async def listening(account: Account, memory: InMemory | None = None) -> AsyncIterator[Ear]:
    """Connect and listen until the block ends."""
    ear = await open_ear(account, memory)
    task = asyncio.create_task(ear.connection.listen(ear.hear))
    try:
        ready = asyncio.create_task(ear.connection.ready.wait())
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if task.done():
            task.result()
        yield ear
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, CrashError):
            await task
        await ear.connection.close()


class Wire:
    """Between a connection and its server: answers can be changed, requests refused."""

    def __init__(self, ear: Ear) -> None:
        self._call = ear.connection._server.call
        self.change: Callable[[str, Json], Json] = lambda _path, answer: answer
        self.before: Callable[[str], None] = lambda _path: None
        setattr(ear.connection._server, "call", self._pass_on)  # noqa: B010 - mypy rightly forbids it otherwise

    async def _pass_on(self, method: str, path: str, body: Json | None = None, **more: Any) -> Json:
        self.before(path)
        answer = await self._call(method, path, body, **more)
        return self.change(path, answer)  # as it is now, not as it was when the request began
