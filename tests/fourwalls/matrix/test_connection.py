"""A connection on a real homeserver, beside a member with a client of another make that trusts signed devices only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.heard import Membership, MembershipChanged, Message, Proof, Unreadable
from fourwalls.matrix.connection import Connection, WrongDeviceError
from fourwalls.matrix.crosssigning import ChainError
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.keyring import read_identity
from fourwalls.matrix.memory import InMemory, Seeds
from fourwalls.matrix.signatures import public_of
from tests.fourwalls.matrix.ear import PICKLE_KEY, CrashError, Ear, Json, Wire, listening, open_ear
from tests.support.member import Member
from tests.support.synapse import PASSWORD, Account, Register, SignIn, talkative

pytestmark = pytest.mark.e2e


@pytest_asyncio.fixture
async def account(register: Register) -> Account:
    return await register("bot")


@pytest_asyncio.fixture
async def ann(sign_in: SignIn) -> AsyncIterator[Member]:
    yield await sign_in("ann")


async def room_of(host: Member, ear: Ear, *guests: Member, **body: Any) -> str:
    """A room with these people inside, in which everybody knows of everybody."""
    room = await host.create_room(ear.connection.user_id, *(guest.user_id for guest in guests), **body)
    await ear.connection.act.join(room)
    for guest in guests:
        await guest.wait_invite(room)
        await guest.join(room)
    await ear.room(room, host.user_id, *(guest.user_id for guest in guests))
    for member in (host, *guests):
        await member.wait_membership(room, "join", ear.connection.user_id)
    return room


# --- one who is believed


async def test_a_device_is_signed_before_anything_is_joined(account: Account) -> None:
    ear = await open_ear(account)
    try:
        user = account.user_id
        answer = await ear.connection._server.call("POST", f"{CLIENT}/keys/query", {"device_keys": {user: []}})
        identity = read_identity(user, answer)
        device = identity.devices[ear.connection.device_id]
        assert device.signed
        assert await ear.connection.act.joined_rooms() == []
        stock = await ear.connection._server.call("GET", f"{CLIENT}/sync", query={"timeout": "0"})
        assert stock["device_one_time_keys_count"]["signed_curve25519"] == 25
        assert stock["device_unused_fallback_key_types"] == ["signed_curve25519"]
    finally:
        await ear.connection.close()


async def test_words_go_both_ways_without_a_shield(account: Account, ann: Member) -> None:
    async with listening(account) as ear:
        room = await room_of(ann, ear)
        asked = await ann.send(room, "are you there?", mentions=[account.user_id])
        heard = await ear.message("are you there?")
        assert (heard.event, heard.sender, heard.proof) == (asked, ann.user_id, Proof.SIGNED)
        assert heard.mentions == (account.user_id,)
        said = await ear.say(room, "i am")
        seen = await ann.wait_message(containing="i am")
        assert (seen.event_id, seen.encrypted, seen.shield) == (said, True, "none")
        assert await ann.shield(room, said) == ("none", "")
        assert await ear.say(room, "i am") == said  # the same transaction again
        assert (await ear.message("i am")).proof is Proof.SIGNED


async def test_relations_come_from_inside_the_ciphertext(account: Account, ann: Member) -> None:
    async with listening(account) as ear:
        room = await room_of(ann, ear)
        first = await ann.send(room, "first")
        await ann.send(room, "second", replaces=first)
        await ann.send(room, "beside it", threadRoot=first)
        await ann.send(room, "an answer", replyTo=first)
        await ann.send(room, "done")
        await ear.message("done")
        found = {it.text: (it.replaces, it.thread, it.reply_to) for it in ear.messages}
        assert found["second"] == (first, None, None)
        assert found["beside it"] == (None, first, None)
        assert found["an answer"] == (None, None, first)


async def test_an_unsigned_device_gets_no_key_and_is_not_believed(
    account: Account, ann: Member, sign_in: SignIn
) -> None:
    eve = await sign_in("eve", signed=False, only_signed=False)
    async with listening(account) as ear:
        room = await room_of(ann, ear, eve)
        said = await ear.say(room, "for signed devices")
        await ann.wait_message(containing="for signed devices")
        assert not (await eve.wait_message(lambda it: it.event_id == said)).readable
        await eve.send(room, "let me in")
        assert (await ear.message("let me in")).proof is Proof.UNSIGNED_DEVICE


# --- nothing is lost


async def test_a_long_gap_is_paged_back_in_order_through_trouble(
    account: Account, ann: Member, register: Register, homeserver: LocalHomeserver
) -> None:
    memory, said = InMemory(), [f"word {number}" for number in range(350)]
    async with listening(await register("bob")) as bob:
        await talkative(homeserver, bob.connection.user_id)
        async with listening(account, memory) as ear:
            room = await room_of(ann, ear)
            await ann.invite(room, bob.connection.user_id)
            await bob.connection.act.join(room)
            await bob.room(room, account.user_id)
            await bob.say(room, "before")
            await ear.message("before")
        for words in said:
            await bob.say(room, words)
    ear = await open_ear(account, memory)
    wire = Wire(ear)
    troubles = [RefusedError(429, "M_LIMIT_EXCEEDED", 0, {}), UnreachableError("reset"), UnreachableError("reset")]
    pages = 0

    def refuse(path: str) -> None:
        nonlocal pages
        if path.endswith("/messages"):
            pages += 1
            if pages > 1 and troubles:
                raise troubles.pop()

    wire.before = refuse
    task = asyncio.create_task(ear.connection.listen(ear.hear))
    await ear.message("word 349")
    task.cancel()
    await ear.connection.close()
    assert ear.texts == said
    assert {message.proof for message in ear.messages} == {Proof.SIGNED}
    assert (ear.locked, troubles) == ([], [])
    assert [batch.gaps for batch in ear.batches] == [()]


async def test_a_restart_goes_on_with_the_same_device(account: Account, ann: Member) -> None:
    memory = InMemory()
    async with listening(account, memory) as ear:
        room = await room_of(ann, ear)
        await ann.send(room, "one")
        await ear.message("one")
        await ear.say(room, "heard one")
        device = ear.connection.device_id
    await ann.send(room, "two, while you slept")
    async with listening(account, memory) as ear:
        assert ear.connection.device_id == device
        assert (await ear.message("two, while you slept")).proof is Proof.SIGNED
        assert "one" not in ear.texts
        await ear.room(room, ann.user_id)
        await ear.say(room, "heard two")
        assert (await ann.wait_message(containing="heard two")).shield == "none"


async def test_a_crash_before_keeping_hears_everything_again(account: Account, ann: Member) -> None:
    memory = InMemory()
    async with listening(account, memory) as ear:
        room = await room_of(ann, ear)
        await ann.send(room, "one")
        await ear.message("one")
        bookmark = memory.bookmark
    await ann.send(room, "two")
    await ann.send(room, "three")
    crashed = await open_ear(account, memory)
    crashed.crash_on = "three"
    with pytest.raises(CrashError):
        await crashed.connection.listen(crashed.hear)
    await crashed.connection.close()
    assert memory.bookmark == bookmark
    async with listening(account, memory) as ear:
        await ear.message("three")
        assert ear.texts == ["two", "three"]
        assert ear.locked == []


async def test_a_key_that_comes_after_its_words_opens_them(account: Account, ann: Member) -> None:
    async with listening(account) as ear:
        wire, held = Wire(ear), list[Json]()
        room = await room_of(ann, ear)

        def withhold(path: str, answer: Json) -> Json:
            if path.endswith("/sync"):
                held.extend(answer.pop("to_device", {}).get("events", []))
            return answer

        wire.change = withhold
        await ann.send(room, "too early")
        (locked,) = await ear.until(lambda: ear.locked or None)
        assert (locked.heard.reason, ear.texts) == ("no_key", [])
        assert len(held) == 1
        wire.change = lambda path, answer: (
            answer | {"to_device": {"events": held}} if path.endswith("/sync") else answer
        )
        await ann.send(room, "now")
        assert (await ear.message("too early")).proof is Proof.SIGNED
        assert ear.texts == ["too early", "now"]
        assert ear.locked == []


async def test_a_broken_one_to_one_session_is_begun_anew(account: Account, ann: Member, sign_in: SignIn) -> None:
    memory = InMemory()
    carol, dave = await sign_in("carol"), await sign_in("dave")
    async with listening(account, memory) as ear:
        room = await room_of(ann, ear, carol, dave)
        await ann.send(room, "one")
        await ear.message("one")
    await memory.keep_vault([(kind, key, None) for kind, key in memory._vault if kind == "olm"])
    async with listening(account, memory) as ear:
        await carol.leave(room)  # whereupon ann's client makes a new room key
        await ann.wait_membership(room, "leave", carol.user_id)
        await ann.send(room, "lost")
        await ear.until(lambda: ear.locked or None)
        await ear.until(lambda: True if ear.connection._engine.session_store.get(_key_of(ear, ann)) else None)
        await dave.leave(room)
        await ann.wait_membership(room, "leave", dave.user_id)
        await ann.send(room, "found")
        assert (await ear.message("found")).proof is Proof.SIGNED


def _key_of(ear: Ear, member: Member) -> str:
    devices = ear.connection.keyring.signed_devices(member.user_id)
    return devices[0].curve25519 if devices else ""


# --- people come and go


async def test_who_left_cannot_read_what_is_said_afterwards(account: Account, ann: Member, sign_in: SignIn) -> None:
    bob = await sign_in("bob")
    async with listening(account) as ear:
        room = await room_of(ann, ear, bob)
        await ear.say(room, "while bob is here")
        await bob.wait_message(containing="while bob is here")
        await bob.leave(room)
        await ear.until(lambda: True if bob.user_id not in ear.connection.rooms[room].joined else None)
        missed = await ear.say(room, "while bob is away")
        await ann.wait_message(containing="while bob is away")
        await ear.connection.act.invite(room, bob.user_id)  # a bot hands on no history
        await bob.wait_invite(room)
        await bob.join(room)
        await bob.scrollback(room)
        await ear.room(room, bob.user_id)
        await ear.say(room, "welcome back")
        assert (await bob.wait_message(containing="welcome back")).shield == "none"
        await bob.shield(room, missed)  # the ciphertext is there
        assert [it.body for it in bob.messages(room) if it.readable] == ["while bob is here", "welcome back"]


async def test_the_last_words_before_being_put_out_are_heard(account: Account, ann: Member) -> None:
    memory = InMemory()
    async with listening(account, memory) as ear:
        room = await room_of(ann, ear)
        await ann.send(room, "one")
        await ear.message("one")
    await ann.send(room, "not for you")
    await ann.kick(room, account.user_id)
    async with listening(account, memory) as ear:
        await ear.message("not for you")
        assert ear.batches[0].left == (room,)
        gone = [it for it in ear.heard if isinstance(it, MembershipChanged) and it.person == account.user_id]
        assert [it.membership for it in gone] == [Membership.LEAVE]
        assert room not in ear.connection.rooms


async def test_declining_an_invite_is_no_gap(account: Account, ann: Member) -> None:
    async with listening(account) as ear:
        room = await ann.create_room(account.user_id)
        await ear.until(lambda: [batch for batch in ear.batches if batch.invites] or None)
        await ear.connection.act.leave(room)
        await ear.until(lambda: [batch for batch in ear.batches if room in batch.left] or None)
        assert {batch.gaps for batch in ear.batches} == {()}


async def test_what_was_said_before_coming_in_is_not_heard_as_locked(account: Account, ann: Member) -> None:
    async with listening(account) as ear:
        room = await ann.create_room()
        for number in range(3):
            await ann.send(room, f"among ourselves {number}")
        await ann.invite(room, account.user_id)
        await ear.connection.act.join(room)
        await ear.room(room, ann.user_id)
        await ann.wait_membership(room, "join", account.user_id)
        await ann.send(room, "welcome")
        await ear.message("welcome")
        assert ear.locked == []
        assert ear.texts == ["welcome"]


# --- a start that must not go on


async def test_a_dead_token_ends_listening(account: Account) -> None:
    ear = await open_ear(account)
    await ear.connection._server.call("POST", f"{CLIENT}/logout", {})
    with pytest.raises(TokenDeadError):
        await ear.connection.listen(ear.hear)
    await ear.connection.close()
    with pytest.raises(TokenDeadError):
        await open_ear(account, ear.memory)


async def test_an_identity_whose_seeds_are_lost_is_never_replaced(account: Account) -> None:
    ear = await open_ear(account)
    first = public_of(ear.connection._seeds.master)
    await ear.connection.close()
    for seeds in (None, Seeds.make()):
        memory = InMemory()
        if seeds is not None:
            await memory.keep_seeds(seeds)
        with pytest.raises(ChainError):
            await open_ear(account, memory)
        if seeds is None:
            assert (await memory.recall()).seeds is None
    again = await open_ear(account, ear.memory)
    answer = await again.connection._server.call("POST", f"{CLIENT}/keys/query", {"device_keys": {account.user_id: []}})
    assert read_identity(account.user_id, answer).master == first
    await again.connection.close()


async def test_a_lost_store_with_the_same_seeds_is_a_new_device_of_the_same_identity(
    account: Account, ann: Member
) -> None:
    ear = await open_ear(account)
    seeds, device = ear.connection._seeds, ear.connection.device_id
    await ear.connection.close()
    memory = InMemory()
    await memory.keep_seeds(seeds)
    async with listening(account, memory) as ear:
        assert ear.connection.device_id != device
        room = await room_of(ann, ear)
        await ann.send(room, "hello again")
        await ear.message("hello again")
        await ear.say(room, "hello")
        assert (await ann.wait_message(containing="hello", sender=account.user_id)).shield == "none"


async def test_stored_keys_of_another_device_or_account_are_refused(account: Account, register: Register) -> None:
    ear = await open_ear(account)
    await ear.connection.close()
    credentials = (await ear.memory.recall()).credentials
    assert credentials is not None
    await ear.memory.keep_credentials(replace(credentials, device_id="ANOTHER"))
    with pytest.raises(WrongDeviceError):
        await open_ear(account, ear.memory)
    await ear.memory.keep_credentials(credentials)
    other = await register("other")
    with pytest.raises(WrongDeviceError):
        await Connection.open(other.base_url, other.user_id, ear.memory, PICKLE_KEY, PASSWORD)


async def test_the_wrong_password_or_none_is_told(account: Account) -> None:
    with pytest.raises(RefusedError):
        await Connection.open(account.base_url, account.user_id, InMemory(), PICKLE_KEY, "not it")
    with pytest.raises(TokenDeadError):
        await Connection.open(account.base_url, account.user_id, InMemory(), PICKLE_KEY)
    server = Homeserver.open("http://127.0.0.1:9")
    with pytest.raises(UnreachableError, match=r"^no answer: \w+$"):
        await server.call("GET", "/")
    await server.close()


# --- attacks


async def test_state_and_other_rooms_inside_ciphertext_are_unreadable_and_change_nothing(
    account: Account, register: Register, ann: Member
) -> None:
    async with listening(account) as ear, listening(await register("eve")) as eve:
        room = await room_of(ann, ear)
        await ann.invite(room, eve.connection.user_id)
        await eve.connection.act.join(room)
        await ear.room(room, eve.connection.user_id)
        seen = await eve.room(room, account.user_id)
        before = dict(ear.connection.rooms[room].state)
        power = {"users": {eve.connection.user_id: 100}}
        words = {"msgtype": "m.text", "body": "from elsewhere"}
        forged: list[Json] = [
            {"type": "m.room.power_levels", "state_key": "", "content": power, "room_id": room},
            {"type": "m.room.message", "content": words, "room_id": "!another"},
            {"type": "m.room.message", "content": words},
            {"type": "m.room.power_levels", "content": power, "room_id": room},
        ]
        ids = [await eve.say_raw(seen, inner) for inner in forged]
        await eve.say(room, "done")
        await ear.message("done")
        unreadable = {it.event: it.reason for it in ear.heard if isinstance(it, Unreadable)}
        assert unreadable == dict.fromkeys(ids[:3], "state_or_room_inside")
        assert "from elsewhere" not in ear.texts
        assert ear.connection.rooms[room].state == before


async def test_a_lying_server_cannot_put_words_into_somebodys_mouth(
    account: Account, ann: Member, sign_in: SignIn
) -> None:
    bob = await sign_in("bob")
    async with listening(account) as ear:
        room = await room_of(ann, ear, bob)
        wire = Wire(ear)

        def forge(path: str, answer: Json) -> Json:
            for part in answer.get("rooms", {}).get("join", {}).values() if path.endswith("/sync") else ():
                events = part["timeline"]["events"]
                sealed = [event for event in events if event["type"] == "m.room.encrypted"]
                events += [{**event, "sender": bob.user_id, "event_id": event["event_id"] + "b"} for event in sealed]
                events += [{**event, "event_id": event["event_id"] + "r"} for event in sealed]
            return answer

        wire.change = forge
        said = await ann.send(room, "remove bob")
        await ear.until(lambda: True if len(ear.messages) == 3 else None)
        proofs = {message.event: message.proof for message in ear.messages}
        assert proofs == {said: Proof.SIGNED, f"{said}b": Proof.FOREIGN_SESSION, f"{said}r": Proof.SIGNED}
        places = [ratchet for heard, ratchet in zip(ear.heard, ear.ratchets, strict=True) if isinstance(heard, Message)]
        assert len(set(places)) == 1  # the replay table tells the third from the first
