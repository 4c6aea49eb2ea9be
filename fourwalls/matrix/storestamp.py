"""The stamp by which a store that was put back is told from the one that is current.

Encryption state must never go back in time: a copy put back would use keys again that were used already, and both
directions break. So each device writes a stamp with a growing number into its account's data on the homeserver and
into its own store: at its start, about once a minute while its state changes, and when it stops. A store that cannot
explain the stamp that it finds there is a copy from before.

The order makes false alarms impossible, wherever a crash falls: the new stamp is in the store (as ``next``) before it
leaves, the same one is sent until the server has taken it, and only then another may be made. So the server never
shows a stamp of this store that the store does not know, however late a request arrives.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NoReturn

from fourwalls.matrix.accountdata import read, write
from fourwalls.matrix.homeserver import Homeserver, HomeserverError
from fourwalls.matrix.keeping import NotKeptError
from fourwalls.matrix.memory import Memory, VaultRow
from fourwalls.matrix.shapes import mapping, sequence
from fourwalls.matrix.stamp import Stamp, is_foreign, is_ours, mac_of, stamp_key

STAMP = "stamp"
"""The kind of vault row that all of this is."""
SPOILT: VaultRow = (STAMP, "spoilt", b"1")
"""The mark of a store that is known to be a copy from before: it is never used again."""
STAMP_TYPE, ASKING_TYPE = "org.fourwalls.store", "org.fourwalls.store.asking"
"""Types of account data."""

BETWEEN_SECONDS = 60.0
PATIENCE_SECONDS = 20.0
"""How long another process has to answer that it lives."""
_LOOK_SECONDS = 0.5
_GOODBYE_SECONDS = 5.0


class OldStoreError(Exception):
    """The store is a copy from before: its device is to be given up for a new one.

    Attributes:
        as_of: until when the store is known to have been current; ``None``: unknown.
    """

    def __init__(self, as_of: datetime | None) -> None:
        super().__init__(
            "the encryption state in the database is older than what this device has done since: a backup was put "
            "back, or a copy of the data ran elsewhere. Start again: fourwalls run then goes on by itself, as a new "
            "device of the same identity"
        )
        self.as_of = as_of


class RunsElsewhereError(Exception):
    """Another process runs this account with a copy of the same data."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"{sentence}. Two would break each other's encryption. {_ONLY_ONE}")


_ONLY_ONE = (
    "Decide which one is to run, stop the other, and never start that again; "
    "see Moving to another machine in docs/operator.md"
)
_ANOTHER_LIVES = "another process runs the bots on a newer copy of these data, and has answered just now"
_OVERTAKEN = "another process has begun to run the bots on a copy of these data, so this one has stopped"


class Stamper:
    """Makes and judges the stamps of one device."""

    def __init__(
        self,
        server: Homeserver,
        memory: Memory,
        names: tuple[str, str],
        pickle_key: bytes,
        rows: Mapping[str, bytes],
        changes: Callable[[], int],
    ) -> None:
        """Take up what is stored.

        Args:
            server: a line of this device.
            memory: where the stamps are kept beside the crypto store.
            names: the full Matrix id and the device id.
            pickle_key: from which the key is derived that shows stamps to be ours.
            rows: the stored rows of the kind ``STAMP``.
            changes: how often the crypto store has changed.
        """
        self._server = server
        self._memory = memory
        self._user_id, self._device = names
        self._key = stamp_key(pickle_key)
        self._changes = changes
        self._current, self._next = (Stamp.from_json(rows[n]) if n in rows else None for n in ("current", "next"))
        self._spoilt = SPOILT[1] in rows
        self._shown: Stamp | None = None
        self._stamped: tuple[float, int] | None = None
        self.asked = False
        """Whether somebody wants to see a new stamp, to know that this process lives."""

    # --- at the start -----------------------------------------------------------------------------------------------

    def require_unspoilt(self) -> None:
        """Refuse a store that was found to be old before, without asking anybody.

        Raises:
            OldStoreError: it was.
        """
        if self._spoilt:
            raise OldStoreError(self._as_of())

    async def check(self) -> None:
        """Make sure that the store is the current one.

        Raises:
            OldStoreError: it is a copy from before, and nobody else is running; or it ran beside another one.
            RunsElsewhereError: it is, and somebody runs the current one.
            HomeserverError: no answer.
        """
        await self._hear_asking(await read(self._server, self._user_id, ASKING_TYPE))
        self._shown = await self._look()
        if not self._is_foreign(self._shown):
            return
        assert self._shown is not None
        if not self._shown.resting and await self._answers(self._shown):
            raise RunsElsewhereError(_ANOTHER_LIVES)
        raise OldStoreError(self._as_of())

    async def _answers(self, shown: Stamp) -> bool:
        """Ask whoever may be running to make a new stamp, and see whether one comes."""
        await write(self._server, self._user_id, ASKING_TYPE, {"asks": secrets.token_hex(8)})
        until = time.monotonic() + PATIENCE_SECONDS
        while (now := await self._look()) == shown and time.monotonic() < until:  # noqa: ASYNC110 - see the next line
            await asyncio.sleep(_LOOK_SECONDS)  # nothing tells us: we must not sync before we know
        return now != shown

    # --- while it runs ----------------------------------------------------------------------------------------------

    async def stamp(self, *, resting: bool = False) -> None:
        """Make a new stamp. Cut off anywhere, the same one is sent again the next time.

        Raises:
            HomeserverError: not done.
        """
        if self._next is not None:
            await self._send(self._next)
        highest = max((it.number for it in (self._current, self._shown) if it is not None), default=0)
        now, changes = time.monotonic(), self._changes()
        self._next = Stamp(highest + 1, self._device, secrets.token_hex(8), int(time.time() * 1000), resting)
        await self._send(self._next)
        self._stamped = now, changes
        self.asked = False

    async def keep_up(self) -> None:
        """Make a new stamp when it is time for one.

        Raises:
            HomeserverError: not done; the next call tries again.
        """
        if self._stamped is None:
            return
        at, changes = self._stamped
        due = time.monotonic() - at >= BETWEEN_SECONDS and self._changes() != changes
        if self.asked or due:
            await self.stamp()

    async def hear(self, answer: dict[str, Any]) -> None:
        """Look at what a sync answer brings of this account's data.

        Raises:
            RunsElsewhereError: another process has begun to run on a copy of this store.
            OldStoreError: this is the copy, and the other one ran until we began; the store is marked as spoilt.
        """
        events = sequence(mapping(answer.get("account_data")).get("events"))
        for event in filter(lambda it: isinstance(it, dict), events):
            content = mapping(event.get("content"))
            if event.get("type") == STAMP_TYPE:
                await self._hear_stamp(Stamp.from_content(content, self._key))
            elif event.get("type") == ASKING_TYPE:
                await self._hear_asking(content)

    async def _hear_stamp(self, shown: Stamp | None) -> None:
        if not self._is_foreign(shown):
            return
        assert shown is not None
        self._stamped = None  # nothing more is stamped by this process
        with suppress(HomeserverError):  # it learns by this that what it copied was still being changed
            told = {"overlaps": shown.nonce, "mac": mac_of(f"overlaps {shown.nonce}".encode(), self._key)}
            await write(self._server, self._user_id, ASKING_TYPE, told)
        raise RunsElsewhereError(_OVERTAKEN)

    async def _hear_asking(self, content: dict[str, Any]) -> None:
        self.asked = self.asked or "asks" in content
        own = {it.nonce for it in (self._current, self._next) if it is not None}
        nonce = content.get("overlaps")
        if nonce in own and is_ours(f"overlaps {nonce}".encode(), content.get("mac"), self._key):
            await self.give_up()

    async def give_up(self) -> NoReturn:
        """Mark this store as one that must not be used any more.

        Raises:
            OldStoreError: always.
        """
        self._spoilt, self._stamped = True, None
        with suppress(NotKeptError):  # what gave it away is still on the server, and tells the next start
            await self._keep([SPOILT])
        raise OldStoreError(self._as_of())

    async def rest(self) -> None:
        """Say that this process stops in an orderly way. A server that does not answer is not waited for.

        Whoever has overtaken us is not stamped over; whether somebody has, was perhaps not heard yet.
        """
        if self._stamped is None:
            return
        with suppress(HomeserverError, TimeoutError, OldStoreError, RunsElsewhereError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._hear_asking(await read(self._server, self._user_id, ASKING_TYPE))
                await self._hear_stamp(await self._look())
                await self.stamp(resting=True)

    # --- the two sides ----------------------------------------------------------------------------------------------

    async def _send(self, stamp: Stamp) -> None:
        """Into the store first, then to the server, then for good: the order on which everything rests."""
        await self._keep([(STAMP, "next", stamp.as_json())])
        await write(self._server, self._user_id, STAMP_TYPE, stamp.content(self._key))
        await self._keep([(STAMP, "current", stamp.as_json()), (STAMP, "next", None)])
        self._current, self._next = stamp, None

    async def _keep(self, rows: Sequence[VaultRow]) -> None:
        try:
            await self._memory.keep_vault(rows)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from the disk, a stamp can wait
            raise NotKeptError(f"the store's stamp could not be kept: {type(error).__name__}") from None

    async def _look(self) -> Stamp | None:
        return Stamp.from_content(await read(self._server, self._user_id, STAMP_TYPE), self._key)

    def _is_foreign(self, shown: Stamp | None) -> bool:
        return is_foreign(shown, self._current, self._next, self._device)

    def _as_of(self) -> datetime | None:
        return None if self._current is None else datetime.fromtimestamp(self._current.at / 1000, tz=UTC)
