"""What a real client sends to a bot that it keeps a key from, and what the bot makes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from fourwalls.matrix.batch import Locked
from fourwalls.matrix.memory import InMemory
from tests.fourwalls.matrix.ear import Ear, listening
from tests.support.member import Member
from tests.support.synapse import Account, Register, SignIn

pytestmark = pytest.mark.e2e


@pytest.fixture
async def account(register: Register) -> Account:
    return await register("bot")


@pytest.fixture
async def ann(sign_in: SignIn) -> Member:
    """In the mode that Element is in by default: all devices get keys, but for those that the person keeps out."""
    return await sign_in("ann", only_signed=False)


@asynccontextmanager
async def in_a_room(account: Account, ann: Member, memory: InMemory) -> AsyncIterator[tuple[Ear, str]]:
    async with listening(account, memory) as ear:
        room = await ann.create_room(account.user_id)
        await ear.connection.act.join(room)
        await ann.wait_membership(room, "join", account.user_id)
        await ann.send(room, "before")
        await ear.message("before")
        await ann.begin_new_key(room)
        yield ear, room


async def locked(ear: Ear, event: str) -> Locked:
    return await ear.until(lambda: next((it for it in ear.locked if it.heard.event == event), None))


def explained(ear: Ear, sender: str) -> set[str]:
    return {code for batch in ear.batches for _, _, by, code in batch.explained if by == sender}


async def test_a_member_who_blocks_the_bots_device_says_blacklisted(account: Account, ann: Member) -> None:
    async with in_a_room(account, ann, InMemory()) as (ear, room):
        await ann.block(account.user_id, ear.connection.device_id)
        found = await locked(ear, await ann.send(room, "not for you"))
        assert found.heard.reason == "withheld:m.blacklisted"
        assert explained(ear, ann.user_id) == {"m.blacklisted"}


async def test_a_member_in_verified_only_mode_says_unverified_also_after_a_restart(
    account: Account, ann: Member
) -> None:
    memory = InMemory()
    async with in_a_room(account, ann, memory) as (ear, room):
        await ann.only_to_verified()
        found = await locked(ear, await ann.send(room, "not for you"))
        assert found.heard.reason == "withheld:m.unverified"
    again = await ann.send(room, "nor this")  # the same session, of which it does not say so again
    async with listening(account, memory) as ear:
        assert (await locked(ear, again)).heard.reason == "withheld:m.unverified"
        assert explained(ear, ann.user_id) == set()


async def test_in_signed_only_mode_a_signed_bot_gets_the_key_whatever_else_is_set(
    account: Account, sign_in: SignIn
) -> None:
    """In this mode the client's engine goes by signatures alone: it looks neither at blocks nor at that setting."""
    bob = await sign_in("bob", only_signed=True)
    async with in_a_room(account, bob, InMemory()) as (ear, room):
        await bob.block(account.user_id, ear.connection.device_id)
        await bob.only_to_verified()
        await bob.send(room, "for signed devices")
        await ear.message("for signed devices")
        assert ear.locked == []
