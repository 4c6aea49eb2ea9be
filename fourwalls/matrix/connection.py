"""One account's connection: starts it as a signed device, hears in batches, speaks when told.

The loop acknowledges nothing before it is kept: the next ``/sync`` carries a bookmark only once ``hear`` has
returned, and ``hear`` returns only when events, effects, crypto changes and bookmark are committed together.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, Self

from fourwalls.matrix import crosssigning
from fourwalls.matrix.crypto import CryptoStore, Engine
from fourwalls.matrix.homeserver import (
    CLIENT,
    Homeserver,
    HomeserverError,
    RefusedError,
    TokenDeadError,
    segment,
)
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.memory import Credentials, Memory, Seeds, VaultRow
from fourwalls.matrix.outgoing import Outgoing
from fourwalls.matrix.roomstate import RoomState, is_state
from fourwalls.matrix.syncing import Batch, Locked, Reader, Spoken

logger = logging.getLogger(__name__)

_POLL_SECONDS = 30
_FILTER = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {
            "timeline": {"limit": 100},
            "ephemeral": {"types": []},
            "account_data": {"types": []},
            "state": {"lazy_load_members": False},
        },
    },
    separators=(",", ":"),
)

Hear = Callable[[Batch], Awaitable[None]]


class WrongDeviceError(Exception):
    """The token belongs to another account or device than the crypto store: going on would break both."""


class Connection:
    """A signed device of one account on one homeserver."""

    def __init__(self, server: Homeserver, memory: Memory, engine: Engine, store: CryptoStore, seeds: Seeds) -> None:
        self._server = server
        self._memory = memory
        self._engine = engine
        self._store = store
        self._seeds = seeds
        self.keyring = Keyring(server, engine, store)
        self._outgoing = Outgoing(server, engine, self.keyring, self.flush)
        self._reader = Reader(server, engine, self.keyring, self._outgoing)
        self._bookmark: str | None = None
        self.ready = asyncio.Event()
        """Set once the first answer of the server has been heard."""

    @property
    def user_id(self) -> str:
        """The full Matrix id of this account."""
        return str(self._engine.user_id)

    @property
    def device_id(self) -> str:
        """The id of this device."""
        return str(self._engine.device_id)

    @property
    def rooms(self) -> dict[str, RoomState]:
        """The rooms that this account is in, as the server's state has them."""
        return self._reader.rooms

    # --- starting -----------------------------------------------------------------------------------------------

    @classmethod
    async def open(
        cls, base_url: str, user_id: str, memory: Memory, pickle_key: bytes, password: str | None = None
    ) -> Self:
        """Log in (once), publish keys, sign the device, and check the signing chain from the server.

        No room is joined and nothing is heard before the chain holds. Each step can be cut off and done again.

        Raises:
            WrongDeviceError: token and crypto store are of different devices.
            ChainError: the server shows an identity that is not ours.
            TokenDeadError, RefusedError, UnreachableError: as the server answers.
        """
        server = Homeserver.open(base_url)
        try:
            remembered = await memory.recall()
            credentials = remembered.credentials or await _log_in(server, user_id, password)
            if remembered.credentials is None:
                await memory.keep_credentials(credentials)
            server.token = credentials.token
            await _check_device(server, credentials)
            store = CryptoStore(pickle_key, remembered.vault)
            engine = Engine(credentials.user_id, credentials.device_id, store)
            seeds = remembered.seeds
            if seeds is None:
                seeds = Seeds.make()
                await memory.keep_seeds(seeds)
            connection = cls(server, memory, engine, store, seeds)
            connection._bookmark = remembered.bookmark
            await connection._publish(password)
        except BaseException:
            await server.close()
            raise
        return connection

    async def close(self) -> None:
        """Close the line. The device stays logged in: it is the same one at the next start."""
        await self._server.close()

    async def _publish(self, password: str | None) -> None:
        if not self._engine.account.shared:
            keys = self._engine.fresh_one_time_keys(0)
            fallback = self._engine.fresh_fallback_key()
            await self._upload(
                {"device_keys": self._engine.device_keys(), "one_time_keys": keys, "fallback_keys": fallback}
            )
        if not await crosssigning.chain_holds(self._server, self.user_id, self._seeds, self._engine):
            await crosssigning.establish(self._server, self.user_id, password, self._seeds, self._engine)
            if not await crosssigning.chain_holds(self._server, self.user_id, self._seeds, self._engine):
                raise crosssigning.ChainError("the homeserver does not show this device as signed")

    async def _upload(self, keys: dict[str, Any]) -> None:
        self._engine.save_account()
        await self.flush()
        await self._server.call("POST", f"{CLIENT}/keys/upload", keys)
        self._engine.keys_published()
        await self.flush()

    async def _replenish(self, answer: dict[str, Any]) -> None:
        """Keep one-time and fallback keys on the server, from none at all if need be."""
        keys: dict[str, Any] = {}
        counts = answer.get("device_one_time_keys_count")
        if isinstance(counts, dict):
            count = counts.get("signed_curve25519", 0)
            fresh = self._engine.fresh_one_time_keys(count if isinstance(count, int) else 0)
            if fresh:
                keys["one_time_keys"] = fresh
        unused = answer.get("device_unused_fallback_key_types")
        if isinstance(unused, list) and "signed_curve25519" not in unused:
            keys["fallback_keys"] = self._engine.fresh_fallback_key()
        if keys:
            await self._upload(keys)

    # --- hearing ------------------------------------------------------------------------------------------------

    async def listen(self, hear: Hear) -> None:
        """Hear until cancelled. Trouble with the server is waited out, longer each time.

        Raises:
            TokenDeadError: the operator must log in anew.
            Exception: whatever ``hear`` raises; nothing was acknowledged then.
        """
        patience = Patience()
        whole_state = True
        while True:
            try:
                answer = await self._sync(whole_state=whole_state)
                batch = await self._reader.read(answer, self._bookmark)
                await self._replenish(answer)
            except TokenDeadError:
                raise
            except HomeserverError as trouble:
                await patience.wait(trouble)
                continue
            patience.ended()
            whole_state = False
            await hear(batch)
            self._bookmark = batch.bookmark
            self._engine.arrived -= batch.keys_arrived
            self.ready.set()

    async def _sync(self, *, whole_state: bool) -> dict[str, Any]:
        query = {"filter": _FILTER, "timeout": "0" if whole_state else str(_POLL_SECONDS * 1000)}
        if self._bookmark is not None:
            query["since"] = self._bookmark
        if whole_state:
            query["full_state"] = "true"
        return await self._server.call("GET", f"{CLIENT}/sync", query=query, seconds=_POLL_SECONDS * 2)

    async def read_again(self, raw: bytes) -> Spoken | Locked | None:
        """Try a locked event again whose key may have come since."""
        return await self._reader.read_again(raw)

    def take_crypto_changes(self) -> Sequence[VaultRow]:
        """Crypto changes to be committed with the batch; whoever takes them must not fail to keep them."""
        return self._store.take_changes()

    async def flush(self) -> None:
        """Keep all crypto changes now: called before anything that depends on them leaves this process."""
        rows = self._store.take_changes()
        if rows:
            await self._memory.keep_vault(rows)

    # --- speaking -----------------------------------------------------------------------------------------------

    async def send(
        self, room_id: str, content: dict[str, Any], txn: str, *, readers: Collection[str] | None = None
    ) -> str:
        """Send one encrypted message; returns its id. The same ``txn`` again is the same event.

        Args:
            room_id: where.
            content: the content of an ``m.room.message``.
            txn: the transaction id.
            readers: who may have the key, of those inside; ``None``: all of them.

        Raises:
            NotEncryptedError: the room is not encrypted, or we are not in it.
            HomeserverError: not sent; may be tried again with the same ``txn``.
        """
        room = self.rooms.get(room_id) or RoomState(room_id)
        return await self._outgoing.send(room, "m.room.message", content, txn, readers)

    async def redact(self, room_id: str, event_id: str, txn: str) -> None:
        """Remove an event for everybody."""
        path = f"{CLIENT}/rooms/{segment(room_id)}/redact/{segment(event_id)}/{segment(txn)}"
        await self._server.call("PUT", path, {})

    async def create_room(self, body: dict[str, Any]) -> str:
        """Create a room; returns its id. Not idempotent: the caller marks what it makes."""
        answer = await self._server.call("POST", f"{CLIENT}/createRoom", body)
        return str(answer["room_id"])

    async def joined_rooms(self) -> list[str]:
        """The rooms that this account is in, asked anew."""
        answer = await self._server.call("GET", f"{CLIENT}/joined_rooms")
        return [str(room) for room in answer.get("joined_rooms", [])]

    async def room_state(self, room_id: str) -> RoomState:
        """The current state of a room, asked anew: what enforcement goes by, since a sync can lag behind a fork."""
        room = RoomState(room_id)
        for event in await self._server.call_list("GET", f"{CLIENT}/rooms/{segment(room_id)}/state"):
            if is_state(event):
                room.apply(event)
        return room

    async def put_state(self, room_id: str, type_: str, state_key: str, content: dict[str, Any]) -> None:
        """Set one setting of a room."""
        path = f"{CLIENT}/rooms/{segment(room_id)}/state/{segment(type_)}/{segment(state_key)}"
        await self._server.call("PUT", path, content)

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite somebody; that they are inside or invited already is not an error."""
        try:
            await self._server.call("POST", f"{CLIENT}/rooms/{segment(room_id)}/invite", {"user_id": user_id})
        except RefusedError:
            room = self.rooms.get(room_id)
            if room is None or user_id not in room.joined | room.invited:
                raise

    async def kick(self, room_id: str, user_id: str, reason: str = "") -> None:
        """Take somebody out, or withdraw their invite; that they are out already is not an error."""
        body = {"user_id": user_id, **({"reason": reason} if reason else {})}
        try:
            await self._server.call("POST", f"{CLIENT}/rooms/{segment(room_id)}/kick", body)
        except RefusedError:
            room = self.rooms.get(room_id)
            if room is None or user_id in room.joined | room.invited:
                raise

    async def join(self, room_id: str) -> None:
        """Accept an invite."""
        await self._server.call("POST", f"{CLIENT}/join/{segment(room_id)}", {})

    async def leave(self, room_id: str) -> None:
        """Leave a room or decline an invite."""
        await self._server.call("POST", f"{CLIENT}/rooms/{segment(room_id)}/leave", {})

    async def name_oneself(self, profile_name: str) -> None:
        """Set this account's profile name."""
        path = f"{CLIENT}/profile/{segment(self.user_id)}/displayname"
        await self._server.call("PUT", path, {"displayname": profile_name})


class Patience:
    """Waiting between tries: longer each time, with jitter, or as long as the server asks."""

    _FIRST, _LONGEST = 0.5, 30.0

    def __init__(self) -> None:
        self._next = self._FIRST

    def ended(self) -> None:
        """Things go well again."""
        self._next = self._FIRST

    def seconds(self, trouble: HomeserverError) -> float:
        """How long to wait now."""
        asked = trouble.retry_after if isinstance(trouble, RefusedError) else None
        wait = asked if asked is not None else self._next * random.uniform(0.5, 1.0)  # noqa: S311 - not a secret
        self._next = min(self._next * 2, self._LONGEST)
        return wait

    async def wait(self, trouble: HomeserverError) -> None:
        """Wait, and say so in the log."""
        wait = self.seconds(trouble)
        logger.warning("waiting %.1f s for the homeserver: %s", wait, trouble)
        await asyncio.sleep(wait)


async def _log_in(server: Homeserver, user_id: str, password: str | None) -> Credentials:
    if password is None:
        raise TokenDeadError("this account has never logged in here, and there is no password to do so")
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "initial_device_display_name": "Four Walls",
    }
    answer = await server.call("POST", f"{CLIENT}/login", body)
    return Credentials(str(answer["user_id"]), str(answer["device_id"]), str(answer["access_token"]))


async def _check_device(server: Homeserver, credentials: Credentials) -> None:
    answer = await server.call("GET", f"{CLIENT}/account/whoami")
    if (answer.get("user_id"), answer.get("device_id")) != (credentials.user_id, credentials.device_id):
        raise WrongDeviceError("the access token belongs to another account or device than the stored keys")
