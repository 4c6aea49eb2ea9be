"""A simulated person with a signed client of their own, who sees what a member would see."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from fourwalls.group.heard import Heard, Message, Redaction
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.memory import Credentials, Remembered, Seeds, VaultRow
from fourwalls.matrix.syncing import Batch

_PATIENCE = 60.0

Noticed = Callable[["Person", Heard], None]


class NotSeenError(Exception):
    """Somebody in the demo waited in vain for something; the sentence says for what."""


class Person:
    """One person of the demo."""

    def __init__(self, name: str, connection: Connection, memory: FileMemory, noticed: Noticed) -> None:
        self.name = name
        self._connection = connection
        self._memory = memory
        self._noticed = noticed
        self.messages: dict[EventId, Message] = {}
        """Everything that this person could read, in the order in which it came."""
        self.taken_back: set[EventId] = set()
        self._news = asyncio.Condition()

    @property
    def id(self) -> PersonId:
        """This person's Matrix id."""
        return PersonId(self._connection.user_id)

    @classmethod
    async def sign_in(cls, base_url: str, user_id: str, password: str, name: str, file: Path, noticed: Noticed) -> Self:
        """Sign in on the device that ``file`` remembers, or on a new one."""
        memory = FileMemory(file)
        connection = await Connection.open(base_url, user_id, memory, memory.pickle_key, password)
        await connection.act.name_oneself(name)
        return cls(name, connection, memory, noticed)

    async def close(self) -> None:
        """Put the phone down."""
        await self._connection.close()

    async def live(self) -> None:
        """Listen until cancelled, accepting every invitation, as people do."""
        await self._connection.listen(self._hear)

    async def _hear(self, batch: Batch) -> None:
        for room, _ in batch.invites:
            await self._connection.act.join(room)
        self._memory.keep_all(self._connection.take_crypto_changes(), batch.bookmark)
        async with self._news:
            for spoken in batch.spoken:
                heard = spoken.heard
                if isinstance(heard, Message):
                    self.messages[heard.event] = heard
                if isinstance(heard, Redaction):
                    self.taken_back.add(heard.target)
                self._noticed(self, heard)
            self._news.notify_all()

    async def ready(self) -> None:
        """Wait until the first answer of the server was heard."""
        await self._connection.ready.wait()

    async def say(
        self, room: RoomId, text: str, *, reply_to: EventId | None = None, thread: EventId | None = None
    ) -> EventId:
        """Say something, encrypted."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if thread is not None:
            content["m.relates_to"] = {
                "rel_type": "m.thread",
                "event_id": thread,
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": thread},
            }
        elif reply_to is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return EventId(await self._connection.send(room, content, secrets.token_hex(12)))

    def is_in(self, room: RoomId) -> bool:
        """Whether this person is inside a room."""
        return room in self._connection.rooms

    def room_made_by(self, creator: PersonId) -> RoomId | None:
        """The room that this person is in and that somebody else made."""
        made = (room_id for room_id, room in self._connection.rooms.items() if room.creator == creator)
        return next((RoomId(room_id) for room_id in made), None)

    def said_in(self, room: RoomId, *, after: int = 0) -> list[Message]:
        """The messages of a room, from the ``after``-th message of all that this person saw."""
        return [message for message in list(self.messages.values())[after:] if message.room == room]

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something that this person sees holds.

        Raises:
            NotSeenError: it did not come to be.
        """
        try:
            async with asyncio.timeout(_PATIENCE), self._news:
                await self._news.wait_for(holds)
        except TimeoutError:
            raise NotSeenError(f"{self.name} did not see {what} within {_PATIENCE:.0f} s") from None

    async def until_joined(self, room: RoomId, people: Sequence[PersonId]) -> None:
        """Wait until this person sees all these people in a room."""
        wanted = set(people)

        def holds() -> bool:
            state = self._connection.rooms.get(room)
            return state is not None and wanted <= state.joined

        await self.until(holds, "everybody come in")


class FileMemory:
    """A connection's memory in one file of the demo's folder. Written whole at every change: demos are small."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._data: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"key": secrets.token_hex(32)}
        self._vault: dict[str, str] = self._data.setdefault("vault", {})

    @property
    def pickle_key(self) -> bytes:
        """The key of this person's own crypto pickles."""
        return bytes.fromhex(self._data["key"])

    async def recall(self) -> Remembered:
        """Read back everything."""
        data = self._data
        credentials = Credentials(**data["credentials"]) if "credentials" in data else None
        seeds = Seeds(**{k: bytes.fromhex(v) for k, v in data["seeds"].items()}) if "seeds" in data else None
        named = ((key.partition("\0"), base64.b64decode(blob)) for key, blob in self._vault.items())
        vault = [(kind, key, blob) for (kind, _, key), blob in named]
        return Remembered(credentials, seeds, vault, data.get("bookmark"))

    async def keep_credentials(self, credentials: Credentials) -> None:
        """Keep a fresh log-in."""
        self._data["credentials"] = asdict(credentials)
        self._write()

    async def keep_seeds(self, seeds: Seeds) -> None:
        """Keep a new identity's seeds."""
        self._data["seeds"] = {name: seed.hex() for name, seed in asdict(seeds).items()}
        self._write()

    async def keep_vault(self, rows: Sequence[VaultRow]) -> None:
        """Keep changes of the crypto store."""
        self.keep_all(rows, self._data.get("bookmark"))

    def keep_all(self, rows: Sequence[VaultRow], bookmark: str | None) -> None:
        """Keep changes of the crypto store and how far this person has read, together."""
        for kind, key, blob in rows:
            if blob is None:
                self._vault.pop(f"{kind}\0{key}", None)
            else:
                self._vault[f"{kind}\0{key}"] = base64.b64encode(blob).decode()
        self._data["bookmark"] = bookmark
        self._write()

    def _write(self) -> None:
        draft = self._file.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._data, file)
        draft.replace(self._file)
