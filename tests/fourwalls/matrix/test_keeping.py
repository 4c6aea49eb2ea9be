from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.homeserver import HomeserverError
from fourwalls.matrix.keeping import Keeper, NotKeptError
from fourwalls.matrix.memory import InMemory, VaultRow


class SlowMemory(InMemory):
    """Keeps only when it is let, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()
        self.let.set()
        self.kept: list[VaultRow] = []
        self.broken = False

    async def keep_vault(self, rows: Sequence[VaultRow]) -> None:
        await self.let.wait()
        if self.broken:
            raise OSError("disk full, and secret words")
        self.kept += rows


@pytest.fixture
def store() -> CryptoStore:
    return CryptoStore(b"p" * 32, [])


@pytest.fixture
def memory() -> SlowMemory:
    return SlowMemory()


async def turn() -> None:
    """Let everything that can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_flush_waits_for_another_that_took_its_rows(store: CryptoStore, memory: SlowMemory) -> None:
    keeper = Keeper(memory, store)
    store.put("olm", "a", b"1")
    memory.let.clear()
    first, second = asyncio.create_task(keeper.flush()), asyncio.create_task(keeper.flush())
    await turn()
    assert not second.done()
    memory.let.set()
    await asyncio.gather(first, second)
    assert memory.kept == [("olm", "a", b"1")]


async def test_a_flush_waits_for_the_batch_that_took_its_rows(store: CryptoStore, memory: SlowMemory) -> None:
    keeper = Keeper(memory, store)
    store.put("olm", "a", b"1")
    assert keeper.take() == [("olm", "a", b"1")]
    flushing = asyncio.create_task(keeper.flush())
    await turn()
    assert not flushing.done()
    keeper.committed()
    await flushing


async def test_what_could_not_be_kept_stops_everything_that_depends_on_it(
    store: CryptoStore, memory: SlowMemory
) -> None:
    keeper = Keeper(memory, store)
    store.put("olm", "a", b"1")
    memory.broken = True
    with pytest.raises(NotKeptError, match=r"^crypto state could not be kept: OSError$"):
        await keeper.flush()
    memory.broken = False
    store.put("olm", "a", b"2")
    with pytest.raises(HomeserverError):
        await keeper.flush()
    with pytest.raises(NotKeptError, match="lost on its way to disk"):
        keeper.take()
    assert memory.kept == []


async def test_a_batch_that_was_lost_stops_everything_too(store: CryptoStore, memory: SlowMemory) -> None:
    keeper = Keeper(memory, store)
    keeper.lost()  # nothing was taken: nothing is lost
    await keeper.flush()
    store.put("olm", "a", b"1")
    keeper.take()
    flushing = asyncio.create_task(keeper.flush())
    await turn()
    keeper.lost()
    with pytest.raises(NotKeptError):
        await flushing


async def test_a_flush_cut_off_in_the_middle_is_lost(store: CryptoStore, memory: SlowMemory) -> None:
    keeper = Keeper(memory, store)
    store.put("olm", "a", b"1")
    memory.let.clear()
    flushing = asyncio.create_task(keeper.flush())
    await turn()
    flushing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await flushing
    with pytest.raises(NotKeptError):
        await keeper.flush()
