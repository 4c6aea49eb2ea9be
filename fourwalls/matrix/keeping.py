"""The order between disk and wire: crypto state is safe on disk before anything that depends on it leaves.

Otherwise a crash would bring back an older ratchet, and the same key would be used for two messages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.homeserver import HomeserverError
from fourwalls.matrix.memory import Memory, VaultRow


class NotKeptError(HomeserverError):
    """Crypto state could not be kept, so what depends on it was not sent. A restart goes on from what is kept."""


class Keeper:
    """Takes changes of the crypto store to disk: with a batch, or by themselves before something is sent."""

    def __init__(self, memory: Memory, store: CryptoStore) -> None:
        self._memory = memory
        self._store = store
        self._turn = asyncio.Lock()
        self._settled = asyncio.Event()
        self._settled.set()
        self._lost = False

    def take(self) -> Sequence[VaultRow]:
        """Hand all changes over to whoever commits them with a batch; ``committed`` or ``lost`` must follow.

        Raises:
            NotKeptError: changes were lost before: what is in memory can never be kept in order any more.
        """
        self._check()
        rows = self._store.take_changes()
        if rows:
            self._settled.clear()
        return rows

    def committed(self) -> None:
        """What was taken is on disk."""
        self._settled.set()

    def lost(self) -> None:
        """What was taken may not be on disk: nothing is sent from here on."""
        self._lost = self._lost or not self._settled.is_set()
        self._settled.set()

    async def flush(self) -> None:
        """Return when every change made so far is on disk, whoever takes it there.

        Raises:
            NotKeptError: it could not be kept.
        """
        async with self._turn:
            await self._settled.wait()
            self._check()
            rows = self._store.take_changes()
            if not rows:
                return
            try:
                await self._memory.keep_vault(rows)
            except Exception as error:  # noqa: BLE001 - whatever keeps it from the disk keeps the words from the wire
                self._lost = True
                raise NotKeptError(f"crypto state could not be kept: {type(error).__name__}") from None
            except BaseException:  # cancelled half-way: nobody knows whether it is on disk
                self._lost = True
                raise

    def _check(self) -> None:
        if self._lost:
            raise NotKeptError("crypto state was lost on its way to disk; start again from what is kept")
