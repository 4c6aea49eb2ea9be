"""One account's connection: starts it as a signed device, hears in batches, speaks when told.

The loop acknowledges nothing before it is kept: the next ``/sync`` carries a bookmark only once ``hear`` has
returned, and ``hear`` returns only when events, effects, crypto changes and bookmark are committed together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, Self

from fourwalls.matrix import crosssigning
from fourwalls.matrix.batch import Batch, Gap, Locked, Spoken
from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.homeserver import (
    CLIENT,
    Homeserver,
    HomeserverError,
    TokenDeadError,
    UnreachableError,
)
from fourwalls.matrix.keeping import Keeper
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.logging_in import WrongDeviceError as WrongDeviceError  # noqa: PLC0414 - raised by ``open``
from fourwalls.matrix.logging_in import check_device, log_in
from fourwalls.matrix.memory import Memory, Seeds, VaultRow
from fourwalls.matrix.outgoing import Asker, Outgoing, message
from fourwalls.matrix.ownwords import says_more_than_known
from fourwalls.matrix.patience import Patience
from fourwalls.matrix.publishing import KeyTakenError, Publisher
from fourwalls.matrix.readers import Readers
from fourwalls.matrix.roomactions import RoomActions
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.signatures import public_of
from fourwalls.matrix.storestamp import STAMP, Stamper
from fourwalls.matrix.syncing import SYNC_FILTER, Reader
from fourwalls.matrix.upkeep import Upkeep
from fourwalls.matrix.verification.answering import Verifications

_POLL_SECONDS = 30
Hear = Callable[[Batch], Awaitable[None]]


class Connection:
    """A signed device of one account on one homeserver."""

    def __init__(
        self, server: Homeserver, memory: Memory, engine: Engine, store: CryptoStore, seeds: Seeds, stamper: Stamper
    ) -> None:
        self._server = server
        self._stamper = stamper
        self._engine = engine
        self._seeds = seeds
        self._keeper = Keeper(memory, store)
        self.keyring = Keyring(server, engine, store, public_of(seeds.master))
        self.readers = Readers(self.keyring)
        """Who can read what this account says."""
        self._publisher = Publisher(server, engine, self._keeper)
        self._outgoing = Outgoing(server, engine, self.keyring, self._keeper.flush)
        self._reader = Reader(server, engine, self.keyring, self._outgoing)
        self._upkeep = Upkeep(engine, stamper, self._publisher, self._outgoing)
        self._bookmark: str | None = None
        self.act = RoomActions(server, str(engine.user_id), self._reader.rooms)
        """What this account does to rooms apart from speaking in them."""
        master = public_of(seeds.master)
        self.verifications = Verifications(server, engine, self.keyring, self._outgoing, self._reader.rooms, master)
        """How this account answers people who verify it."""
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

    def profile_names(self, room_id: str) -> dict[str, str]:
        """The profile names of the people in a room, by Matrix id."""
        room = self.rooms.get(room_id)
        if room is None:
            return {}
        return {member: str(room.content("m.room.member", member).get("displayname") or "") for member in room.joined}

    async def accept_identity(self, person: str) -> None:
        """Pin the identity that a person shows now: somebody has checked that it is theirs.

        Raises:
            HomeserverError: their keys could not be asked for.
        """
        self.keyring.changed([person])
        await self.keyring.refresh([person])
        self.keyring.accept(person)
        await self.flush()

    # --- starting -----------------------------------------------------------------------------------------------

    @classmethod
    async def open(
        cls, base_url: str, user_id: str, memory: Memory, pickle_key: bytes, password: str | None = None
    ) -> Self:
        """Log in (once), publish keys, sign the device, and check the signing chain from the server.

        No room is joined and nothing is heard before the chain holds. Each step can be cut off and done again.

        Raises:
            WrongDeviceError: token and crypto store are of different devices.
            OldStoreError: the crypto store is a copy from before; a new device must take its place.
            RunsElsewhereError: and somebody runs the current one.
            ChainError: the server shows an identity that is not ours.
            TokenDeadError, RefusedError, UnreachableError: as the server answers.
        """
        server = Homeserver.open(base_url)
        try:
            remembered = await memory.recall()
            credentials = remembered.credentials or await log_in(server, user_id, password)
            if remembered.credentials is None:
                await memory.keep_credentials(credentials)
            server.token = credentials.token
            store = CryptoStore(pickle_key, remembered.vault)
            names = credentials.user_id, credentials.device_id
            stamper = Stamper(server, memory, names, pickle_key, store.rows_of(STAMP), lambda: store.taken)
            stamper.require_unspoilt()
            await check_device(server, user_id, credentials)
            await stamper.check()
            engine = Engine(*names, store)
            if await says_more_than_known(server, engine, remembered.bookmark):
                await stamper.give_up()
            seeds = remembered.seeds
            if seeds is None:
                await crosssigning.require_none(server, credentials.user_id)
                seeds = Seeds.make()
                await memory.keep_seeds(seeds)
            connection = cls(server, memory, engine, store, seeds, stamper)
            connection._bookmark = remembered.bookmark
            await stamper.stamp()
            await connection._publish(password)
        except BaseException:
            await server.close()
            raise
        return connection

    async def close(self) -> None:
        """Close the line. The device stays logged in: it is the same one at the next start."""
        try:
            await self._stamper.rest()
        finally:
            await self._server.close()

    async def _publish(self, password: str | None) -> None:
        try:
            await self._publisher.publish()
        except KeyTakenError:
            await self._stamper.give_up()
        if not await crosssigning.chain_holds(self._server, self.user_id, self._seeds, self._engine):
            await crosssigning.establish(self._server, self.user_id, password, self._seeds, self._engine)
            if not await crosssigning.chain_holds(self._server, self.user_id, self._seeds, self._engine):
                raise crosssigning.ChainError("the homeserver does not show this device as signed")

    # --- hearing ------------------------------------------------------------------------------------------------

    def spare_words(self) -> None:
        """After an absence, page back only who came and went and what was set: for an account that heeds no words."""
        self._reader.spare_words()

    async def listen(self, hear: Hear) -> None:
        """Hear until cancelled. Trouble with the server is waited out, longer each time.

        Raises:
            TokenDeadError: the operator must log in anew.
            OldStoreError, RunsElsewhereError: there is another copy of the crypto store.
            Exception: whatever ``hear`` raises; nothing was acknowledged then.
        """
        patience = Patience()
        whole_state = True
        while True:
            try:
                answer = await self._sync(whole_state=whole_state)
                await self._stamper.hear(answer)
                await self._upkeep.show_life()
                batch = await self._reader.read(answer, self._bookmark)
            except TokenDeadError:
                raise
            except HomeserverError as trouble:
                await patience.wait(trouble)
                continue
            patience.ended()
            whole_state = False
            await self._commit(batch, hear)
            self.ready.set()
            await self._upkeep.keep_up(answer, self.rooms.values())

    async def _commit(self, batch: Batch, hear: Hear) -> None:
        """Have a batch heard; only then does the bookmark move."""
        self._engine.arrived -= batch.keys_arrived  # what cannot be read again during the hearing is put back there
        try:
            await hear(batch)
        except BaseException:
            self._keeper.lost()
            raise
        self._keeper.committed()
        self._bookmark = batch.bookmark
        self._reader.settled()
        self.verifications.take(self._reader.take_said())

    async def _sync(self, *, whole_state: bool) -> dict[str, Any]:
        query = {"filter": SYNC_FILTER, "timeout": "0" if whole_state else str(_POLL_SECONDS * 1000)}
        if self._bookmark is not None:
            query["since"] = self._bookmark
        if whole_state:
            query["full_state"] = "true"
        answer = await self._server.call("GET", f"{CLIENT}/sync", query=query, seconds=_POLL_SECONDS * 2)
        if not isinstance(answer.get("next_batch"), str):
            raise UnreachableError("the answer had no bookmark")
        return answer

    async def read_again(self, raw: bytes) -> Spoken | Locked | None:
        """Try a locked event again whose key may have come since; ``None`` if there is nothing to be heard in it.

        Never raises for want of the server: the event stays locked then, and its key counts as arriving once more.
        """
        return await self._reader.read_again(raw)

    async def fill(self, gap: Gap) -> tuple[list[Spoken], list[Locked], Gap | None]:
        """Ask once more for the messages of a gap: those that came, oldest first, and what misses still.

        Raises:
            HomeserverError: no answer; may be tried later.
        """
        return await self._reader.fill(gap)

    def take_crypto_changes(self) -> Sequence[VaultRow]:
        """Crypto changes to be committed with the batch, before ``hear`` returns."""
        return self._keeper.take()

    async def flush(self) -> None:
        """Keep all crypto changes now: called before anything that depends on them leaves this process."""
        await self._keeper.flush()

    # --- speaking -----------------------------------------------------------------------------------------------

    async def send(
        self,
        room_id: str,
        content: dict[str, Any],
        txn: str,
        *,
        readers: Collection[str] | None = None,
        meant_for: Collection[str] = (),
    ) -> str:
        """Send one encrypted message; returns its id. The same ``txn`` again is the same event.

        Args:
            room_id: where.
            content: the content of an ``m.room.message``.
            txn: the transaction id.
            readers: who may have the key, of those inside; ``None``: all of them.
            meant_for: of these, one at least must have been given the key.

        Raises:
            NotEncryptedError: the room is not encrypted, or we are not in it.
            NobodyReachedError: none of those it is meant for could be given the key; nothing was said.
            HomeserverError: not sent; may be tried again with the same ``txn``.
        """
        room = self.rooms.get(room_id) or RoomState(room_id)
        return await self._outgoing.send(room, message(content), txn, readers, meant_for)

    async def answer(
        self, room_id: str, content: dict[str, Any], txn: str, *, readers: Collection[str], asker: Asker
    ) -> str:
        """Send one message as ``send`` does, which the device that asked can open too, although nobody vouches for it.

        Raises:
            NotEncryptedError, NobodyReachedError, HomeserverError: as ``send``.
        """
        room = self.rooms.get(room_id) or RoomState(room_id)
        return await self._outgoing.answer(room, content, txn, readers, asker)
