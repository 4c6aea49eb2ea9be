"""Encrypting for a room: who gets the key, getting it to them, and only then the words.

Keys go to the signed devices of people who have joined and may read, never to those merely invited. One send at a
time in a room; a session is given up whenever somebody left, since it must not open what is said afterwards.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, segment
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.signatures import is_signed

logger = logging.getLogger(__name__)

Flush = Callable[[], Awaitable[None]]


class NotEncryptedError(Exception):
    """The room is not encrypted (any more): nothing is sent into it."""


class Outgoing:
    """Sends events into encrypted rooms for one device."""

    def __init__(self, server: Homeserver, engine: Engine, keyring: Keyring, flush: Flush) -> None:
        self._server = server
        self._engine = engine
        self._keyring = keyring
        self._flush = flush
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def forget_session(self, room_id: str) -> None:
        """Somebody left, was removed, or something may have been missed: the next message gets a new key."""
        self._engine.outbound_group_sessions.pop(room_id, None)

    async def send(
        self, room: RoomState, type_: str, content: dict[str, Any], txn: str, readers: Collection[str] | None
    ) -> str:
        """Encrypt and send one event; returns its id. The same ``txn`` again yields the same event.

        ``readers`` are the people who may have the key; of those inside, nobody else gets it (``None``: all inside).

        Raises:
            NotEncryptedError: the room is not encrypted.
            HomeserverError: the server did not take it (nothing is half said: the same call can be made again).
        """
        async with self._turn[room.id]:
            if not room.encrypted:
                raise NotEncryptedError("the room is not encrypted")
            await self._share_key(room, readers)
            inner = {"type": type_, "content": content, "room_id": room.id}
            outer = self._engine.group_encrypt(room.id, inner)
            if "m.relates_to" in content:
                outer["m.relates_to"] = content["m.relates_to"]
            path = f"{CLIENT}/rooms/{segment(room.id)}/send/m.room.encrypted/{segment(txn)}"
            answer = await self._server.call("PUT", path, outer)
            return str(answer["event_id"])

    async def _share_key(self, room: RoomState, readers: Collection[str] | None) -> None:
        people = room.joined - {self._engine.user_id}
        if readers is not None:
            people &= set(readers)
        await self._keyring.refresh(people)
        session = self._engine.outbound_group_sessions.get(room.id)
        if session is None or session.expired:
            self._engine.create_outbound_group_session(room.id)
            session = self._engine.outbound_group_sessions[room.id]
        wanted = {(user, d.device_id) for user in people for d in self._keyring.signed_devices(user)}
        missing = wanted - session.users_shared_with
        if missing:
            await self._claim(missing)
            session.shared = False  # nio begins a new session when asked to share one that is shared
            session.users_ignored.clear()
            for reached, messages in list(self._engine.share_group_session_parallel(room.id, sorted(people))):
                await self._flush()
                path = f"{CLIENT}/sendToDevice/m.room.encrypted/{secrets.token_hex(12)}"
                await self._server.call("PUT", path, messages)
                session.users_shared_with |= reached
            unreached = wanted - session.users_shared_with
            if unreached:
                logger.warning("room key not given to %d of %d devices: no session", len(unreached), len(wanted))
        await self._flush()
        session.mark_as_shared()

    async def _claim(self, devices: set[tuple[str, str]]) -> None:
        """Begin one-to-one sessions with those of these devices that we have none with."""
        store = self._engine.device_store
        asked: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for user, device_id in devices:
            if self._engine.session_store.get(store[user][device_id].curve25519) is None:
                asked[user][device_id] = "signed_curve25519"
        if not asked:
            return
        answer = await self._server.call("POST", f"{CLIENT}/keys/claim", {"one_time_keys": asked})
        claimed = answer.get("one_time_keys")
        for user, wanted in asked.items():
            for device_id in wanted:
                self._begin(user, device_id, claimed)

    def _begin(self, user: str, device_id: str, claimed: Any) -> None:
        device = self._engine.device_store[user][device_id]
        try:
            key = next(iter(claimed[user][device_id].values()))
            one_time_key = key["key"]
        except (KeyError, TypeError, AttributeError, StopIteration):
            return  # the device has none left: it is counted by the caller, and asked again at the next message
        if not is_signed(key, user, device_id, device.ed25519):
            logger.warning("a one-time key with a bad signature was refused")
            return
        try:
            self._engine.create_session(one_time_key, device.curve25519)
        except ValueError as error:
            logger.warning("a one-time key was refused: %s", type(error).__name__)
