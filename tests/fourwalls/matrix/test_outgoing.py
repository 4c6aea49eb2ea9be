from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fourwalls.matrix.homeserver import HomeserverError, RefusedError, UnreachableError
from fourwalls.matrix.memory import Seeds
from fourwalls.matrix.outgoing import NobodyReachedError, NotEncryptedError, message
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.signatures import sign
from tests.fourwalls.matrix.people import ROOM, FakeServer, Person, Speaker, member, receive, room_with, state

ANN, BOB, BOT = "@ann:test", "@bob:test", "@bot:test"
BROKEN = RefusedError(500, "M_UNKNOWN", None, {})


@pytest.fixture
def ann() -> Person:
    return Person(ANN)


@pytest.fixture
def bob() -> Person:
    return Person(BOB)


@pytest.fixture
def speaker(ann: Person, bob: Person) -> Speaker:
    ann.fill_stock()
    bob.fill_stock()
    return Speaker(Person(BOT), FakeServer(ann, bob))


def opened(speaker: Speaker, person: Person) -> list[bool]:
    """Which of the words sent so far this person has the key of."""
    receive(person, BOT, speaker.server.to_device)
    found = []
    for outer in speaker.server.sent:
        sessions = person.engine.megolm_sessions(ROOM, outer["session_id"])
        try:
            found.append(bool(sessions) and bool(sessions[0].decrypt(outer["ciphertext"])))
        except ValueError:
            found.append(False)
    return found


async def test_all_inside_get_the_key_once(speaker: Speaker, ann: Person, bob: Person) -> None:
    room = room_with(BOT, ANN, BOB)
    await speaker.say(room, "one")
    await speaker.say(room, "two")
    assert (opened(speaker, ann), opened(speaker, bob)) == ([True, True], [True, True])
    assert speaker.server.count("sendToDevice") == 1
    assert speaker.server.count("keys/claim") == 1


async def test_only_the_readers_get_the_key(speaker: Speaker, ann: Person, bob: Person) -> None:
    await speaker.say(room_with(BOT, ANN, BOB), readers={ANN, "@outside:test"})
    assert opened(speaker, ann) == [True]
    assert opened(speaker, bob) == [False]


async def test_who_is_merely_invited_gets_no_key(speaker: Speaker, ann: Person) -> None:
    room = room_with(BOT, BOB)
    room.apply(member(ANN, "invite"))
    await speaker.say(room)
    assert opened(speaker, ann) == [False]


async def test_an_unsigned_device_gets_no_key(speaker: Speaker, ann: Person) -> None:
    ann.signed = False
    await speaker.say(room_with(BOT, ANN))
    assert opened(speaker, ann) == [False]


async def test_a_changed_identity_gets_no_key(speaker: Speaker, ann: Person) -> None:
    await speaker.keyring.refresh({ANN})
    ann.seeds = Seeds.make()
    speaker.keyring.changed([ANN])
    await speaker.say(room_with(BOT, ANN))
    assert opened(speaker, ann) == [False]


@pytest.mark.parametrize("how", ["left", "no reader", "device gone"])
async def test_whoever_may_not_read_on_cannot(speaker: Speaker, ann: Person, bob: Person, how: str) -> None:
    room = room_with(BOT, ANN, BOB)
    readers = {ANN, BOB}
    await speaker.say(room, "one", readers)
    if how == "left":
        room.apply(member(ANN, "leave"))
    elif how == "no reader":
        readers = {BOB}
    else:
        del speaker.server.people[ANN]
        speaker.keyring.changed([ANN])
    await speaker.say(room, "two", readers)
    assert opened(speaker, ann) == [True, False]
    assert opened(speaker, bob) == [True, True]


async def test_a_device_that_comes_between_messages_reads_from_then_on(speaker: Speaker, ann: Person) -> None:
    del speaker.server.people[ANN]
    room = room_with(BOT, ANN, BOB)
    await speaker.say(room, "one")
    speaker.server.people[ANN] = ann
    speaker.keyring.changed([ANN])
    await speaker.say(room, "two")
    assert opened(speaker, ann) == [False, True]


@pytest.mark.parametrize("during", ["keys/claim", "sendToDevice"])
async def test_somebody_leaving_while_the_key_is_on_its_way_stops_nothing_and_cannot_read(
    speaker: Speaker, ann: Person, bob: Person, during: str
) -> None:
    room = room_with(BOT, ANN, BOB)

    def leave(path: str) -> None:
        if during in path and ANN in room.joined:
            room.apply(member(ANN, "leave"))
            speaker.outgoing.forget_session(ROOM)

    speaker.server.before = leave
    await speaker.say(room)
    assert opened(speaker, ann) == [False]
    assert opened(speaker, bob) == [True]


async def test_somebody_coming_while_the_key_is_on_its_way_gets_it_too(speaker: Speaker, ann: Person) -> None:
    room = room_with(BOT, BOB)
    speaker.server.before = lambda path: room.apply(member(ANN, "join")) if "sendToDevice" in path else None
    await speaker.say(room)
    assert opened(speaker, ann) == [True]


@pytest.mark.parametrize("room", [RoomState(ROOM), room_with(BOT)])
async def test_nothing_is_said_in_a_room_that_is_not_encrypted(speaker: Speaker, room: RoomState) -> None:
    room.state.pop(("m.room.encryption", ""), None)
    with pytest.raises(NotEncryptedError):
        await speaker.say(room)
    assert speaker.server.asked == []


async def test_a_room_that_ceases_to_be_encrypted_meanwhile_gets_no_words(speaker: Speaker) -> None:
    room = room_with(BOT, ANN)
    speaker.server.before = lambda _: room.apply(state("m.room.encryption", "", {}))
    with pytest.raises(NotEncryptedError):
        await speaker.say(room)
    assert speaker.server.sent == []


# --- trouble


@pytest.mark.parametrize("where", ["keys/query", "keys/claim", "sendToDevice", "send/"])
@pytest.mark.parametrize("trouble", [BROKEN, UnreachableError("reset"), RefusedError(429, "M_LIMIT_EXCEEDED", 1, {})])
async def test_trouble_anywhere_is_raised_and_the_next_try_says_it(
    speaker: Speaker, ann: Person, where: str, trouble: HomeserverError
) -> None:
    room = room_with(BOT, ANN)
    speaker.server.trouble[where] = [trouble]
    with pytest.raises(HomeserverError):
        await speaker.say(room)
    await speaker.say(room)
    assert opened(speaker, ann) == [True]


async def test_a_device_without_keys_holds_up_nobody_and_is_not_asked_at_every_message(
    speaker: Speaker, ann: Person, bob: Person
) -> None:
    bob.one_time_keys.clear()
    room = room_with(BOT, ANN, BOB)
    for words in ("one", "two", "three"):
        await speaker.say(room, words)
    assert opened(speaker, ann) == [True, True, True]
    assert speaker.server.count("keys/claim") == 1


@pytest.mark.parametrize("bad", [7, "short", "A" * 43, None, {"nested": 1}])
async def test_a_bad_one_time_key_signed_by_its_owner_holds_up_nobody(
    speaker: Speaker, ann: Person, bob: Person, bad: Any
) -> None:
    signer = bob.engine.account.sign
    key = sign({"key": bad}, BOB, bob.device_id, lambda message: str(signer(message.decode())))
    bob.one_time_keys = [{"signed_curve25519:AAA": key}]
    await speaker.say(room_with(BOT, ANN, BOB))
    assert opened(speaker, ann) == [True]


async def test_a_one_time_key_that_the_server_made_up_is_refused(speaker: Speaker, ann: Person, bob: Person) -> None:
    ann.one_time_keys, bob.one_time_keys = bob.one_time_keys, ann.one_time_keys
    await speaker.say(room_with(BOT, ANN, BOB))
    assert speaker.server.to_device == []
    assert len(speaker.server.sent) == 1


async def test_claims_that_never_work_do_not_silence_the_bot_for_ever(speaker: Speaker) -> None:
    room = room_with(BOT, ANN)
    speaker.server.trouble["keys/claim"] = [BROKEN] * 10
    for _ in range(3):
        with pytest.raises(RefusedError):
            await speaker.say(room)
    await speaker.say(room)
    assert len(speaker.server.sent) == 1


async def test_what_is_meant_for_somebody_waits_until_a_device_of_theirs_can_have_the_key(
    speaker: Speaker, ann: Person, bob: Person
) -> None:
    room = room_with(BOT, ANN, BOB)
    speaker.server.trouble["keys/claim"] = [BROKEN] * 4
    for _ in range(3):
        with pytest.raises(RefusedError):
            await speaker.say(room, meant_for=ANN)
    for _ in range(2):  # the server has failed too often for the others to wait, and Ann's device is left alone a while
        with pytest.raises(NobodyReachedError):
            await speaker.say(room, meant_for=ANN)
    assert speaker.server.sent == []
    speaker.clock.now += 20
    await speaker.say(room, meant_for=ANN)
    assert (opened(speaker, ann), opened(speaker, bob)) == ([True], [True])


async def test_one_device_that_can_read_is_enough_and_others_hold_up_nothing(
    speaker: Speaker, ann: Person, bob: Person
) -> None:
    bob.one_time_keys.clear()
    room = room_with(BOT, ANN, BOB)
    await speaker.say(room, meant_for=ANN)
    assert opened(speaker, ann) == [True]
    with pytest.raises(NobodyReachedError):
        await speaker.say(room, meant_for=BOB)


async def test_sends_in_one_room_wait_for_each_other_and_a_session_is_changed_in_time(
    speaker: Speaker, ann: Person
) -> None:
    room = room_with(BOT, ANN)
    await asyncio.gather(*(speaker.say(room, str(number)) for number in range(250)))
    assert opened(speaker, ann) == [True] * 250
    assert len({outer["session_id"] for outer in speaker.server.sent}) == 3


async def test_everything_is_kept_before_it_leaves(speaker: Speaker) -> None:
    waiting: list[Any] = []

    def look(path: str) -> None:
        if "send" in path:
            waiting.extend(speaker.me.store.take_changes())

    speaker.server.before = look
    await speaker.say(room_with(BOT, ANN, BOB))
    assert waiting == []


async def test_a_relation_stands_outside_as_the_specification_asks(speaker: Speaker) -> None:
    content = {"msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": "m.thread", "event_id": "$root"}}
    await speaker.outgoing.send(room_with(BOT, ANN), message(content), "txn", None)
    (outer,) = speaker.server.sent
    assert outer["m.relates_to"] == content["m.relates_to"]
    assert "body" not in str(outer)


# --- answers to a device that nobody vouches for


async def answer(speaker: Speaker, room: RoomState, asker: Person, readers: set[str] | None = None) -> str:
    content = {"msgtype": "m.text", "body": "what works"}
    key = asker.engine.curve25519
    return await speaker.outgoing.answer(room, content, "txn answer", readers or {ANN, BOT}, (asker.user_id, key))


@pytest.mark.parametrize("why", ["changed", "unsigned"])
async def test_the_device_that_asked_opens_the_answer_and_nothing_before_or_after(
    speaker: Speaker, ann: Person, why: str
) -> None:
    room = room_with(BOT, ANN)
    await speaker.keyring.refresh({ANN})
    if why == "changed":
        ann.seeds = Seeds.make()
    else:
        ann.signed = False
    speaker.keyring.changed([ANN])
    await speaker.say(room, "before")
    await answer(speaker, room, ann)
    await speaker.say(room, "after")
    assert opened(speaker, ann) == [False, True, False]
    assert len({outer["session_id"] for outer in speaker.server.sent}) == 3


async def test_no_other_doubted_device_opens_the_answer(speaker: Speaker, ann: Person) -> None:
    await speaker.keyring.refresh({ANN})
    ghost = Person(ANN, "GHOST", signed=False)
    ghost.fill_stock()
    both = {**ann.answer()["device_keys"][ANN], **ghost.answer()["device_keys"][ANN]}
    setattr(ann, "answer", lambda: {"device_keys": {ANN: both}})  # noqa: B010 - mypy rightly forbids it otherwise
    speaker.keyring.changed([ANN])
    await answer(speaker, room_with(BOT, ANN), ann)
    assert opened(speaker, ann) == [True]
    assert opened(speaker, ghost) == [False]


@pytest.mark.parametrize("how", ["left", "no reader", "device gone", "another's device"])
async def test_who_asked_and_may_not_read_there_gets_no_answer(
    speaker: Speaker, ann: Person, bob: Person, how: str
) -> None:
    ann.signed = bob.signed = False
    room = room_with(BOT, ANN, BOB)
    readers = {ANN, BOT}
    if how == "left":
        room.apply(member(ANN, "leave"))
    elif how == "no reader":
        readers = {BOT}
    elif how == "device gone":
        del speaker.server.people[ANN]
    else:
        ann.user_id = BOB  # a key of Ann's under Bob's name
    with pytest.raises(NobodyReachedError):
        await answer(speaker, room, ann, readers)
    assert speaker.server.sent == []


async def test_an_answer_that_fails_leaves_no_session_behind(speaker: Speaker, ann: Person) -> None:
    ann.signed = False
    room = room_with(BOT, ANN)
    speaker.server.trouble["rooms"] = [BROKEN]
    with pytest.raises(RefusedError):
        await answer(speaker, room, ann)
    await speaker.say(room, "after")
    assert opened(speaker, ann) == [False]


# --- one-to-one sessions that broke


async def test_a_device_that_began_anew_is_given_the_room_key_again(speaker: Speaker, ann: Person) -> None:
    room = room_with(BOT, ANN)
    await speaker.say(room, "one")
    speaker.server.to_device.clear()
    speaker.me.engine.restarted.add((ANN, ann.engine.curve25519))
    await speaker.outgoing.mend({ANN})
    await speaker.say(room, "two")
    assert opened(speaker, ann) == [False, True]


async def test_a_wedged_device_is_begun_anew_once_an_hour(speaker: Speaker, ann: Person) -> None:
    for _ in range(3):
        speaker.me.engine.wedged.add((ANN, ann.engine.curve25519))
        await speaker.outgoing.mend({ANN})
    assert len(speaker.server.to_device) == 1
    receive(ann, BOT, speaker.server.to_device)
    assert ann.engine.restarted == {(BOT, speaker.me.engine.curve25519)}


async def test_strangers_cannot_make_us_begin_sessions(speaker: Speaker, bob: Person) -> None:
    speaker.me.engine.wedged.add((BOB, bob.engine.curve25519))
    await speaker.outgoing.mend({ANN})
    assert speaker.server.asked == []
    assert speaker.me.engine.wedged == set()
