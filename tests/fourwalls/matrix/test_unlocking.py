"""Whose session opens an event, and what is believed of it; through the whole reader, as in `test_syncing`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from nio.crypto import OutboundGroupSession

from fourwalls.group.heard import Proof
from tests.fourwalls.matrix.people import ROOM, Person
from tests.fourwalls.matrix.test_syncing import ANN, Listener, only, reason


@pytest.fixture
def ear() -> Listener:
    return Listener()


async def test_the_frame_is_the_servers(ear: Listener) -> None:
    ear.give_key()
    heard = only(await ear.read(ear.sealed())).heard
    assert (heard.sender, heard.sent_at, heard.room) == (ANN, datetime.fromtimestamp(0.001, tz=UTC), ROOM)


async def test_a_message_that_overtakes_the_signing_of_its_device_is_believed(ear: Listener) -> None:
    ear.give_key()
    ear.ann.signed = False
    asked = []

    def signed_meanwhile(name: str) -> None:
        asked.append(name)
        ear.ann.signed = len(asked) > 1

    ear.server.before = signed_meanwhile
    assert only(await ear.read(ear.sealed())).heard.proof is Proof.SIGNED


async def test_of_strangers_who_give_the_same_key_the_hint_says_which(ear: Listener) -> None:
    eve, mallory = Person("@eve:test"), Person("@mallory:test")
    said = ear.sealed()
    late_key = ear.session.session_key  # opens what comes after the first message
    for early, late in ((eve, mallory), (mallory, eve)):
        again = Listener()
        again.session, again.first_key = ear.session, ear.first_key
        again.give_key(eve, "" if early is eve else late_key)
        again.give_key(mallory, "" if early is mallory else late_key)
        hinted = {**said, "content": {**said["content"], "sender_key": early.engine.curve25519}}
        assert len((await again.read(hinted)).spoken) == 1
        hinted = {**said, "content": {**said["content"], "sender_key": late.engine.curve25519}}
        assert len((await again.read(hinted)).locked) == 1


@pytest.mark.parametrize("first", [True, False])
async def test_the_senders_own_device_counts_more_than_a_strangers_hint(ear: Listener, *, first: bool) -> None:
    eve = Person("@eve:test")
    ear.ann.signed = False
    for person in (ear.ann, eve) if first else (eve, ear.ann):
        ear.give_key(person)
    said = ear.sealed(outer={"sender_key": eve.engine.curve25519})
    assert only(await ear.read(said)).heard.proof is Proof.UNSIGNED_DEVICE


@pytest.mark.parametrize("first", [True, False])
async def test_the_senders_signed_device_counts_more_than_an_unsigned_one(ear: Listener, *, first: bool) -> None:
    other = Person(ANN, "OTHER", signed=False)
    ours, theirs = ear.ann.answer(), other.answer()
    both: dict[str, Any] = {**ours, "device_keys": {ANN: {**ours["device_keys"][ANN], **theirs["device_keys"][ANN]}}}
    ear.ann.answer = lambda: both  # type: ignore[method-assign]  # she has two devices
    for person in (ear.ann, other) if first else (other, ear.ann):
        ear.give_key(person)
    said = ear.sealed(outer={"sender_key": other.engine.curve25519})
    assert only(await ear.read(said)).heard.proof is Proof.SIGNED


async def test_a_session_that_came_by_others_proves_nothing(ear: Listener) -> None:
    ear.give_key()
    (session,) = ear.engine.megolm_sessions(ROOM, ear.session.id)
    session.forwarding_chain = ["somebody"]
    assert only(await ear.read(ear.sealed())).heard.proof is Proof.FORWARDED_KEY


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        ({"type": "m.room.topic", "state_key": "", "content": {}, "room_id": ROOM}, "state_or_room_inside"),
        ({"type": 7, "content": {}, "room_id": ROOM}, "malformed"),
        ({"type": "m.room.message", "content": [], "room_id": ROOM}, "malformed"),
    ],
)
async def test_what_is_not_obeyed_has_its_place_in_the_session_all_the_same(
    ear: Listener, inner: dict[str, Any], why: str
) -> None:
    ear.give_key()
    batch = await ear.read(ear.sealed(inner))
    assert reason(batch) == why
    assert only(batch).ratchet == f"{ear.session.id} 0"


async def test_what_waits_for_its_key_is_kept_whole_whatever_is_in_it(ear: Listener) -> None:
    said = ear.sealed(outer={"odd": "half a letter: \ud83d, and ü"})
    (locked,) = (await ear.read(said)).locked
    assert json.loads(locked.raw.decode("utf-8", "surrogatepass")) == {**said, "room_id": ROOM}
    ear.give_key()
    assert await ear.reader.read_again(locked.raw) is not None


async def test_what_carries_nothing_is_nothing(ear: Listener) -> None:
    ear.give_key()
    batch = await ear.read(ear.sealed({"type": "org.example.nothing", "content": {}, "room_id": ROOM}))
    assert (batch.spoken, batch.locked) == ((), ())


async def test_each_device_is_doubted_by_itself(ear: Listener) -> None:
    ear.ann.signed = False
    other = Person(ANN, "OTHER", signed=False)
    ours, theirs = ear.ann.answer(), other.answer()
    both: dict[str, Any] = {**ours, "device_keys": {ANN: {**ours["device_keys"][ANN], **theirs["device_keys"][ANN]}}}
    ear.ann.answer = lambda: both  # type: ignore[method-assign]  # she has two devices
    for person, questions in ((ear.ann, 2), (other, 3)):
        ear.session = OutboundGroupSession()
        ear.give_key(person, ear.session.session_key)
        for _ in range(2):
            await ear.read(ear.sealed())
            assert ear.server.count("keys/query") == questions
