from __future__ import annotations

import time

import pytest

from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.verification.answering import Verifications
from fourwalls.matrix.verification.said import Said
from tests.fourwalls.matrix.people import ROOM, FakeServer, Person, Speaker, room_with
from tests.fourwalls.matrix.verification.asker import ANN, BOT, Asker, steps


class Line:
    """A bot's verifications over a fake server, with somebody in a room for the two."""

    def __init__(self) -> None:
        self.ann = Person(ANN, "ANNDEVICE")
        self.ann.fill_stock()
        self.me = Person(BOT, "BOTDEVICE")
        self.server = FakeServer(self.ann, self.me)
        speaker = Speaker(self.me, self.server)
        self.rooms: dict[str, RoomState] = {ROOM: room_with(ANN, BOT)}
        parts = (self.server, self.me.engine, speaker.keyring, speaker.outgoing, self.rooms)
        self.verifications = Verifications(*parts, "ourmaster")


@pytest.fixture
def line() -> Line:
    return Line()


def asked(room: str | None) -> Said:
    return Asker(room=room).asks(at=time.time())


async def test_an_answer_in_a_room_is_encrypted_and_refers_to_the_request_outside_too(line: Line) -> None:
    (reply,) = await line.verifications.hear(asked(ROOM))
    await line.verifications.send(reply, "txn", {ANN})
    (sent,) = line.server.sent
    assert sent["algorithm"] == "m.megolm.v1.aes-sha2"
    assert sent["m.relates_to"] == {"rel_type": "m.reference", "event_id": "txn-1"}
    assert "methods" not in sent
    assert list(line.server.to_device[0]) == [ANN]  # the room key, for nobody else


async def test_an_answer_to_a_device_goes_to_that_device(line: Line) -> None:
    (reply,) = await line.verifications.hear(asked(None))
    await line.verifications.send(reply, "txn", {ANN})
    assert line.server.to_device == [{ANN: {"ANNDEVICE": reply.content}}]
    assert line.server.asked[-1][0] == "sendToDevice/m.key.verification.ready/txn"


async def test_when_it_is_not_known_which_device_began_all_of_theirs_are_told(line: Line) -> None:
    (reply,) = await line.verifications.hear(Asker().shows_key())
    await line.verifications.send(reply, "txn", {ANN})
    assert line.server.to_device == [{ANN: {"*": reply.content}}]


async def test_nobody_is_answered_in_a_room_where_they_could_not_read_it(line: Line) -> None:
    line.ann.signed = False
    assert await line.verifications.hear(asked(ROOM)) == []
    assert steps(await line.verifications.hear(asked(None))) == ["ready"]


async def test_among_more_than_two_an_unknown_verification_may_be_somebody_elses(line: Line) -> None:
    said = Asker(room=ROOM).shows_key()
    line.rooms[ROOM] = room_with(ANN, BOT, "@ben:house")
    assert await line.verifications.hear(said) == []
    line.rooms[ROOM] = room_with(ANN, BOT)
    assert steps(await line.verifications.hear(said)) == ["m.unknown_transaction"]


async def test_what_cannot_wait_is_dropped_and_counted(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    line.verifications.take([asked(None)] * 1_001)
    assert "dropped: 1" in caplog.text
    assert await line.verifications.next(0.01) is not None


async def test_waiting_for_a_step_ends(line: Line) -> None:
    assert await line.verifications.next(0.01) is None
