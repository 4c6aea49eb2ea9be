"""Copies of a crypto store on a real homeserver: one that was put back, one that runs beside the current one."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from fourwalls.matrix import storestamp
from fourwalls.matrix.memory import InMemory
from fourwalls.matrix.storestamp import OldStoreError, RunsElsewhereError
from tests.fourwalls.matrix.ear import Ear, listening, open_ear
from tests.fourwalls.matrix.test_connection import room_of
from tests.support.member import Member
from tests.support.synapse import Account, Register, SignIn

pytestmark = pytest.mark.e2e


@asynccontextmanager
async def killed_in_the_end(account: Account, memory: InMemory) -> AsyncIterator[Ear]:
    """Listening, until the power is cut: nothing is said at the end."""
    async with listening(account, memory) as ear:
        yield ear
        ear.connection._stamper._stamped = None


async def claim_keys(account: Account, member: Member, number: int) -> None:
    """Somebody takes one-time keys, as each new device of theirs does."""
    wanted = {account.user_id: {await only_device(account, member): "signed_curve25519"}}
    for _ in range(number):
        await member.do("post", path="/keys/claim", body={"one_time_keys": wanted})


async def only_device(account: Account, member: Member) -> str:
    answer = await member.do("post", path="/keys/query", body={"device_keys": {account.user_id: []}})
    (device,) = answer["device_keys"][account.user_id]
    return str(device)


async def test_a_store_put_back_is_refused_at_the_start(register: Register) -> None:
    account, memory = await register("bot"), InMemory()
    async with listening(account, memory):
        pass
    before = copy.deepcopy(memory)
    async with listening(account, memory):
        pass
    with pytest.raises(OldStoreError) as caught:
        await open_ear(account, before)
    assert caught.value.as_of is not None
    async with listening(account, memory):  # and the current one goes on
        pass


async def test_a_store_from_within_the_last_minute_is_known_by_the_words_that_it_cannot_explain(
    register: Register, sign_in: SignIn
) -> None:
    account, ann, memory = await register("bot"), await sign_in("ann"), InMemory()
    async with killed_in_the_end(account, memory) as ear:
        room = await room_of(ann, ear)
        before = copy.deepcopy(memory)
        await ear.say(room, "said after the copy was made")
        await ann.wait_message(containing="said after")
    with pytest.raises(OldStoreError):
        await open_ear(account, before)
    with pytest.raises(OldStoreError):
        await open_ear(account, before)
    async with listening(account, memory) as ear:
        await ear.room(room, ann.user_id)
        await ear.say(room, "and again")
        assert (await ann.wait_message(containing="and again")).readable


async def test_a_store_that_counts_one_time_keys_twice_is_given_up(register: Register, sign_in: SignIn) -> None:
    account, ann, memory = await register("bot"), await sign_in("ann"), InMemory()
    async with killed_in_the_end(account, memory) as ear:
        before = copy.deepcopy(memory)
        await claim_keys(account, ann, 3)
        room = await ann.create_room(account.user_id)  # an answer of the server comes, and with it the count of keys
        await ear.connection.act.join(room)
        await ear.room(room, ann.user_id)
    await claim_keys(account, ann, 3)
    ear = await open_ear(account, before)
    try:
        with pytest.raises(OldStoreError):
            async with asyncio.timeout(40):
                await ear.connection.listen(ear.hear)
    finally:
        await ear.connection.close()
    with pytest.raises(OldStoreError):
        await open_ear(account, before)


async def test_of_two_at_once_the_first_stops_and_the_copy_gives_its_device_up(register: Register) -> None:
    account, memory = await register("bot"), InMemory()
    first = await open_ear(account, memory)
    running = asyncio.create_task(first.connection.listen(first.hear))
    await first.connection.ready.wait()
    copied = copy.deepcopy(memory)
    second = await open_ear(account, copied)
    with pytest.raises(RunsElsewhereError, match="so this one has stopped"):
        await running
    with pytest.raises(OldStoreError):
        await second.connection.listen(second.hear)
    await first.connection.close()
    await second.connection.close()
    with pytest.raises(OldStoreError):
        await open_ear(account, copied)


async def test_an_older_copy_does_not_start_while_the_current_one_runs(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, memory = await register("bot"), InMemory()
    async with listening(account, memory):
        copied = copy.deepcopy(memory)
    async with listening(account, memory) as current:
        with pytest.raises(RunsElsewhereError, match="has answered just now"):
            await open_ear(account, copy.deepcopy(copied))
        assert await current.connection.act.joined_rooms() == []
        heard = len(current.batches)
        await current.until(lambda: True if len(current.batches) >= heard else None)
        current.connection._stamper._stamped = None  # it is killed
    monkeypatch.setattr(storestamp, "PATIENCE_SECONDS", 0.5)
    with pytest.raises(OldStoreError):
        await open_ear(account, copied)


async def test_a_store_that_was_killed_many_times_is_still_the_current_one(register: Register, sign_in: SignIn) -> None:
    account, ann, memory = await register("bot"), await sign_in("ann"), InMemory()
    async with listening(account, memory) as ear:
        room = await room_of(ann, ear)
    for number in range(5):
        async with killed_in_the_end(account, memory) as ear:
            await ear.room(room, ann.user_id)
            await ear.say(room, f"word {number}")
            await ann.wait_message(containing=f"word {number}")
            await ann.send(room, f"answer {number}")
            await ear.message(f"answer {number}")
    seen = [seen for seen in ann.messages(room) if seen.sender == account.user_id]
    assert [(each.body, each.readable) for each in seen] == [(f"word {number}", True) for number in range(5)]
