"""Encrypting for a room: who gets the key, getting it to them, and only then the words.

Keys go to the signed devices of people who have joined and may read, never to those merely invited. (The one exception
is ``answer``: a device that nobody vouches for may open one answer to what it asked itself.) One send at a time in a
room. A session is given up as soon as it is known to somebody who may not read on: somebody left, lost
their seat, or removed a device.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

from nio.crypto import OlmDevice, OutboundGroupSession

from fourwalls.matrix.claiming import Claiming
from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, segment
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.patience import Postponed
from fourwalls.matrix.roomstate import RoomState

logger = logging.getLogger(__name__)

Flush = Callable[[], Awaitable[None]]
DeviceName = tuple[str, str]
"""User id, device id."""
Asker = tuple[str, str]
"""User id, and the identity key of the device that asked."""

_PER_REQUEST = 20
_HOUR = 3600.0


class NotEncryptedError(Exception):
    """The room is not encrypted (any more): nothing is sent into it."""


class NobodyReachedError(Exception):
    """None of those whom the words are for could be given the key: said now, nobody could ever read them."""

    def __init__(self) -> None:
        super().__init__("no device of those whom it is for could be given the key")


def message(content: dict[str, Any]) -> dict[str, Any]:
    """What is said by an ordinary message."""
    return {"type": "m.room.message", "content": content}


class Outgoing:
    """Sends events into encrypted rooms for one device."""

    def __init__(
        self,
        server: Homeserver,
        engine: Engine,
        keyring: Keyring,
        flush: Flush,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._engine = engine
        self._keyring = keyring
        self._flush = flush
        self._claiming = Claiming(server, engine, clock)
        self._mended: Postponed[str] = Postponed(_HOUR, _HOUR)
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def forget_session(self, room_id: str) -> None:
        """Somebody left, was removed, or something may have been missed: the next message gets a new key."""
        self._engine.outbound_group_sessions.pop(room_id, None)

    async def send(
        self,
        room: RoomState,
        said: dict[str, Any],
        txn: str,
        readers: Collection[str] | None,
        meant_for: Collection[str] = (),
    ) -> str:
        """Encrypt and send one event; returns its id. The same ``txn`` again yields the same event.

        ``said`` is its ``type`` and ``content``. ``readers`` are the people who may have the key; of those inside,
        nobody else gets it (``None``: all inside). ``meant_for`` are those of whom one at least must have been given
        it; nobody in particular, if empty.

        Raises:
            NotEncryptedError: the room is not encrypted.
            NobodyReachedError: none of those it is meant for could be given the key; nothing was said.
            HomeserverError: the server did not take it (nothing is half said: the same call can be made again).
        """
        async with self._turn[room.id]:
            session = await self._shared_session(room, readers)
            _require_reached(session, meant_for)
            return await self._say(room, session, said, txn)

    async def answer(
        self, room: RoomState, content: dict[str, Any], txn: str, readers: Collection[str], asker: Asker
    ) -> str:
        """Send one message that a device nobody vouches for can open as well, since it asked.

        The session is made for this message alone: with its key, nothing that was said before or after opens.

        Raises:
            NotEncryptedError, NobodyReachedError, HomeserverError: as ``send``.
        """
        async with self._turn[room.id]:
            self.forget_session(room.id)
            try:
                session = await self._shared_session(room, readers, asker)
                _require_reached(session, {asker[0]})
                return await self._say(room, session, message(content), txn)
            finally:
                self.forget_session(room.id)

    async def _say(self, room: RoomState, session: OutboundGroupSession, said: dict[str, Any], txn: str) -> str:
        outer = self._engine.room_encrypt(session, {**said, "room_id": room.id})
        if "m.relates_to" in said["content"]:
            outer["m.relates_to"] = said["content"]["m.relates_to"]
        path = f"{CLIENT}/rooms/{segment(room.id)}/send/m.room.encrypted/{segment(txn)}"
        answer = await self._server.call("PUT", path, outer)
        return str(answer["event_id"])

    async def _shared_session(
        self, room: RoomState, readers: Collection[str] | None, asker: Asker | None = None
    ) -> OutboundGroupSession:
        """A session that all who may read have the key of, as far as they can be reached, and nobody else.

        People come and go while we wait for the server, so all is looked at again until nothing is left to do.
        """
        while True:
            if not room.encrypted:
                raise NotEncryptedError("the room is not encrypted")
            people = room.joined - {self._engine.user_id}
            if readers is not None:
                people &= set(readers)
            await self._keyring.refresh(people)
            wanted = {(user, d.device_id) for user in people for d in self._keyring.signed_devices(user)}
            wanted |= self._asking(asker, people)
            session = self._engine.outbound_session(room.id)
            if session.users_shared_with - wanted:
                self.forget_session(room.id)
                continue
            lacking = self._claiming.worth_trying(wanted - session.users_shared_with)
            if lacking:
                await self._give_key(room.id, session, lacking)
                continue
            await self._flush()
            if self._still_good(room, session, people, readers):
                unreached = len(wanted - session.users_shared_with)
                if unreached:
                    logger.warning("room key not given to %d of %d devices: no session", unreached, len(wanted))
                return session

    def _asking(self, asker: Asker | None, people: set[str]) -> set[DeviceName]:
        """The device that asked, if its owner is inside and it is still theirs."""
        if asker is None or asker[0] not in people:
            return set()
        device = self._keyring.device_of(*asker)
        return set() if device is None else {(asker[0], device.device_id)}

    def _still_good(
        self, room: RoomState, session: OutboundGroupSession, people: set[str], readers: Collection[str] | None
    ) -> bool:
        """Whether nothing has changed during the last wait."""
        now = room.joined - {self._engine.user_id}
        if readers is not None:
            now &= set(readers)
        current = self._engine.outbound_group_sessions.get(room.id) is session and not session.expired
        return current and now == people and not self._keyring.needs(people)

    async def _give_key(self, room_id: str, session: OutboundGroupSession, devices: set[DeviceName]) -> None:
        await self._claiming.claim(devices)
        key = self._engine.room_key(room_id, session)
        for some in _parts(sorted(devices)):
            session.users_shared_with |= await self._tell(some, "m.room_key", key)

    async def _tell(self, devices: Iterable[DeviceName], type_: str, content: dict[str, Any]) -> set[DeviceName]:
        """Send an encrypted to-device message to each of these that we have a session with; returns which."""
        messages: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for user, device_id in devices:
            device: OlmDevice | None = self._engine.device_store[user].get(device_id)
            sealed = self._engine.olm_encrypt(device, type_, content) if device is not None else None
            if sealed is None:
                self._claiming.unreachable(user, device_id)
            else:
                messages[user][device_id] = sealed
        if messages:
            await self._flush()
            path = f"{CLIENT}/sendToDevice/m.room.encrypted/{secrets.token_hex(12)}"
            await self._server.call("PUT", path, {"messages": messages})
        return {(user, device_id) for user, sealed in messages.items() for device_id in sealed}

    async def mend(self, people: Collection[str]) -> None:
        """Begin one-to-one sessions anew with devices of these people whose messages did not open.

        A device that began anew with us could not open ours: it is given the room keys again with the next message.

        Raises:
            HomeserverError: not done; those that are still broken are found again by their next message.
        """
        restarted, self._engine.restarted = self._engine.restarted, set()
        wedged, self._engine.wedged = self._engine.wedged, set()
        known = {(user, d.device_id) for user, key in restarted if (d := self._keyring.device_of(user, key))}
        for session in self._engine.outbound_group_sessions.values():
            session.users_shared_with -= known
        broken = {(user, key) for user, key in wedged if user in people and not self._mended.waits(key)}
        if not broken:
            return
        await self._keyring.refresh({user for user, _ in broken})
        devices = {(user, d.device_id) for user, key in broken if (d := self._keyring.device_of(user, key))}
        await self._claiming.claim(devices, anew=True)
        for some in _parts(sorted(devices)):
            await self._tell(some, "m.dummy", {})
        for _, key in broken:
            self._mended.failed(key)  # not again within the hour, whatever comes of it
        logger.info("one-to-one sessions begun anew: %d", len(devices))


def _require_reached(session: OutboundGroupSession, meant_for: Collection[str]) -> None:
    if meant_for and not {user for user, _ in session.users_shared_with} & set(meant_for):
        raise NobodyReachedError


def _parts(devices: list[DeviceName]) -> Iterable[list[DeviceName]]:
    return (devices[start : start + _PER_REQUEST] for start in range(0, len(devices), _PER_REQUEST))
