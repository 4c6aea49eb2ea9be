from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.verifying import Verifying
from fourwalls.group.people import Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.matrix.homeserver import TokenDeadError
from fourwalls.matrix.verification.said import Said
from fourwalls.matrix.verification.stages import Step
from fourwalls.storage import adoptions
from fourwalls.storage.adoptions import Adoption
from tests.bots.furnishing import a_furnished_ground, a_wire, told
from tests.fourwalls.matrix.verification.asker import Asker
from tests.handlers.happened import HERE
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, MAX, private_of
from tests.support.wire import Wire, refusal

DIRECT = "!made-for-it"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def a_line(bot: Bot = Bot.SCRIBE, host: str = FAY, room: str = DIRECT) -> Wire:
    """The bot's line, with a room that somebody made for the two."""
    wire = a_wire(bot)
    for made, by in ((HERE, BOTS[Bot.WARDEN]), (MANAGERS, BOTS[Bot.WARDEN]), (private_of(ANN), BOTS[Bot.GUIDE])):
        wire.put(made, "m.room.create", {}, sender=by)
    wire.put(room, "m.room.create", {}, sender=host)
    wire.member(room, host, BOTS[bot])
    wire.verifications.keys = {"ed25519:ANNDEVICE": "a key"}
    return wire


def asked(person: PersonId, room: str | None = DIRECT, txn: str = "txn-1") -> Said:
    return Asker(txn, person=person, room=room).asks(at=time.time())


def replies(wire: Wire) -> list[tuple[object, ...]]:
    return [each[1:] for each in wire.asked if each[0] == "reply"]


@pytest.mark.parametrize(
    ("person", "room", "readers"),
    [
        (FAY, DIRECT, {FAY}),
        (MAX, None, {MAX}),
        (ANN, HERE, {ANN, FAY, *BOTS.values()}),
        (MAX, MANAGERS, {MAX, *BOTS.values()}),
    ],
)
async def test_people_on_a_list_are_answered_where_they_ask(
    ground: Ground, person: PersonId, room: str | None, readers: set[str]
) -> None:
    wire = a_line()
    await Verifying(ground, Bot.SCRIBE, wire).answer(asked(person, room))
    assert replies(wire) == [(person, room, "ready", readers)]


@pytest.mark.parametrize(
    ("person", "room"),
    [
        (EVE, None),
        (EVE, DIRECT),
        (EVE, HERE),
        (MAX, DIRECT),  # another person's room
        (MAX, HERE),  # not on that list, and not inside
        (FAY, "!unknown"),
        (BOTS[Bot.WARDEN], None),
    ],
)
async def test_nobody_else_is_answered(ground: Ground, person: PersonId, room: str | None) -> None:
    wire = a_line()
    wire.member(DIRECT, EVE)
    await Verifying(ground, Bot.SCRIBE, wire).answer(asked(person, room))
    assert wire.asked == []


async def test_a_strangers_own_room_does_not_help_them(ground: Ground) -> None:
    wire = a_line(host=EVE)
    await Verifying(ground, Bot.SCRIBE, wire).answer(asked(EVE))
    assert wire.asked == []


async def test_a_step_is_sent_again_when_the_server_fails(ground: Ground) -> None:
    wire = a_line()
    wire.answers["keys"] = [refusal(502, "M_UNKNOWN", 0.0)]
    wire.answers["reply"] = [refusal(429, "M_LIMIT_EXCEEDED", 0.0)]
    await Verifying(ground, Bot.SCRIBE, wire).answer(asked(FAY))
    assert wire.kinds() == ["keys", "keys", "reply", "reply"]


async def test_a_refusal_for_good_is_not_tried_again(ground: Ground) -> None:
    wire = a_line()
    wire.answers["reply"] = [refusal(403, "M_FORBIDDEN")]
    await Verifying(ground, Bot.SCRIBE, wire).answer(asked(FAY))
    assert wire.kinds() == ["keys", "reply"]


async def test_the_room_is_left_when_it_is_over(ground: Ground) -> None:
    wire = a_line()
    verifying = Verifying(ground, Bot.SCRIBE, wire)
    await verifying.answer(asked(FAY))
    await verifying.look_round()
    assert "leave" not in wire.kinds()
    await verifying.answer(Asker(person=FAY, room=DIRECT).says(Step.CANCEL, {"code": "m.user"}))
    await verifying.look_round()
    assert wire.asked[-1] == ("leave", DIRECT)


async def test_a_room_in_which_nobody_begins_is_left_soon(ground: Ground) -> None:
    wire, clock = a_line(), Clock()
    verifying = Verifying(ground, Bot.SCRIBE, wire, clock)
    await verifying.look_round()
    clock.now += 60
    await verifying.look_round()
    assert wire.asked == []
    clock.now += 1
    await verifying.look_round()
    await verifying.look_round()
    assert wire.asked == [("leave", DIRECT)]  # once: the server tells when it is done


async def test_a_bot_is_a_guest_in_one_room_of_a_person(ground: Ground) -> None:
    wire = a_line()
    verifying = Verifying(ground, Bot.SCRIBE, wire)
    await verifying.look_round()
    wire.put("!another", "m.room.create", {}, sender=FAY)
    wire.member("!another", FAY, BOTS[Bot.SCRIBE])
    wire.put("!of-max", "m.room.create", {}, sender=MAX)
    await verifying.look_round()
    assert wire.asked == [("leave", "!another")]


async def test_rooms_of_the_house_are_never_left(ground: Ground) -> None:
    wire, clock = a_line(), Clock()
    del wire.rooms[DIRECT]
    for room in (HERE, MANAGERS):
        wire.put(room, "m.room.create", {}, sender=EVE)  # as if somebody else had made them
    verifying = Verifying(ground, Bot.SCRIBE, wire, clock)
    await verifying.look_round()
    clock.now += 10_000
    await verifying.look_round()
    assert wire.asked == []


async def test_a_room_that_is_to_be_taken_on_is_not_left(ground: Ground) -> None:
    wire, clock = a_line(), Clock()
    del wire.rooms[DIRECT]
    old = RoomId("!old:example.org")
    wire.put(old, "m.room.create", {}, sender=EVE)
    ground.database.run_sync(lambda conn: adoptions.keep(conn, ground.keys, Adoption(old, "Lamp", MAX)))
    verifying = Verifying(ground, Bot.WARDEN, wire, clock)
    await verifying.look_round()
    clock.now += 10_000
    await verifying.look_round()
    assert wire.asked == []


async def test_what_lapses_is_told(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    wire, clock = a_line(), Clock()
    monkeypatch.setattr(wire.verifications.desk, "_clock", clock)
    verifying = Verifying(ground, Bot.SCRIBE, wire)
    await verifying.answer(asked(FAY))
    clock.now += 601
    await verifying.look_round()
    assert replies(wire)[-1] == (FAY, DIRECT, "m.timeout", {FAY})
    assert wire.asked[-1] == ("leave", DIRECT)


async def test_the_managers_are_told_once_when_somebody_saw_something_else(ground: Ground) -> None:
    wire = a_line()
    verifying = Verifying(ground, Bot.SCRIBE, wire)
    for number in range(2):
        asker = Asker(f"txn-{number}", person=FAY, room=DIRECT)
        for said in (asker.asks(at=time.time()), asker.starts(), asker.shows_key()):
            await verifying.answer(said)
        assert number or told(ground, Bot.SCRIBE) == []
        await verifying.answer(asker.says(Step.CANCEL, {"code": "m.mismatched_sas"}))
    (words,) = told(ground, Bot.SCRIBE)
    assert "was verifying me, the scribe, and it came out wrong" in words


async def test_one_bad_step_does_not_stop_the_others_and_a_dead_token_stops_all(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    wire = a_line()
    wire.answers["keys"] = [ValueError("a word"), None]
    wire.answers["reply"] = [TokenDeadError(FAY, "M_UNKNOWN_TOKEN")]
    verifying = Verifying(ground, Bot.SCRIBE, wire)
    wire.verifications.take([asked(FAY), asked(FAY, txn="txn-2")])
    with pytest.raises(TokenDeadError):
        async with asyncio.timeout(20):
            await verifying.verify_forever()
    assert wire.kinds() == ["keys", "keys", "reply"]
    assert "a word" not in caplog.text


async def test_in_an_open_room_nobody_verifies_the_guide_and_it_stays_there(ground: Ground) -> None:
    tea = Room(RoomId(DIRECT), RoomKind.OPEN)
    ground.database.run_sync(lambda conn: ground.records(conn).add_room(tea, ""))
    clock = Clock()
    for person in (ANN, EVE):
        wire = a_line(Bot.GUIDE, host=person)
        wire.member(DIRECT, EVE, ANN, BOTS[Bot.GUIDE])
        verifying = Verifying(ground, Bot.GUIDE, wire, clock)
        await verifying.answer(asked(person))
        clock.now += 1000.0
        await verifying.look_round()
        assert replies(wire) == []
        assert "leave" not in wire.kinds()
